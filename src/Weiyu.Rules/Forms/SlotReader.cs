using System.Globalization;
using System.Text.RegularExpressions;
using Weiyu.Rules.Model;
using Weiyu.Text;
using Weiyu.Text.Dates;
using Weiyu.Text.Numbers;
using Weiyu.Text.Phones;

namespace Weiyu.Rules.Forms;

/// <summary>Finds the values that a form asks for in what visitors write.</summary>
internal static partial class SlotReader
{
    /// <summary>Whether values of a slot can be told from other text, so that they may be taken from a message that was no answer to it.</summary>
    public static bool IsDistinct(Slot slot) => slot.Match is { } match ? !IsOpen(match) : slot.Type is SlotType.Date or SlotType.Phone or SlotType.Email or SlotType.Choice;

    /// <summary>Whether any words are an answer: free text, or an expression that ordinary words match (<c>.+</c>, <c>[\u4e00-\u9fff]{2,}</c>).</summary>
    public static bool IsFree(Slot slot) => slot.Type == SlotType.Text && (slot.Match is null || IsOpen(slot.Match));

    /// <summary>Whether an expression is met by words that nobody means as its value.</summary>
    private static bool IsOpen(Regex match)
    {
        foreach (var words in OrdinaryWords)
        {
            if (match.IsMatch(words)) return true;
        }

        return false;
    }

    /// <summary>Sentences of all kinds without a digit.</summary>
    private static readonly string[] OrdinaryWords = ["我要退货", "你好", "请问一下什么时候可以办", "hello", "I would like to ask something", "Good Morning"];

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
                return slot.Type == SlotType.Number && !NumberReader.IsInRange(value.Value, slot.Min, slot.Max) ? null : value;
            }

            return null;
        }

        return slot.Type switch
        {
            SlotType.Number => NumberReader.Find(said.Simplified, slot.Min, slot.Max),
            SlotType.Date => DateReader.Find(said.Simplified, DateOnly.FromDateTime(localNow.DateTime), asked),
            SlotType.Phone => PhoneReader.Find(said.Simplified, asked),
            SlotType.Email => First(Email(), folded),
            SlotType.Choice => ChoiceReader.Find(folded, options, asked),
            SlotType.Image => null,
            _ => asked && !said.IsEmpty && new StringInfo(said.Written).LengthInTextElements >= slot.MinLength ? new FoundValue(said.Written, 0, folded.Length) : null,
        };
    }

    /// <summary>A value of digits or letters is not cut out of a longer row of them.</summary>
    private static bool StandsAlone(string text, int start, int length)
    {
        if (length == 0) return false;
        var before = start > 0 && char.IsAsciiLetterOrDigit(text[start]) && char.IsAsciiLetterOrDigit(text[start - 1]);
        var end = start + length;
        var after = end < text.Length && char.IsAsciiLetterOrDigit(text[end - 1]) && char.IsAsciiLetterOrDigit(text[end]);
        return !before && !after;
    }

    private static FoundValue? First(Regex regex, string text)
    {
        foreach (var found in regex.EnumerateMatches(text))
        {
            if (StandsAlone(text, found.Index, found.Length)) return new FoundValue(text.Substring(found.Index, found.Length), found.Index, found.Length);
        }

        return null;
    }

    [GeneratedRegex(@"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,6}", RegexOptions.NonBacktracking)]
    private static partial Regex Email();
}
