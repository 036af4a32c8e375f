using Weiyu.Bot.Conversations;
using Weiyu.Bot.Pipeline;
using Weiyu.Client.Messages;

namespace Weiyu.Bot.Handlers;

/// <summary>The last word: a question in a customer's thread that nothing answered gets an honest statement, never silence.</summary>
internal sealed class Fallback : IHandler
{
    /// <inheritdoc/>
    public ValueTask HandleAsync(TurnContext turn, HandlerDelegate next, CancellationToken cancellationToken)
    {
        if (turn.Message is { } message && !turn.HasReply && !turn.TooOld && Scope.AnswersByDefault(turn.Thread) && IsQuestion(message.Type)
            && turn.State.Ownership.Owner is not Owner.Human)
        {
            if (LanguageRequests.Read(turn.Text) is not null)
            {
                turn.Say(People.PeopleTexts.LanguageSet(turn.State.Locale));
                turn.Decision.End("language", turn.State.Locale);
                return next(turn, cancellationToken);
            }

            turn.State.Misses++;
            turn.Say(Texts.Fallback(turn.State.Locale));
            turn.Decision.Note(nameof(Fallback), "nothing else answered");
            turn.Decision.End("fallback");
        }

        return next(turn, cancellationToken);
    }

    private static bool IsQuestion(string type) => type is MessageTypes.Text or MessageTypes.FaqQuestion || MessageTypes.IsMedia(type) || !MessageTypes.IsKnown(type);
}
