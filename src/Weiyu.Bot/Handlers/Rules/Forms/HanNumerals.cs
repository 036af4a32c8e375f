using System.Buffers;
using System.Globalization;

namespace Weiyu.Bot.Handlers.Rules.Forms;

/// <summary>
/// Reads numbers in Chinese numerals, and those that mix them with digits (一百二十, 两万五, 1.5万, 3千2百). Strict: what is no number as a whole is
/// none. Approximations (三四个) are no numbers either.
/// </summary>
internal static class HanNumerals
{
    /// <summary>The numerals, units included.</summary>
    public const string All = Digits + "两" + Units;

    /// <summary>The numerals from nought to nine.</summary>
    public const string Digits = "〇零一二三四五六七八九";

    private const string Units = "十百千万亿";
    private static readonly SearchValues<char> DigitValues = SearchValues.Create(Digits);
    private static readonly SearchValues<char> FigureValues = SearchValues.Create("0123456789.");
    private const decimal Largest = 1_000_000_000_000_000m;

    /// <summary>The number; null when the text is none.</summary>
    public static decimal? Read(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > 40) return null;
        return new Sum().Run(text) ?? RowOfDigits(text);
    }

    /// <summary>The number, where it is whole and small enough for a day, a month or a count; else null.</summary>
    public static int? ReadWhole(ReadOnlySpan<char> text) => Read(text) is { } number and < 10_000 && number == decimal.Truncate(number) ? (int)number : null;

    /// <summary>What digits behind a point (一点五) come to.</summary>
    public static decimal Fraction(ReadOnlySpan<char> digits)
    {
        decimal value = 0, place = 0.1m;
        foreach (var c in digits) (value, place) = (value + (DigitOf(c) * place), place / 10);
        return value;
    }

    /// <summary>二〇二六, 一三八: digits one after another. Two without a zero (三四) are an approximation.</summary>
    private static decimal? RowOfDigits(ReadOnlySpan<char> text)
    {
        if (text.IndexOfAnyExcept(DigitValues) >= 0 || text.Length > 15 || (text.Length < 3 && text.IndexOfAny("〇零") < 0)) return null;
        decimal number = 0;
        foreach (var c in text) number = (number * 10) + DigitOf(c);
        return number;
    }

    private static int DigitOf(char c) => c switch { '两' => 2, '〇' or '零' => 0, _ => Digits.IndexOf(c, StringComparison.Ordinal) - 1 };

    private static decimal UnitOf(char c) => c switch { '十' => 10, '百' => 100, '千' => 1_000, '万' => 10_000, _ => 100_000_000 };

    /// <summary>A number that is put together from left to right.</summary>
    private ref struct Sum
    {
        private decimal _total;
        private decimal _section;
        private decimal _last;
        private decimal _lastBig;
        private decimal? _pending;
        private bool _zero;
        private bool _isBroken;

        public decimal? Run(ReadOnlySpan<char> text)
        {
            for (var i = 0; i < text.Length;)
            {
                var length = char.IsAsciiDigit(text[i]) ? LengthOfFigure(text[i..]) : 1;
                if (!Add(text.Slice(i, length))) return null;
                i += length;
            }

            return End();
        }

        private static int LengthOfFigure(ReadOnlySpan<char> text) => text.IndexOfAnyExcept(FigureValues) is >= 0 and var end ? end : text.Length;

        private bool Add(ReadOnlySpan<char> part) => part[0] switch
        {
            // After 1.5万 nothing can follow.
            _ when _isBroken => false,
            '〇' or '零' => Zero(),
            '万' or '亿' => Big(UnitOf(part[0])),
            '十' or '百' or '千' => Unit(UnitOf(part[0])),
            >= '0' and <= '9' => decimal.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var figure) && figure < Largest && Take(figure),
            '两' => Take(2),
            _ => Digits.Contains(part[0], StringComparison.Ordinal) && Take(DigitOf(part[0])),
        };

        private bool Take(decimal value)
        {
            if (_pending is not null) return false;
            _pending = value;
            return true;
        }

        private bool Zero()
        {
            if (_pending is not null || _zero || _last == 0) return false;
            return _zero = true;
        }

        private bool Unit(decimal unit)
        {
            if (_section > 0 && unit >= _last) return false;
            if (_pending is null && unit != 10) return false;
            if (_pending is >= 10 && _section > 0) return false;
            if (_pending is { } times && times != decimal.Truncate(times)) _isBroken = true;
            if (_pending == 0) return false;
            _section += (_pending ?? 1) * unit;
            (_last, _pending, _zero) = (unit, null, false);
            return true;
        }

        private bool Big(decimal unit)
        {
            if (_lastBig > 0 && unit >= _lastBig) return false;
            // 一百二万 may be 102 or 120 times ten thousand.
            if (_pending is not null && _section > 0 && _last > 10 && !_zero) return false;
            var value = _section + (_pending ?? 0);
            if (value == 0 || (_pending is null && _zero)) return false;
            if (value != decimal.Truncate(value)) _isBroken = true;
            _total += value * unit;
            (_section, _pending, _zero, _last, _lastBig) = (0, null, false, unit, unit);
            return _total < Largest;
        }

        private readonly decimal? End()
        {
            var sum = _total + _section;
            if (_pending is not { } rest) return _last == 0 || _zero ? null : sum;
            if (_last == 0) return rest;
            // 一百零二 is 102; 三百五 is 350, 两万五 25,000: a last digit alone stands for the next lower unit.
            if (_zero) return rest < _last / 10 ? sum + rest : null;
            if (rest < 10 && rest == decimal.Truncate(rest)) return sum + (_last > 10 ? rest * _last / 10 : rest);
            return rest < _last && rest == decimal.Truncate(rest) ? sum + rest : null;
        }
    }
}
