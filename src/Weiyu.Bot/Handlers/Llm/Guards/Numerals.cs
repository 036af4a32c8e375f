using System.Globalization;

namespace Weiyu.Bot.Handlers.Llm.Guards;

/// <summary>Numbers in figures, Chinese numerals and English words, and their normal form.</summary>
internal static class Numerals
{
    private static readonly Dictionary<string, int> English = new(StringComparer.OrdinalIgnoreCase)
    {
        ["one"] = 1, ["two"] = 2, ["three"] = 3, ["four"] = 4, ["five"] = 5, ["six"] = 6, ["seven"] = 7, ["eight"] = 8, ["nine"] = 9, ["ten"] = 10,
        ["eleven"] = 11, ["twelve"] = 12, ["thirteen"] = 13, ["fourteen"] = 14, ["fifteen"] = 15, ["sixteen"] = 16, ["seventeen"] = 17, ["eighteen"] = 18,
        ["nineteen"] = 19, ["twenty"] = 20, ["thirty"] = 30, ["forty"] = 40, ["fifty"] = 50, ["sixty"] = 60, ["seventy"] = 70, ["eighty"] = 80, ["ninety"] = 90,
        ["hundred"] = 100, ["thousand"] = 1000, ["million"] = 1_000_000,
    };

    /// <summary>Whether a character is a Chinese numeral.</summary>
    public static bool IsChinese(char c) => "〇零一二三四五六七八九十百千万亿两".Contains(c, StringComparison.Ordinal);

    /// <summary>The normal form of a number: no leading or trailing zeros. Null when it is too long to be one.</summary>
    public static string? Normal(ReadOnlySpan<char> digits, decimal times = 1)
    {
        if (decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value < 1_000_000_000_000_000m)
        {
            return Normal(value * times);
        }

        return digits.Length is > 0 and <= 64 ? digits.TrimStart('0').ToString() : null;
    }

    /// <summary>The normal form of a number.</summary>
    public static string Normal(decimal value) => value.ToString("0.############", CultureInfo.InvariantCulture);

    /// <summary>Reads Chinese numerals (三百二十, 两万五, 二〇二六); null when they make no number.</summary>
    public static decimal? Chinese(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > 24) return null;
        if (text.IndexOfAny("十百千万亿") < 0) return Positional(text);
        decimal total = 0, section = 0, digit = 0, lastUnit = 1;
        foreach (var c in text)
        {
            if (Digit(c) is >= 0 and var value)
            {
                (digit, lastUnit) = (value, value == 0 ? 1 : lastUnit);
                continue;
            }

            if (c is '万' or '亿')
            {
                decimal big = c == '万' ? 10_000 : 100_000_000;
                total = (total + section + digit) * big;
                (section, digit, lastUnit) = (0, 0, big);
                continue;
            }

            decimal unit = c switch { '十' => 10, '百' => 100, '千' => 1000, _ => 0 };
            if (unit == 0) return null;
            section += (digit == 0 ? 1 : digit) * unit;
            (digit, lastUnit) = (0, unit);
        }

        // 两万五 is 25,000, 三百二 is 320: a last digit stands for the next lower unit.
        return total + section + (digit > 0 && lastUnit > 10 ? digit * lastUnit / 10 : digit);
    }

    /// <summary>Reads an English number word; null when it is none.</summary>
    public static int? Word(ReadOnlySpan<char> word) => English.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out var value) ? value : null;

    private static decimal? Positional(ReadOnlySpan<char> text)
    {
        decimal value = 0;
        foreach (var c in text)
        {
            if (Digit(c) is not (>= 0 and var digit)) return null;
            value = (value * 10) + digit;
        }

        return value;
    }

    private static int Digit(char c) => c == '两' ? 2 : c == '〇' ? 0 : "零一二三四五六七八九".IndexOf(c, StringComparison.Ordinal);
}
