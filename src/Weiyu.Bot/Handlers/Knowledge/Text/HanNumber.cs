using System.Globalization;

namespace Weiyu.Bot.Handlers.Knowledge.Text;

/// <summary>Chinese numerals before a unit of time or money, as digits: 七天 and 7天 are the same.</summary>
internal static class HanNumber
{
    private const string Digits = "零一二三四五六七八九";
    private const string Measures = "天日年周元块折月岁米";

    /// <summary>Reads a number up to 99 at <paramref name="index"/> if a measure follows.</summary>
    public static bool TryRead(string text, int index, out string digits, out int length)
    {
        (digits, length) = ("", 0);
        int? ones = null;
        var value = 0;
        var i = index;
        for (; i < text.Length && i < index + 3; i++)
        {
            var digit = text[i] == '两' ? 2 : Digits.IndexOf(text[i], StringComparison.Ordinal);
            if (text[i] == '十')
            {
                value = (ones ?? 1) * 10;
                ones = null;
            }
            else if (digit >= 0 && ones is null)
            {
                ones = digit;
            }
            else
            {
                break;
            }
        }

        if (i == index || i >= text.Length || !IsMeasure(text, i)) return false;
        digits = (value + (ones ?? 0)).ToString(CultureInfo.InvariantCulture);
        length = i - index;
        return true;
    }

    private static bool IsMeasure(string text, int index) =>
        Measures.Contains(text[index], StringComparison.Ordinal)
        || text.AsSpan(index).StartsWith("小时", StringComparison.Ordinal)
        || text.AsSpan(index).StartsWith("个月", StringComparison.Ordinal)
        || text.AsSpan(index).StartsWith("个工作日", StringComparison.Ordinal);
}
