using Weiyu.Bot.Handlers.Rules.Running;
using Weiyu.Rules.Forms;
using Weiyu.Rules.Matching;
using Weiyu.Rules.Model;
using Weiyu.Rules.Templates;
using Weiyu.Text;

namespace Weiyu.Bot.Handlers.Rules.Forms;

/// <summary>Finds which earlier answer a message changes, and into what.</summary>
internal static class FormCorrections
{
    /// <summary>Changes an earlier answer; null when the message changes none.</summary>
    /// <param name="scope">The turn.</param>
    /// <param name="ask">The form.</param>
    /// <param name="form">Its answers.</param>
    /// <param name="said">The message.</param>
    /// <param name="input">The same as the rules look at it.</param>
    /// <param name="waiting">The question that waits; null: the form is done.</param>
    public static (FormState Form, string Said)? Find(TurnScope scope, AskStep ask, FormState form, VisitorText said, MatchInput input, Slot? waiting)
    {
        // Who was shown all answers corrects without words of correction: "手机号13912345678".
        var isCheck = waiting?.Name == SummarySlot.Name;
        if (!isCheck && !Corrections.Heard(said.Folded)) return null;
        List<Slot> earlier = [.. form.Values.Select(v => ask.Slots.FirstOrDefault(s => s.Name == v.Key)).OfType<Slot>().Reverse()];
        var named = Corrections.Named(earlier, said.Folded);
        // A sentence that merely contains such words is an answer in free text, or a question.
        if (named is null ? (waiting is not null && SlotReader.IsFree(waiting)) || FormInterrupts.LooksLikeQuestion(input)
            : FormInterrupts.LooksLikeQuestion(input) && !Corrections.AsksForChange(said.Folded)) return null;
        (Slot Slot, FoundValue Value)? best = null;
        foreach (var slot in named is null ? earlier : [named])
        {
            if (NewValue(scope, slot, TemplateValues.Show(form.Values[slot.Name]), said, named is not null, isCheck) is not { } value) continue;

            // The longest value is the one that is meant: "3月8日" is a day and no number of people.
            if (best is not { } other || value.Length > other.Value.Length) best = (slot, value);
        }

        if (best is not var (meant, now)) return null;
        form.Values[meant.Name] = now.Value;
        scope.Turn.Decision.Note("form", $"{meant.Name} corrected");
        return (form, FormWords.Corrected(scope, meant, now));
    }

    /// <summary>The value that takes the place of a slot's <paramref name="old"/> one; null when the message gives none.</summary>
    private static FoundValue? NewValue(TurnScope scope, Slot slot, string old, VisitorText said, bool isNamed, bool isCheck)
    {
        var folded = said.Folded;
        if (SlotReader.IsFree(slot))
        {
            return isNamed && Corrections.Rest(slot, said.Written) is { Length: > 0 } rest && rest != old && (isCheck || Corrections.Means(folded, slot, default))
                ? new FoundValue(rest, 0, 0) : null;
        }

        if (!SlotReader.IsDistinct(slot) && slot.Type != SlotType.Number) return null;
        var words = Corrections.EndOfWords(folded);
        if ((Behind(words) ?? Behind(isNamed ? Corrections.EndOfLabel(slot, folded) : 0) ?? Behind(0)) is not { } value) return null;
        if (value.Value == old || !(isCheck || Corrections.Means(folded, isNamed ? slot : null, value))) return null;
        var mentioned = Find(said.Without(words, folded.Length - words)) is { } before && before.Value == old ? before : (FoundValue?)null;
        return isNamed || Corrections.SaysNothingElse(folded, value, mentioned, slot.Type == SlotType.Number) ? value : null;

        FoundValue? Behind(int start) => Find(said.Without(0, start));

        FoundValue? Find(VisitorText text) => SlotReader.Find(slot, text, Sending.Render(scope, slot.Options), asked: slot.Type == SlotType.Date, scope.LocalNow);
    }
}
