using System.Text.Json.Nodes;
using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.Rules.Forms;
using Weiyu.Bot.Handlers.Tools;
using Weiyu.Bot.Pipeline;
using Weiyu.Client.Messages;
using Weiyu.Rules;
using Weiyu.Rules.Loading;
using Weiyu.Rules.Matching;
using Weiyu.Rules.Model;
using Weiyu.Rules.Model.Running;
using Weiyu.Rules.Templates;

namespace Weiyu.Bot.Handlers.Rules.Running;

/// <summary>Carries out rules. Also for others that name a rule: <c>else</c> of an answer or of a hand-off.</summary>
internal sealed class RuleRunner(RuleBookSource source, IToolCatalog tools, IEnumerable<IRuleObserver> observers)
{
    private const int MaxJumps = 8;
    private static readonly TimeSpan DefaultCallTimeout = TimeSpan.FromSeconds(5);

    private readonly IRuleObserver[] _observers = [.. observers];

    /// <summary>Carries out the rule of that id in a turn, whatever its <c>when</c> says; its <c>if</c> and limits hold.</summary>
    /// <returns>Whether there is such a rule and it did something.</returns>
    public async ValueTask<bool> RunAsync(TurnContext turn, string ruleId, CancellationToken cancellationToken)
    {
        var scope = new TurnScope(turn, source.Current);
        if (!scope.Book.ById.TryGetValue(ruleId, out var rule) || RuleMatcher.Conditions(rule, scope) is not null) return false;
        var before = turn.Effects.Count;
        await StartAsync(scope, rule, "named by another", cancellationToken);
        return turn.Effects.Count > before || Requested(turn);
    }

    /// <summary>Carries out a rule from its beginning.</summary>
    public ValueTask<RunOutcome> StartAsync(TurnScope scope, Rule rule, string why, CancellationToken cancellationToken, int jumps = 0)
    {
        RuleMemory.Of(scope.Turn.State).Use(rule, scope.Turn.State, scope.LocalNow);
        scope.Turn.Decision.Note("rules", $"{rule.Id}: {why}");
        foreach (var observer in _observers) observer.Used(scope.Turn, rule, why);
        return ContinueAsync(scope, rule, 0, cancellationToken, jumps);
    }

    /// <summary>Carries out a rule from one of its steps on.</summary>
    public async ValueTask<RunOutcome> ContinueAsync(TurnScope scope, Rule rule, int from, CancellationToken cancellationToken, int jumps = 0)
    {
        var before = scope.Turn.Effects.Count;
        try
        {
            for (var i = from; i < rule.Steps.Count; i++)
            {
                if (rule.Steps[i] is AskStep ask)
                {
                    if (FormEngine.Begin(this, scope, rule, i, ask)) return RunOutcome.Waiting;
                    continue;
                }

                if (await StepAsync(scope, rule, rule.Steps[i], jumps, cancellationToken) is { } outcome) return outcome;
            }

            return Requested(scope.Turn) ? RunOutcome.Next : RunOutcome.Done;
        }
        catch (TemplateFailedException e)
        {
            // Half an answer is worse than none.
            scope.Turn.RollBackTo(before);
            scope.Turn.Decision.Note("rules", $"{rule.Id}: a template failed: {e.Message}");
            return RunOutcome.Failed;
        }
    }

    /// <summary>Tells the observers that a question is asked.</summary>
    public void NoteAsked(TurnScope scope, Rule rule, string slot)
    {
        scope.Turn.Decision.Note("form", $"{rule.Id} asks for {slot}");
        foreach (var observer in _observers) observer.Asked(scope.Turn, rule, slot);
    }

    /// <summary>Goes on with the rule of an <c>else</c>; <c>fallback</c> leaves it to the rest of the pipeline.</summary>
    public async ValueTask<RunOutcome> ElseAsync(TurnScope scope, string? ruleId, string why, CancellationToken cancellationToken, int jumps = 0)
    {
        if (ruleId is null or References.Fallback && !scope.Book.ById.ContainsKey(References.Fallback)) return RunOutcome.Failed;
        if (jumps >= MaxJumps || !scope.Book.ById.TryGetValue(ruleId!, out var rule) || IsBarred(scope, rule)) return RunOutcome.Failed;
        return await StartAsync(scope, rule, why, cancellationToken, jumps + 1);
    }

    /// <summary>Whether a rule's own <c>if</c> or limits forbid it, however it is reached.</summary>
    public static bool IsBarred(TurnScope scope, Rule rule)
    {
        if (RuleMatcher.Conditions(rule, scope) is not { } reason) return false;
        scope.Turn.Decision.Note("rules", $"{rule.Id}: not now: {reason}");
        return true;
    }

    private static bool Requested(TurnContext turn) => turn.HandoffRequest is not null || turn.AnswerRequest is not null;

    /// <summary>One step; null: go on with the next.</summary>
    private async ValueTask<RunOutcome?> StepAsync(TurnScope scope, Rule rule, RuleStep step, int jumps, CancellationToken cancellationToken)
    {
        var turn = scope.Turn;
        switch (step)
        {
            case BlockStep block:
                if (block.If?.Fails(scope) is not null) return null;
                foreach (var inner in block.Steps)
                {
                    if (await StepAsync(scope, rule, inner, jumps, cancellationToken) is { } outcome) return outcome;
                }

                return null;
            case SayStep say:
                turn.Say(Pick(scope, say.Text, $"{rule.Id}@{say.At.Line}", cancellationToken));
                return null;
            case SendStep send:
                Sending.Send(scope, send);
                return null;
            case RateStep rate:
                var invitation = (rate.Text ?? DefaultRate).Render(scope.Locale, scope.Book.DefaultLocale, scope.Values, cancellationToken);
                turn.Add(new SendMessage(MessageTypes.RateInvite, new JsonObject { ["content"] = invitation, ["status"] = "INVITE" }.ToJsonString(Sending.Json)) { PlainText = invitation });
                return null;
            case SetStep set:
                Set(scope, set);
                return null;
            case TagStep tag:
                Tag(turn, tag);
                return null;
            case NoteStep note:
                turn.Add(new ServerAction(ServerActions.UpdateNote, new JsonObject { ["uid"] = turn.Thread.Uid, ["note"] = note.Text.Render(scope.Locale, scope.Book.DefaultLocale, scope.Values, cancellationToken) }));
                return null;
            case CallStep call:
                return await CallAsync(scope, rule, call, jumps, cancellationToken);
            case GotoStep jump:
                if (jumps >= MaxJumps)
                {
                    turn.Decision.Note("rules", $"{rule.Id}: more than {MaxJumps} jumps");
                    return RunOutcome.Failed;
                }

                if (!scope.Book.ById.TryGetValue(jump.RuleId, out var target)) return RunOutcome.Failed;
                // Who has said something has answered; else it is left to the rest.
                return !IsBarred(scope, target) ? await StartAsync(scope, target, $"from {rule.Id}", cancellationToken, jumps + 1) : turn.HasReply ? RunOutcome.Done : RunOutcome.Failed;
            case HandoffStep handoff:
                var reason = handoff.Reason?.Render(scope.Locale, scope.Book.DefaultLocale, scope.Values, cancellationToken) ?? $"rule {rule.Id}";
                turn.HandoffRequest = new HandoffRequest(reason, handoff.To, handoff.Timeout, handoff.Else) { Gathered = scope.Locals.Count > 0 ? scope.Locals.DeepClone().AsObject() : null };
                return null;
            case LeaveStep leave:
                turn.LeftMessage = new LeftMessage(leave.Kind, scope.Locals.DeepClone().AsObject());
                return null;
            case AnswerStep answer:
                turn.AnswerRequest = new AnswerRequest(rule.Id, answer.From, answer.MinScore, answer.Deadline, answer.Else) { Tools = answer.Tools };
                if (answer.Meanwhile is { } meanwhile && turn.Running is { } running) running.WhenAnotherComes = meanwhile;
                return null;
            case CloseStep:
                turn.Add(new ServerAction(ServerActions.CloseThread, new JsonObject { ["uid"] = turn.Thread.Uid, ["topic"] = turn.Thread.Topic }));
                return null;
            default:
                return null;
        }
    }

    private static LocalizedText DefaultRate { get; } = LocalizedText.Of(("zh", "请为本次服务打分。"), ("en", "How did we do? Please rate this conversation."));

    private static string Pick(TurnScope scope, LocalizedText text, string key, CancellationToken cancellationToken)
    {
        var variants = text.For(scope.Locale, scope.Book.DefaultLocale);
        var pick = variants.Count == 1 ? 0 : RuleMemory.Of(scope.Turn.State).PickVariant(key, variants.Count, Seed(scope.Turn.CauseUid, key));
        return variants[pick].Render(scope.Values, cancellationToken);
    }

    /// <summary>A number that looks random and is the same for the same cause.</summary>
    private static uint Seed(string cause, string key)
    {
        var hash = 2166136261u;
        foreach (var c in cause) hash = (hash ^ c) * 16777619u;
        foreach (var c in key) hash = (hash ^ c) * 16777619u;
        return hash ^ (hash >> 15);
    }

    private static void Set(TurnScope scope, SetStep set)
    {
        var vars = scope.Turn.State.Vars;
        foreach (var (name, value) in set.Values)
        {
            if (!vars.ContainsKey(name) && vars.Count >= ConversationState.MaxVariables) continue;
            vars[name] = value.Render(scope.Values, scope.Locale, scope.Book.DefaultLocale);
        }
    }

    private static void Tag(TurnContext turn, TagStep tag)
    {
        var before = turn.State.Tags.Count;
        var changed = false;
        foreach (var name in tag.Remove) changed |= turn.State.Tags.Remove(name);
        foreach (var name in tag.Add) changed |= turn.State.Tags.Add(name);
        if (changed || turn.State.Tags.Count != before)
            turn.Add(new ServerAction(ServerActions.UpdateTags, new JsonObject { ["uid"] = turn.Thread.Uid, ["tags"] = new JsonArray([.. turn.State.Tags.Select(t => JsonValue.Create(t))]) }));
    }

    private async ValueTask<RunOutcome?> CallAsync(TurnScope scope, Rule rule, CallStep call, int jumps, CancellationToken cancellationToken)
    {
        var arguments = call.Arguments.Render(scope.Values, scope.Locale, scope.Book.DefaultLocale) as JsonObject ?? [];
        var result = tools.Tools.TryGetValue(call.Tool, out var tool)
            ? await CallAsync(tool, arguments, new ToolCall(scope.Turn.Thread, scope.Turn.CauseUid, call.Timeout ?? DefaultTimeout(scope.Book, call.Tool)), cancellationToken)
            : ToolResult.Failure("there is no such tool");
        foreach (var observer in _observers) observer.Called(scope.Turn, rule, call.Tool, arguments, result);
        scope.Turn.Decision.Note("rules", $"{call.Tool}: {(result.Ok ? "ok" : result.Error)}");
        scope.Locals[call.As] = result.Ok ? result.Value?.DeepClone() : new JsonObject { ["error"] = result.Error };
        scope.Refresh();
        return result.Ok ? null : await ElseAsync(scope, call.Else, $"{call.Tool} failed in {rule.Id}", cancellationToken, jumps);
    }

    private static TimeSpan DefaultTimeout(RuleBook book, string tool) => book.Tools.FirstOrDefault(t => t.Name == tool)?.Timeout ?? DefaultCallTimeout;

    private static async ValueTask<ToolResult> CallAsync(ITool tool, JsonObject arguments, ToolCall call, CancellationToken cancellationToken)
    {
        try
        {
            return await tool.CallAsync(arguments, call, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return ToolResult.Failure(e is OperationCanceledException ? "it took too long" : $"it failed: {e.GetType().Name}");
        }
    }
}
