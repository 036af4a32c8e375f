using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Weiyu.Text.Numbers;

/// <summary>
/// Finds the number in a text: 300, 1,200.5, 三百, 一百二十, 10万, 1.5万, 3千2, 2k, "5 thousand". A number is read whole or not at all: ranges (3-4个),
/// approximations (十几, 30多), halves (一个半), fractions and times are none, so that who asked can ask again.
/// </summary>
public static partial class NumberReader
{
    private const int LongestRun = 40;
    private const int Ahead = 12;

    private static readonly SearchValues<char> Numerals = SearchValues.Create("0123456789" + ChineseNumerals.All);
    private static readonly SearchValues<char> HanDigits = SearchValues.Create(ChineseNumerals.Digits);
    private static readonly SearchValues<char> FiguresAndPoint = SearchValues.Create("0123456789.");
    private static readonly SearchValues<char> Figures = SearchValues.Create("0123456789");

    /// <summary>Finds the first number from <paramref name="min"/> to <paramref name="max"/>, written in figures before one in words; null when there is none.</summary>
    /// <param name="text">The text, folded (<see cref="Folding.CompatibilityForms"/>), in simplified characters.</param>
    /// <param name="min">The least; null: any.</param>
    /// <param name="max">The greatest; null: any.</param>
    public static FoundValue? Find(string text, double? min, double? max)
    {
        foreach (var inFigures in (ReadOnlySpan<bool>)[true, false])
        {
            for (var at = 0; Next(text, at) is var (start, end); at = end)
            {
                if (text.AsSpan(start, end - start).ContainsAny(Figures) != inFigures || IsNoNumber(text, start, end)) continue;
                if (Read(text, start, end) is not { } found) return null;
                if (IsInRange(found.Value, min, max)) return found;
            }
        }

        return null;
    }

    /// <summary>Whether a value is a number from <paramref name="min"/> to <paramref name="max"/>.</summary>
    public static bool IsInRange(string value, double? min, double? max) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && !(number < min) && !(number > max);

    /// <summary>The next row of numerals, with the points and commas between digits.</summary>
    private static (int Start, int End)? Next(string text, int from)
    {
        var skip = text.AsSpan(from).IndexOfAny(Numerals);
        if (skip < 0) return null;
        var start = from + skip;
        var end = start + 1;
        while (end < text.Length && (Numerals.Contains(text[end]) || IsWithin(text, end))) end++;
        return (start, end);
    }

    /// <summary>A point or comma between digits, or a blank between a figure and its 万.</summary>
    private static bool IsWithin(string text, int at)
    {
        if (at + 1 >= text.Length || !char.IsAsciiDigit(text[at - 1])) return false;
        return (text[at] is '.' or ',' && char.IsAsciiDigit(text[at + 1])) || (text[at] is ' ' && text[at + 1] is '百' or '千' or '万' or '亿');
    }

    /// <summary>Numerals that are part of a word: 一下, 千万别, 十分, 周三.</summary>
    private static bool IsNoNumber(string text, int start, int end)
    {
        var run = text.AsSpan(start, end - start);
        var before = start > 0 ? text[start - 1] : ' ';
        var after = end < text.Length ? text[end] : ' ';
        if (run[0] is '百' or '千' or '万' or '亿' && before is not ('几' or '数')) return true;
        return run switch
        {
            "一" => before is '统' or '唯' or '逐' || "下起样定些直般会共旦边向切律致时路齐旁如再生".Contains(after, StringComparison.Ordinal),
            "十" when after is '分' => !text.AsSpan(end + 1).StartsWith("钟", StringComparison.Ordinal) && !text.AsSpan(end + 1).StartsWith("之", StringComparison.Ordinal),
            [_] => before is '周' or '期' or '拜',
            _ => false,
        };
    }

    /// <summary>Reads what stands from <paramref name="start"/> to <paramref name="end"/>, with what belongs to it behind; null when that is no number as a whole.</summary>
    private static FoundValue? Read(string text, int start, int end)
    {
        var ahead = text.AsSpan(end, Math.Min(Ahead, text.Length - end));
        if (end - start > LongestRun || IsPartOfMore(text, start, end)) return null;
        var written = text[start..end].Replace(" ", "", StringComparison.Ordinal);
        if (written.Contains(',', StringComparison.Ordinal) && !Grouped().IsMatch(written)) return null;
        written = written.Replace(",", "", StringComparison.Ordinal);
        var (value, behind) = written.AsSpan().ContainsAnyExcept(FiguresAndPoint) ? InNumerals(written, ahead) : InFigures(written, ahead);
        if (value is null) return null;
        var sign = SignBefore(text, start);
        return new FoundValue(sign > 0 ? "-" + value : value, start - sign, end + behind - start + sign);
    }

    /// <summary>Digits, perhaps with k or a word of size behind.</summary>
    private static (string? Value, int Behind) InFigures(string written, ReadOnlySpan<char> ahead)
    {
        if (!Figure().IsMatch(written)) return default;
        foreach (var (size, times) in Sizes)
        {
            var at = ahead is [' ', ..] ? 1 : 0;
            var end = at + size.Length;
            if (!ahead[at..].StartsWith(size, StringComparison.OrdinalIgnoreCase) || (end < ahead.Length && char.IsAsciiLetter(ahead[end]) && ahead[end] != 's')) continue;
            return (NormalNumber.Of(decimal.Parse(written, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * times), end);
        }

        return (written, 0);
    }

    /// <summary>Chinese numerals, also with digits among them: 三百, 10万, 一点五.</summary>
    private static (string? Value, int Behind) InNumerals(string written, ReadOnlySpan<char> ahead)
    {
        // 5千克 are five of a unit of its own; 五千克 may be that, or five thousand.
        if (written[^1] == '千' && ahead is ['克' or '米' or '瓦', ..]) return Figure().IsMatch(written[..^1]) ? (written[..^1], 0) : default;
        if (ChineseNumerals.Read(written) is not { } number) return default;
        if (ahead is not ['点', ..]) return (NormalNumber.Of(number), 0);
        var digits = ahead[1..].IndexOfAnyExcept(HanDigits);
        if (digits < 0) digits = ahead.Length - 1;
        if (digits == 0) return (NormalNumber.Of(number), 0);
        var fraction = ChineseNumerals.Fraction(ahead.Slice(1, digits));
        var behind = ahead[(1 + digits)..];
        // 三点二十 and 三点一刻 are times.
        if (behind is ['十' or '百' or '千' or '半' or '刻' or '分', ..] || number != decimal.Truncate(number)) return default;
        return behind switch
        {
            ['万', ..] => (NormalNumber.Of((number + fraction) * 10_000), digits + 2),
            ['亿', ..] => (NormalNumber.Of((number + fraction) * 100_000_000), digits + 2),
            _ => (NormalNumber.Of(number + fraction), digits + 1),
        };
    }

    private static readonly (string Word, decimal Times)[] Sizes = [("k", 1_000), ("hundred", 100), ("thousand", 1_000), ("million", 1_000_000), ("dozen", 12)];

    /// <summary>Whether what stands around makes it part of a range, a fraction, a time, an approximation.</summary>
    private static bool IsPartOfMore(string text, int start, int end)
    {
        var before = start > 0 ? text[start - 1] : ' ';
        if (before == '几' || (before == '数' && text[start] is '十' or '百' or '千' or '万') || text.AsSpan(0, start).EndsWith("分之", StringComparison.Ordinal)) return true;
        return More().IsMatch(text.AsSpan(end - 1, Math.Min(Ahead, text.Length - end + 1)));
    }

    /// <summary>How long the sign before a number is; 0 when there is none: a hyphen behind a letter or digit is no minus.</summary>
    private static int SignBefore(string text, int start)
    {
        if (start == 0) return 0;
        if (text[start - 1] == '负') return 1;
        return text[start - 1] is '-' or '−' && (start == 1 || !(char.IsAsciiLetterOrDigit(text[start - 2]) || Numerals.Contains(text[start - 2]))) ? 1 : 0;
    }

    [GeneratedRegex(@"^[0-9]{1,15}(\.[0-9]{1,10})?$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Figure();

    [GeneratedRegex(@"^[0-9]{1,3}(,[0-9]{3}){1,4}(\.[0-9]{1,10})?[百千万亿]?$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Grouped();

    [GeneratedRegex(
        @"^.([几多余又+]|\s?分之|[/:][0-9]|w([^a-z0-9]|$)|k[0-9]|\s?(个|位|件|元|块|年|月|天|斤|米|点|小时|公斤|箱|瓶|盒|倍|岁)?半|点[0-9]|[块米][0-9一二三四五六七八九]([^个位件次]|$)|(元|斤|小时|年)\s?[0-9一二三四五六七八九十]{1,3}(角|毛|分|两|克|个月)|\s{0,2}([-~〜–—到至、或]|to |or )\s{0,2}[0-9〇零一二两三四五六七八九十])|^[十百千]来",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex More();
}
