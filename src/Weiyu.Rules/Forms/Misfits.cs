using System.Globalization;
using System.Text.RegularExpressions;
using Weiyu.Rules.Model;
using Weiyu.Text.Numbers;

namespace Weiyu.Rules.Forms;

/// <summary>Says what is wrong with an answer that does not fit, where that can be told.</summary>
internal static partial class Misfits
{
    /// <summary>The sentence, in both languages; null: nothing can be said.</summary>
    /// <param name="slot">What was asked for.</param>
    /// <param name="said">What was said.</param>
    /// <param name="options">The options, in the visitor's language.</param>
    public static (string Zh, string En)? Of(Slot slot, VisitorText said, IReadOnlyList<Option> options)
    {
        if (slot.Type == SlotType.Image) return ("请发一张图片。", "Please send a picture.");
        if (said.IsEmpty) return null;
        if (slot.Match is { } match && slot.Type != SlotType.Choice) return DigitCount.Of(match.ToString()) is { } wanted ? Count(wanted, said.Folded) : null;
        return slot.Type switch
        {
            SlotType.Text when slot.MinLength > 0 => Short(slot, said),
            SlotType.Number => Number(slot, said),
            SlotType.Phone => Phone(said.Folded),
            SlotType.Email => said.Folded.Contains('@', StringComparison.Ordinal)
                ? ("邮箱地址不完整，应该像 name@example.com。", "The address is not complete; it should look like name@example.com.")
                : ("邮箱地址里少了 @。", "An e-mail address has an @ in it."),
            SlotType.Choice => ChoiceReader.NamesSeveral(said.Folded, options)
                ? ("您说的不止一项，请只选一项。", "You named more than one; please pick one.") : null,
            _ => null,
        };
    }

    private static (string Zh, string En)? Short(Slot slot, VisitorText said)
    {
        var missing = slot.MinLength - new StringInfo(said.Written).LengthInTextElements;
        return missing > 0 ? (Zh($"太短了，请至少写 {slot.MinLength} 个字。"), Zh($"That is too short; please write at least {slot.MinLength} characters.")) : null;
    }

    private static (string Zh, string En)? Number(Slot slot, VisitorText said)
    {
        if (NumberReader.Find(said.Simplified, null, null) is not { } found || !double.TryParse(found.Value, CultureInfo.InvariantCulture, out var number)) return null;
        if (slot.Max is { } max && number > max) return (Zh($"{found.Value} 太大了，最多 {max}。"), Zh($"{found.Value} is too many; {max} at most."));
        return slot.Min is { } min && number < min ? (Zh($"{found.Value} 太小了，至少 {min}。"), Zh($"{found.Value} is too few; {min} at least.")) : null;
    }

    /// <summary>A mobile number of China has eleven digits.</summary>
    private static (string Zh, string En)? Phone(string text) =>
        Row(text, isDigits: true) is { Length: >= 5 } row && row[0] == '1' ? Count(new DigitCount(11, 11, true), row) : null;

    private static (string Zh, string En)? Count(DigitCount wanted, string text)
    {
        if (Row(text, wanted.IsDigits) is not { Length: > 0 } row || !row.Any(char.IsAsciiDigit)) return null;
        var (missing, over) = (wanted.Min - row.Length, row.Length - (wanted.Max ?? int.MaxValue));
        var size = wanted.Max == wanted.Min ? Zh($"{wanted.Min}") : wanted.Max is { } max ? Zh($"{wanted.Min}–{max}") : Zh($"{wanted.Min}+");
        if (missing > 0) return (Zh($"少了 {missing} 位，应该是 {size} 位。"), Zh($"{missing} {Digits(wanted, missing)} missing; there should be {size}."));
        return over > 0 ? (Zh($"多了 {over} 位，应该是 {size} 位。"), Zh($"{over} {Digits(wanted, over)} too many; there should be {size}.")) : null;
    }

    private static string Digits(DigitCount wanted, int count) => $"{(wanted.IsDigits ? "digit" : "character")}{(count == 1 ? " is" : "s are")}";

    /// <summary>The longest row of digits (and letters), whatever blanks and dashes part it.</summary>
    private static string? Row(string text, bool isDigits) =>
        (isDigits ? DigitRow() : AnyRow()).Matches(text).Select(m => string.Concat(m.Value.Where(char.IsAsciiLetterOrDigit))).MaxBy(r => r.Length);

    private static string Zh(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("[0-9]([ -]?[0-9])*", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex DigitRow();

    [GeneratedRegex("[A-Za-z0-9]([-]?[A-Za-z0-9])*", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex AnyRow();
}
