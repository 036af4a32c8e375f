using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Conversations;
using Weiyu.Bot.Core;
using Weiyu.Bot.Pipeline;

namespace Weiyu.Bot.Handlers.People;

/// <summary>
/// Ends exchanges among programs. One that is marked as such is never answered (see <see cref="Presence"/>); this is for those that look like
/// visitors: whoever repeats the bot's own words, or again and again what the bot did not understand, gets a few replies, then one honest
/// statement, then silence until something new is said.
/// </summary>
internal sealed class ProgramGuard(IOptions<PeopleOptions> options) : IHandler
{
    private const int MinWords = 4;
    private const int BotTurns = 3;

    /// <inheritdoc/>
    public ValueTask HandleAsync(TurnContext turn, HandlerDelegate next, CancellationToken cancellationToken)
    {
        if (turn.Message is not { } message || !MessageClassifier.IsQuestion(message) || Questions.ArePicked(message.Type)
            || turn.TooOld || !Scope.AnswersByDefault(turn.Thread))
        {
            return next(turn, cancellationToken);
        }

        turn.State.RepliesWithoutHuman = SaysNothingNew(turn) ? turn.State.RepliesWithoutHuman + 1 : 0;
        var over = turn.State.RepliesWithoutHuman - options.Value.MaxRepliesToPrograms;
        if (over <= 0) return next(turn, cancellationToken);
        if (over == 1) turn.Say(turn.HumanIsCalled ? PeopleTexts.NothingNewWhileWaiting(turn.Locale) : PeopleTexts.NothingNew(turn.Locale));
        turn.Decision.Note(nameof(ProgramGuard), $"{turn.State.RepliesWithoutHuman} messages in a row say nothing new");
        turn.Decision.End("loop", "an exchange without a human");
        return ValueTask.CompletedTask;
    }

    private static bool SaysNothingNew(TurnContext turn)
    {
        var text = turn.Text.Trim();
        if (text.Length == 0) return false;
        var recent = turn.State.Recent;
        // The last word of the visitor is this message itself.
        var previous = recent.Where(r => r.Role == "visitor").SkipLast(1).LastOrDefault();
        var isMisunderstood = turn.State.Misses > 0 || turn.State.Ownership.Owner == Owner.Waiting || turn.State.RepliesWithoutHuman > 0;
        if (isMisunderstood && previous is not null && previous.Text == text && !HandoffWish.IsWish(text, [])) return true;
        return recent.Where(r => r.Role == "bot").TakeLast(BotTurns).Any(r => r.Text.Length >= MinWords && text.Contains(r.Text, StringComparison.Ordinal));
    }
}
