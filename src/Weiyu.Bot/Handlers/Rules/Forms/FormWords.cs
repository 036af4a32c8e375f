using System.Text.Json.Nodes;
using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.Rules.Running;
using Weiyu.Rules.Forms;
using Weiyu.Rules.Model;
using Weiyu.Rules.Templates;
using Weiyu.Text;

namespace Weiyu.Bot.Handlers.Rules.Forms;

/// <summary>What forms say of answers: as the visitor knows them, not as they are kept.</summary>
internal static class FormWords
{
    /// <summary>A value as the visitor reads it: of an option its title.</summary>
    public static string Shown(TurnScope scope, Slot slot, JsonNode? value)
    {
        var text = TemplateValues.Show(value);
        if (slot.Type != SlotType.Choice) return text;
        var options = Sending.Render(scope, slot.Options);
        // Several may have been picked, and are kept one behind the other.
        return options.Find(o => (o.Value ?? o.Title) == text)?.Title
            ?? string.Join(scope.Locale.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? "、" : ", ",
                text.Split(", ").Select(part => options.Find(o => (o.Value ?? o.Title) == part)?.Title ?? part));
    }

    /// <summary>All answers, one a line, below the words that ask to check them.</summary>
    public static string Summary(TurnScope scope, AskStep ask, FormState form)
    {
        var lines = ask.Slots.Where(s => TemplateValues.Show(form.Values[s.Name]).Length > 0)
            .Select(s => $"{SummarySlot.NameOf(s, scope.Locale)}{Texts.Pick(scope.Locale, "：", ": ")}{Shown(scope, s, form.Values[s.Name])}");
        return string.Join('\n', lines.Prepend(scope.Book.Forms.Check.Render(scope.Locale, scope.Book.DefaultLocale, scope.Values)));
    }

    /// <summary>Asks what is wrong with them.</summary>
    public static string Change(TurnScope scope, AskStep ask, FormState form)
    {
        var named = ask.Slots.FirstOrDefault(s => s.Labels.Count > 0 && form.Values.ContainsKey(s.Name)) ?? ask.Slots[0];
        return scope.Book.Forms.Change.Render(scope.Locale, scope.Book.DefaultLocale, new TemplateValues().Set("slot", SummarySlot.NameOf(named, scope.Locale)));
    }

    /// <summary>That an answer was changed.</summary>
    public static string Corrected(TurnScope scope, Slot slot, FoundValue now) => scope.Book.Forms.Corrected.Render(
        scope.Locale, scope.Book.DefaultLocale, new TemplateValues().Set("value", Shown(scope, slot, JsonValue.Create(now.Value))).Set("slot", slot.Name));

    /// <summary>What is said before a question is asked again: the author's words, or else what is wrong, where that can be told.</summary>
    public static string Again(TurnScope scope, Slot slot, VisitorText said, CancellationToken cancellationToken)
    {
        var forms = scope.Book.Forms;
        if (slot.Retry is null && !forms.HasOwnRetry && Misfits.Of(slot, said, Sending.Render(scope, slot.Options)) is var (zh, en)) return Texts.Pick(scope.Locale, zh, en);
        return (slot.Retry ?? forms.Retry).Render(scope.Locale, scope.Book.DefaultLocale, scope.Values, cancellationToken);
    }
}
