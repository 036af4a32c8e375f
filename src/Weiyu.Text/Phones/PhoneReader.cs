using System.Text.RegularExpressions;
using Weiyu.Text.Numbers;
using Weiyu.Text.PersonalData;

namespace Weiyu.Text.Phones;

/// <summary>
/// Finds the telephone number in a text, by the same knowledge by which personal data is found (<see cref="PersonalDataScanner"/>), and besides service numbers (400, 800), fixed lines whose
/// area code does not stand apart, and numbers in the American way. Kept as digits, with a plus sign and the country before international ones.
/// </summary>
public static partial class PhoneReader
{
    /// <summary>Finds the first number; null when there is none.</summary>
    /// <param name="text">The text, folded (<see cref="Folding.CompatibilityForms"/>), in simplified characters.</param>
    /// <param name="asked">Whether the text answers the question for a number; otherwise a bare row of digits that may be an order number is none.</param>
    public static FoundValue? Find(string text, bool asked)
    {
        var spans = PersonalDataScanner.Scan(text);
        FoundValue? first = spans.FirstOrDefault(s => s.Kind == PersonalDataKinds.Phone) is { Length: > 0 } span ? Found(text, span.Start, span.Length) : null;
        foreach (var found in (asked ? Asked() : Unasked()).EnumerateMatches(text))
        {
            if (first is { } known && known.Start <= found.Index) break;
            var (start, length) = (found.Index, found.Length);
            if (StandsAlone(text, start, start + length) && !spans.Exists(s => s.Start < start + length && start < s.End)) return Found(text, start, length);
        }

        return first;
    }

    private static FoundValue Found(string text, int start, int length) => new(Plain(text.AsSpan(start, length)), start, length);

    /// <summary>The digits; a mobile number with 86 or 0086 before it begins with +86.</summary>
    private static string Plain(ReadOnlySpan<char> written)
    {
        var digits = new char[written.Length];
        var count = 0;
        foreach (var c in written)
        {
            if (char.IsAsciiDigit(c)) digits[count++] = c;
            else if (char.IsDigit(c)) digits[count++] = (char)('0' + (int)char.GetNumericValue(c));
            else if (ChineseNumerals.SpelledDigitOf(c) is >= 0 and var value) digits[count++] = (char)('0' + value);
        }

        var plain = new string(digits, 0, count);
        if (written.Contains('+')) return "+" + plain;
        if (count == 15 && plain.StartsWith("0086", StringComparison.Ordinal)) return "+" + plain[2..];
        return count == 13 && plain.StartsWith("86", StringComparison.Ordinal) ? "+" + plain : plain;
    }

    /// <summary>A number is not cut out of a longer one, or out of an identifier.</summary>
    private static bool StandsAlone(string text, int start, int end)
    {
        if (start > 0 && (char.IsAsciiLetterOrDigit(text[start - 1]) || text[start - 1] is '+' || IsJoined(text, start - 1, start - 2))) return false;
        return end >= text.Length || !(char.IsAsciiLetterOrDigit(text[end]) || IsJoined(text, end, end + 1));

        static bool IsJoined(string text, int mark, int digit) => text[mark] is '-' or '.' && digit >= 0 && digit < text.Length && char.IsAsciiDigit(text[digit]);
    }

    private const string ServiceNumber = "[48]00[- ][0-9]{3}[- ][0-9]{4}|[48]00[- ][0-9]{4}[- ][0-9]{3}|[48]00[- ][0-9]{7}";

    private const string FixedLine = "0(10|2[0-9]|[3-9][0-9]{2})[0-9]{7,8}";

    [GeneratedRegex(ServiceNumber + "|" + FixedLine, RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Unasked();

    [GeneratedRegex(ServiceNumber + "|" + FixedLine + @"|[48]00[0-9]{7}|(\([2-9][0-9]{2}\) ?|[2-9][0-9]{2}[-. ])[2-9][0-9]{2}[-. ][0-9]{4}", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Asked();
}
