using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Core;
using Weiyu.Bot.Pipeline;
using Weiyu.Rules.Forms;
using Weiyu.Text.Folding;

namespace Weiyu.Bot.Handlers.People;

/// <summary>
/// Hears the wish for a human in words that no rule understood, before knowledge or a model would make something of them. Behind it an answer
/// that hit ends the row of misses.
/// </summary>
internal sealed class HandoffWish(IOptions<PeopleOptions> options) : IHandler
{
    private readonly string[] _words = Split(options.Value.HandoffWords);

    /// <inheritdoc/>
    public async ValueTask HandleAsync(TurnContext turn, HandlerDelegate next, CancellationToken cancellationToken)
    {
        if (turn is { HandoffRequest: null, HasReply: false, TooOld: false }
            && Questions.AreWords(turn.Message?.Type) && Scope.AnswersByDefault(turn.Thread) && IsWish(turn.Text, _words))
        {
            turn.AnswerRequest = null;
            turn.HandoffRequest = new HandoffRequest("the visitor asked for a human");
        }

        await next(turn, cancellationToken);
        if (turn.HasReply && turn.Decision.Outcome is "knowledge" or "model") turn.State.Misses = 0;
    }

    /// <summary>Whether a text is the wish for a human and nothing else of weight.</summary>
    /// <param name="text">The text.</param>
    /// <param name="further">Words of the configuration, normalised, that mean it when they are the whole text.</param>
    public static bool IsWish(string text, IReadOnlyList<string> further) => HumanWish.IsWish(text, further);

    private static string[] Split(string words) =>
        [.. words.Split([',', '，'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(TextNormalizer.NormalizeBare)];
}
