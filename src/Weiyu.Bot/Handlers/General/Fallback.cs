using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.Rules.Running;
using Weiyu.Bot.Pipeline;
using Weiyu.Rules;
using Weiyu.Rules.Model;
using Weiyu.Rules.Templates;
using Weiyu.Text.Languages;

namespace Weiyu.Bot.Handlers.General;

/// <summary>The last word: a question in a customer's thread that nothing answered gets an honest statement, never silence.</summary>
internal sealed class Fallback(RuleBookSource rules) : IHandler
{
    /// <inheritdoc/>
    public ValueTask HandleAsync(TurnContext turn, HandlerDelegate next, CancellationToken cancellationToken)
    {
        if (turn.Message is { } message && !turn.HasReply && !turn.TooOld && Scope.AnswersByDefault(turn.Thread) && Questions.AreOf(message.Type)
            && turn.State.Ownership.Owner is not Owner.Human)
        {
            if (Questions.AreWords(message.Type) && LanguageRequests.Read(turn.Text) is not null)
            {
                turn.Say(People.PeopleTexts.LanguageSet(turn.Locale));
                turn.Decision.End("language", turn.State.Locale);
                return next(turn, cancellationToken);
            }

            turn.State.Misses++;
            turn.Say(turn.HumanIsCalled ? People.PeopleTexts.NotKnownWhileWaiting(turn) : TextFor(turn, cancellationToken));
            turn.Decision.Note(nameof(Fallback), "nothing else answered");
            turn.Decision.End("fallback");
        }

        return next(turn, cancellationToken);
    }

    /// <summary>The folder's own words (<c>texts: {fallback: …}</c>), or the program's.</summary>
    private string TextFor(TurnContext turn, CancellationToken cancellationToken)
    {
        var book = rules.Current;
        if (!book.Texts.TryGetValue(RuleBook.FallbackText, out var own)) return Texts.Fallback(turn.Locale);
        try
        {
            return own.Render(turn.Locale, book.DefaultLocale, new TurnScope(turn, book).Values, cancellationToken);
        }
        catch (TemplateFailedException)
        {
            return Texts.Fallback(turn.Locale);
        }
    }
}
