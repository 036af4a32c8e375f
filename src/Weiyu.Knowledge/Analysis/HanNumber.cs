using Weiyu.Text.Numbers;

namespace Weiyu.Knowledge.Analysis;

/// <summary>
/// Chinese numerals before a unit of time or money, as digits: 七天 and 7天 are the same. Only up to 99 and only before a measure, for elsewhere
/// numerals are parts of words (一起, 千万).
/// </summary>
internal static class HanNumber
{
    private const int MaxLength = 3;
    private const string Measures = "天日年周元块折月岁米";

    /// <summary>Reads a number up to 99 at <paramref name="index"/> if a measure follows.</summary>
    public static bool TryRead(string text, int index, out string digits, out int length)
    {
        (digits, length) = ("", 0);
        var end = index;
        while (end < text.Length && end < index + MaxLength && (text[end] == '十' || ChineseNumerals.DigitOf(text[end]) >= 0)) end++;
        if (end == index || end >= text.Length || !IsMeasure(text, end)) return false;
        if (ChineseNumerals.Read(text.AsSpan(index, end - index)) is not (< 100 and var number)) return false;
        (digits, length) = (NormalNumber.Of(number), end - index);
        return true;
    }

    private static bool IsMeasure(string text, int index) =>
        Measures.Contains(text[index], StringComparison.Ordinal)
        || text.AsSpan(index).StartsWith("小时", StringComparison.Ordinal)
        || text.AsSpan(index).StartsWith("个月", StringComparison.Ordinal)
        || text.AsSpan(index).StartsWith("个工作日", StringComparison.Ordinal);
}
