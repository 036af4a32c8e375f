using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.Llm.Guards;
using Weiyu.Bot.Handlers.Llm.Tools;
using Weiyu.Bot.Pipeline;
using Weiyu.Bot.Privacy;
using Weiyu.Knowledge;
using Weiyu.Rules.Templates;

namespace Weiyu.Bot.Handlers.Llm;

/// <summary>
/// Lets the model answer what a rule left open (<see cref="TurnContext.AnswerRequest"/>) and knowledge did not answer. The ladder: the model's
/// checked reply within the deadline; else the best passage, if it is good enough; else a holding message and a human, or the rule's <c>else</c>:
/// then the request stays set and the rest of the pipeline goes on. There is one final reply in every case.
/// </summary>
internal sealed class LlmHandler(AnswerModel model, ToolBox tools, PersonalDataMask mask, IOptions<LlmOptions> options, TimeProvider time) : IHandler
{
    private const string Name = "Llm";

    /// <summary>The handler's member of <see cref="ConversationState.Extra"/>: tokens spent since the conversation's opening number so and so.</summary>
    internal const string ExtraKey = "llm";

    /// <inheritdoc/>
    public async ValueTask HandleAsync(TurnContext turn, HandlerDelegate next, CancellationToken cancellationToken)
    {
        if (turn.AnswerRequest is not { } request || turn.HasReply || turn.HandoffRequest is not null || turn.Text.Length == 0 || !model.IsOn)
        {
            await next(turn, cancellationToken);
            return;
        }

        if (Identity.IsAsked(turn.Text))
        {
            turn.Say(Identity.Answer(turn.Locale));
            turn.Decision.End("identity", Name);
            return;
        }

        AnswerOutcome outcome;
        using (new TypingSignal(turn, options.Value.Signal, time)) outcome = await model.TryAnswerAsync(Input(turn, request), cancellationToken);
        Book(turn.State, outcome);
        turn.Decision.Note(Name, mask.Redact(Describe(outcome)));
        if (outcome is { Kind: AnswerKind.Asks, Pending: { } pending })
        {
            ChangeMemory.Ask(turn.State, pending with { At = turn.Now });
            turn.Say(Question(turn, pending));
            turn.Decision.End("asks", pending.Tool);
            return;
        }

        if (outcome is { Kind: AnswerKind.Answered, Text: { } text })
        {
            Replies.Add(turn, text, outcome.Sources, options.Value.Stream);
            turn.Decision.End("model", outcome.Sources.Count > 0 ? string.Join(", ", outcome.Sources.Take(3).Select(s => s.Source)) : outcome.Model);
            return;
        }

        if (outcome.HandedOver)
        {
            HandOver(turn, outcome.Reason);
        }
        else if (Curated(outcome, request) is { } passage)
        {
            turn.Say(PlainText.From(passage.Answer is { Length: > 0 } answer ? answer : Shorten(passage.Text)));
            turn.Decision.Note(Name, $"sent {passage.Source} instead (score {passage.Score.ToString("0.00", CultureInfo.InvariantCulture)})");
            turn.Decision.End("knowledge", passage.Source);
            return;
        }
        else if (outcome.Kind is AnswerKind.Late && options.Value.WhenLate == LatePolicy.Handoff)
        {
            HandOver(turn, "the model was late", LlmTexts.Holding(options.Value, turn.State.Locale));
        }

        await next(turn, cancellationToken);
    }

    private static AnswerInput Input(TurnContext turn, AnswerRequest request)
    {
        // The question may have been remembered already; it is asked once.
        var recent = turn.State.Recent;
        var asked = recent.Count > 0 && recent[^1].Role == "visitor" && turn.Text.StartsWith(recent[^1].Text, StringComparison.Ordinal) ? recent.SkipLast(1) : recent;
        return new AnswerInput
        {
            Question = turn.Text,
            Locale = turn.State.Locale,
            Passages = turn.Passages ?? [],
            Recent = [.. asked],
            Tools = request.Tools,
            Thread = turn.Thread,
            CauseUid = turn.CauseUid,
            Deadline = request.Deadline,
            TokensSpent = Spent(turn.State),
            Proven = ChangeMemory.Proven(turn.State),
            Made = ChangeMemory.Made(turn.State),
        };
    }

    /// <summary>What the conversation cost since it was opened last.</summary>
    private static int Spent(ConversationState state) =>
        state.Extra.GetValueOrDefault(ExtraKey) is JsonObject extra && (int?)extra["opening"] == state.Openings ? (int?)extra["tokens"] ?? 0 : 0;

    /// <summary>What the visitor is asked before a change: the tool's own words, or the usual ones.</summary>
    private string Question(TurnContext turn, Change change)
    {
        if (tools.Find(change.Tool)?.Policy.Confirm?.Text is not { } text) return LlmTexts.IsChinese(turn.Locale) ? $"{change.Summary}，确认吗？" : $"{change.Summary}. Shall I go ahead?";
        var values = new TemplateValues();
        foreach (var (name, value) in change.Arguments) values.Set(name, value);
        return text.Render(turn.Locale, turn.DefaultLocale ?? "zh", values);
    }

    private static void Book(ConversationState state, AnswerOutcome outcome)
    {
        ChangeMemory.Prove(state, outcome.Proven);
        foreach (var made in outcome.Made) ChangeMemory.Remember(state, made);
        if (outcome.Tokens.Total > 0) state.Extra[ExtraKey] = new JsonObject { ["tokens"] = Spent(state) + outcome.Tokens.Total, ["opening"] = state.Openings };
    }

    private static void HandOver(TurnContext turn, string reason, string? say = null)
    {
        turn.HandoffRequest = new HandoffRequest(reason) { Say = say };
        // A human answers; the rule's else has nothing left to do.
        turn.AnswerRequest = null;
        turn.Decision.End("handoff", Name);
    }

    private Passage? Curated(AnswerOutcome outcome, AnswerRequest request) =>
        outcome.Curated is { } passage && passage.Score >= (request.MinScore ?? options.Value.CuratedScore) ? passage : null;

    private string Shorten(string text)
    {
        var most = Math.Min(options.Value.MaxReplyLength, 600);
        if (text.Length <= most) return text;
        var end = text.AsSpan(0, most).LastIndexOfAny("。！？\n");
        return end > most / 3 ? text[..(end + 1)].TrimEnd() : text[..(most - 1)] + "…";
    }

    private static string Describe(AnswerOutcome outcome) => string.Create(
        CultureInfo.InvariantCulture,
        $"{outcome.Kind.ToString().ToLowerInvariant()}{(outcome.Cached ? " (remembered)" : "")}{(outcome.Cut ? " (cut)" : "")}{(outcome.Model.Length > 0 ? $" by {outcome.Model}" : "")}{(outcome.Reason.Length > 0 ? $": {outcome.Reason}{outcome.Detail}" : "")}; {outcome.Latency.TotalMilliseconds:0} ms, {outcome.Tokens.In}+{outcome.Tokens.Out} tokens{(outcome.Calls.Count > 0 ? $", tools {string.Join(", ", outcome.Calls)}" : "")}");
}
