using System.Globalization;
using System.Text.RegularExpressions;
using Weiyu.Bot.Handlers.Rules.Model;
using Weiyu.Bot.Handlers.Rules.Running;

namespace Weiyu.Bot.Handlers.Rules.Forms;

/// <summary>A value that was found in a message.</summary>
/// <param name="Value">As kept.</param>
/// <param name="Start">Where it stands in the folded text.</param>
/// <param name="Length">How long it is there.</param>
internal readonly record struct FoundValue(string Value, int Start, int Length);

/// <summary>Finds the values that a form asks for in what visitors write.</summary>
internal static partial class SlotReader
{
    private static readonly System.Buffers.SearchValues<char> HanDigits = System.Buffers.SearchValues.Create("一二两三四五六七八九十");

    /// <summary>Whether values of a slot can be told from other text, so that they may be taken from a message that was no answer to it.</summary>
    public static bool IsDistinct(Slot slot) => slot.Match is not null || slot.Type is SlotType.Date or SlotType.Phone or SlotType.Email or SlotType.Choice;

    /// <summary>Finds a slot's value; null when there is none.</summary>
    /// <param name="slot">What is asked for.</param>
    /// <param name="said">The message.</param>
    /// <param name="options">The options, in the visitor's language.</param>
    /// <param name="asked">Whether the message answers this very question; otherwise only what can be nothing else counts.</param>
    /// <param name="localNow">For days without a year, and "tomorrow".</param>
    public static FoundValue? Find(Slot slot, VisitorText said, IReadOnlyList<Option> options, bool asked, DateTimeOffset localNow)
    {
        var folded = said.Folded;
        if (slot.Match is { } match)
        {
            foreach (var found in match.EnumerateMatches(folded))
            {
                if (!StandsAlone(folded, found.Index, found.Length)) continue;
                var value = new FoundValue(folded.Substring(found.Index, found.Length).Trim(), found.Index, found.Length);
                return slot.Type == SlotType.Number && !InRange(slot, value.Value) ? null : value;
            }

            return null;
        }

        return slot.Type switch
        {
            SlotType.Number => Number(slot, folded),
            SlotType.Date => DateReader.Find(folded, DateOnly.FromDateTime(localNow.DateTime)),
            SlotType.Phone => First(Phone(), folded, v => new string([.. v.Where(c => char.IsAsciiDigit(c) || c == '+')])),
            SlotType.Email => First(Email(), folded, v => v),
            SlotType.Choice => ChoiceReader.Find(folded, options, asked),
            SlotType.Image => null,
            _ => asked && !said.IsEmpty ? new FoundValue(said.Written, 0, folded.Length) : null,
        };
    }

    private static bool InRange(Slot slot, string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && !(number < slot.Min) && !(number > slot.Max);

    /// <summary>A value of digits or letters is not cut out of a longer row of them.</summary>
    private static bool StandsAlone(string text, int start, int length)
    {
        if (length == 0) return false;
        var before = start > 0 && char.IsAsciiLetterOrDigit(text[start]) && char.IsAsciiLetterOrDigit(text[start - 1]);
        var end = start + length;
        var after = end < text.Length && char.IsAsciiLetterOrDigit(text[end - 1]) && char.IsAsciiLetterOrDigit(text[end]);
        return !before && !after;
    }

    private static FoundValue? First(Regex regex, string text, Func<string, string> keep)
    {
        foreach (var found in regex.EnumerateMatches(text))
        {
            if (StandsAlone(text, found.Index, found.Length)) return new FoundValue(keep(text.Substring(found.Index, found.Length)), found.Index, found.Length);
        }

        return null;
    }

    private static FoundValue? Number(Slot slot, string text)
    {
        foreach (var found in Digits().EnumerateMatches(text))
        {
            var value = text.Substring(found.Index, found.Length).Replace(",", "", StringComparison.Ordinal);
            if (InRange(slot, value)) return new FoundValue(value, found.Index, found.Length);
        }

        var at = text.AsSpan().IndexOfAny(HanDigits);
        if (at < 0) return null;
        var length = text.AsSpan(at).IndexOfAnyExcept(HanDigits);
        if (length < 0) length = text.Length - at;
        return ChineseNumber(text.AsSpan(at, length)) is { } number && InRange(slot, number) ? new FoundValue(number, at, length) : null;
    }

    /// <summary>From 一 to 九十九.</summary>
    private static string? ChineseNumber(ReadOnlySpan<char> text)
    {
        const string Digits = "零一二三四五六七八九";
        var ten = text.IndexOf('十');
        if (ten < 0) return text.Length == 1 ? Digit(text[0]).ToString(CultureInfo.InvariantCulture) : null;
        if (ten > 1 || text.Length - ten > 2) return null;
        var number = ((ten == 0 ? 1 : Digit(text[0])) * 10) + (ten == text.Length - 1 ? 0 : Digit(text[^1]));
        return number.ToString(CultureInfo.InvariantCulture);

        static int Digit(char c) => c == '两' ? 2 : Digits.IndexOf(c, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?|-?[0-9]{1,15}(\.[0-9]{1,10})?", RegexOptions.NonBacktracking)]
    private static partial Regex Digits();

    [GeneratedRegex(@"(\+86[ -]?)?1[3-9][0-9]([ -]?[0-9]{4}){2}|\+[0-9]{1,3}([ -]?[0-9]{2,4}){2,4}|0[0-9]{2,3}[ -]?[0-9]{7,8}", RegexOptions.NonBacktracking)]
    private static partial Regex Phone();

    [GeneratedRegex(@"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,6}", RegexOptions.NonBacktracking)]
    private static partial Regex Email();
}
