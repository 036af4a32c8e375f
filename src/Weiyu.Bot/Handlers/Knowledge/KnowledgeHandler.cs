using Microsoft.Extensions.Options;
using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.Knowledge.Answering;
using Weiyu.Bot.Handlers.Llm;
using Weiyu.Bot.Pipeline;
using Weiyu.Bot.Privacy;
using Weiyu.Knowledge;
using Weiyu.Knowledge.Answering;
using Weiyu.Text.Folding;

namespace Weiyu.Bot.Handlers.Knowledge;

/// <summary>
/// Answers what a rule left to knowledge (<see cref="TurnContext.AnswerRequest"/>): the curated answer or the best passage above the threshold and
/// clear of the next one; in between it asks which question is meant; below, the rest of the pipeline goes on. With a model, only what is certain is
/// answered here, and the model gets the passages.
/// </summary>
internal sealed class KnowledgeHandler(KnowledgeIndex index, IOptions<KnowledgeOptions> options, IOptions<LlmOptions> model, PersonalDataMask mask) : IHandler
{
    private const string Name = "Knowledge";
    private readonly KnowledgeReplies _replies = new(index, options.Value);

    /// <inheritdoc/>
    public async ValueTask HandleAsync(TurnContext turn, HandlerDelegate next, CancellationToken cancellationToken)
    {
        if (turn.AnswerRequest is not { } request || turn.HasReply || turn.TooOld || turn.HandoffRequest is not null || turn.Text.Length == 0
            || turn.State.Ownership.Owner is Owner.Human)
        {
            await next(turn, cancellationToken);
            return;
        }

        var passages = await index.SearchAsync(
            new KnowledgeQuery { Text = turn.Text, Locale = KnowledgeReplies.Locale(turn), Folder = request.From, Top = Math.Max(options.Value.PassagesForModel, 8), Now = turn.Now },
            cancellationToken);
        var verdict = model.Value.IsOn ? Verdict.BesideModel(passages, options.Value, request.MinScore) : Verdict.Of(passages, options.Value, request.MinScore);
        turn.Decision.Note(Name, $"{verdict.Kind.ToString().ToLowerInvariant()}: {verdict.Reason}{(passages.Count > 0 ? $"; {Describe(passages[0], turn.Text)}" : "")}");
        switch (verdict.Kind)
        {
            case VerdictKind.Answer:
                _replies.Answer(turn, verdict.Best!);
                return;
            case VerdictKind.Offer:
                _replies.Offer(turn, verdict.Offers);
                return;
            default:
                turn.Passages = [.. passages.Take(options.Value.PassagesForModel)];
                await next(turn, cancellationToken);
                return;
        }
    }

    /// <summary>A passage with the words by which it was found; what of the question is personal data is no word, nor a piece of it.</summary>
    private string Describe(Passage passage, string question)
    {
        var hidden = mask.FindData(question).ConvertAll(s => DeepFolding.Pack(DeepFolding.Fold(question.Substring(s.Start, s.Length))));
        return $"{passage.Source}, found [{string.Join(' ', passage.Why.Matched.Where(IsOpen))}], not [{string.Join(' ', passage.Why.Missed.Where(IsOpen))}]";

        bool IsOpen(string word) => hidden.Count == 0 || !hidden.Exists(h => DeepFolding.Pack(DeepFolding.Fold(word.Split('≈')[0])) is var piece && (piece.Length == 0 || h.Contains(piece, StringComparison.Ordinal)));
    }
}
