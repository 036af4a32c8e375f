using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.Rules.Running;
using Weiyu.Bot.Pipeline;
using Weiyu.Client.Messages;
using Weiyu.Rules;
using Weiyu.Rules.Forms;
using Weiyu.Text.Languages;

namespace Weiyu.Bot.Handlers.General;

/// <summary>
/// Keeps the language of the conversation in its state. What the visitor asks for stays until they ask for another; otherwise the first
/// guess counts, then a language is left only for a message that is clearly written in another (not for "ok", a link, an order number).
/// Until the visitor wrote, hints of the server count: <c>lang</c> or <c>locale</c> in the extra of the thread, its visitor or the message.
/// </summary>
internal sealed class LanguageHandler(RuleBookSource rules) : IHandler
{
    private const string Name = "Language";

    private static readonly string[] Members = ["lang", "locale", "language"];

    /// <inheritdoc/>
    public ValueTask HandleAsync(TurnContext turn, HandlerDelegate next, CancellationToken cancellationToken)
    {
        turn.DefaultLocale = rules.Current.DefaultLocale;
        var words = Questions.AreWords(turn.Message?.Type) ? turn.Text : "";
        if (LanguageRequests.Read(words) is { } asked && !(LanguageRequests.IsName(words) && IsAnswer(turn)))
        {
            Set(turn, asked, "asked for");
            turn.State.LocaleFixed = true;
        }
        else if (!turn.State.LocaleFixed)
        {
            var guess = turn.Message is { } message && SaysInItsOwnWords(message.Type) ? LanguageDetector.Detect(turn.Text) : default;
            if (guess is { IsClear: true, Language: not null }) Set(turn, guess.Language, "written");
            else if (turn.State.Locale is null && Hint(turn) is { } hint) Set(turn, hint, "hint of the server");
            else if (turn.State.Locale is null && guess.Language is not null) Set(turn, guess.Language, "first guess");
        }

        return next(turn, cancellationToken);
    }

    /// <summary>What the program itself calls a picture says nothing about its sender, nor do notes of the platform.</summary>
    private static bool SaysInItsOwnWords(string type) => Questions.AreOf(type) && !MessageTypes.IsMedia(type) && type != MessageTypes.Location;

    /// <summary>Whether the bot has just asked for something that the name of a language may answer.</summary>
    private static bool IsAnswer(TurnContext turn) => FormState.Of(turn.State) is not null || Picks.Of(turn, typed: true) is not null;

    private static void Set(TurnContext turn, string language, string why)
    {
        if (turn.State.Locale == language) return;
        turn.State.Locale = language;
        turn.Decision.Note(Name, $"{language}: {why}");
    }

    private static string? Hint(TurnContext turn)
    {
        foreach (var extra in (string?[])[turn.Message?.Extra, turn.Message?.User?.Extra, turn.Thread.User?.Extra, turn.Thread.Extra])
        {
            foreach (var member in Members)
            {
                if (LanguageCodes.Parse(MessageExtra.Get(extra, member)) is { } language) return language;
            }
        }

        return null;
    }
}
