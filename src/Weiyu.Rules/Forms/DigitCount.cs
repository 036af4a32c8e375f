using System.Globalization;

namespace Weiyu.Rules.Forms;

/// <summary>How many characters an expression such as <c>\d{10}</c> or <c>[A-Z]\d{4,6}</c> asks for. Of others nothing is known.</summary>
/// <param name="Min">At least so many.</param>
/// <param name="Max">At most so many; null: no bound.</param>
/// <param name="IsDigits">Whether all of them are digits.</param>
internal readonly record struct DigitCount(int Min, int? Max, bool IsDigits)
{
    private const int Most = 60;

    /// <summary>Reads an expression; null: it is not one after another of digits, letters and classes of them.</summary>
    public static DigitCount? Of(string source)
    {
        var (min, max, digits) = (0, (int?)0, true);
        var at = source.StartsWith('^') ? 1 : 0;
        var end = source.EndsWith('$') ? source.Length - 1 : source.Length;
        while (at < end)
        {
            if (source.AsSpan(at).StartsWith(@"\b"))
            {
                at += 2;
                continue;
            }

            if (Atom(source, ref at, end) is not { } isDigit || Times(source, ref at, end) is not var (least, most)) return null;
            digits &= isDigit || most == 0;
            min += least;
            max = most is null ? null : max + most;
        }

        return min is > 0 and <= Most ? new DigitCount(min, max, digits) : null;
    }

    /// <summary>Passes over one character or class; whether it can be digits only. Null: it is something else.</summary>
    private static bool? Atom(string source, ref int at, int end)
    {
        switch (source[at])
        {
            case '\\' when at + 1 < end && source[at + 1] == 'd':
                at += 2;
                return true;
            case '[' when source.IndexOf(']', at) is > 0 and var close && close < end && source[at + 1] != '^':
                var inner = source[(at + 1)..close];
                at = close + 1;
                return inner.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? inner.All(c => char.IsAsciiDigit(c) || c == '-') : null;
            case var c when char.IsAsciiLetterOrDigit(c):
                at++;
                return char.IsAsciiDigit(c);
            default:
                return null;
        }
    }

    /// <summary>How often it stands there; null: that can't be read.</summary>
    private static (int Least, int? Most)? Times(string source, ref int at, int end)
    {
        if (at >= end) return (1, 1);
        switch (source[at])
        {
            case '?': at++; return (0, 1);
            case '+': at++; return (1, null);
            case '*': at++; return (0, null);
            case '(' or ')' or '|': return null;
            case '{' when source.IndexOf('}', at) is > 0 and var close && close < end:
                var parts = source[(at + 1)..close].Split(',');
                at = close + 1;
                if (!int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var least)) return null;
                if (parts.Length == 1) return (least, least);
                if (parts[1].Length == 0) return (least, null);
                return int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var most) ? (least, most) : null;
            default: return (1, 1);
        }
    }
}
