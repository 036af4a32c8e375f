using Weiyu.Rules.Grammar;
using Weiyu.Rules.Model;
using Weiyu.Rules.Templates;

namespace Weiyu.Rules.Linting;

/// <summary>Finds texts that lack a language of the folder. A text without languages is meant for all of them.</summary>
internal sealed class Translations(RuleBook book, List<RuleProblem> problems)
{
    /// <summary>Checks all texts.</summary>
    public void Check()
    {
        if (book.Locales.Count < 2) return;
        foreach (var text in book.Rules.SelectMany(r => r.AllSteps).SelectMany(TextsOf).Concat(book.Texts.Values)) Check(text);
        foreach (var template in book.Rules.SelectMany(r => r.AllSteps).SelectMany(JsonOf))
        {
            foreach (var (at, locale) in template.Missing(book.Locales)) Missing(at, locale);
        }
    }

    /// <summary>The texts of a step.</summary>
    public static IEnumerable<LocalizedText> TextsOf(RuleStep step) => step switch
    {
        SayStep say => [say.Text],
        NoteStep note => [note.Text],
        RateStep { Text: { } text } => [text],
        HandoffStep { Reason: { } reason } => [reason],
        AskStep ask => ask.Slots.SelectMany(s => s.Retry is null ? [s.Question] : new[] { s.Question, s.Retry }),
        _ => [],
    };

    /// <summary>The values of a step that hold texts.</summary>
    public static IEnumerable<JsonTemplate> JsonOf(RuleStep step) => step switch
    {
        SendStep send => [send.Content],
        CallStep call => [call.Arguments],
        SetStep set => set.Values.Select(v => v.Value),
        AskStep ask => ask.Slots.SelectMany(s => s.Options).SelectMany(o => o.Value is null ? [o.Title] : new[] { o.Title, o.Value }),
        _ => [],
    };

    private void Check(LocalizedText text)
    {
        if (text.ByLocale.ContainsKey(LocalizedText.AnyLocale)) return;
        foreach (var locale in book.Locales.Where(l => !text.ByLocale.ContainsKey(l) && !(l.Length > 2 && text.ByLocale.ContainsKey(l[..2])))) Missing(text.At, locale);
    }

    private void Missing(Position at, string locale) =>
        problems.Warn(at, "missing-translation", $"The text is missing in '{locale}'.", $"Add '{locale}: …'; until then those visitors read '{book.DefaultLocale}'.");
}
