using System.Buffers;
using System.Globalization;

namespace Weiyu.Text.Numbers;

/// <summary>How to take numerals that are no proper number.</summary>
public enum NumeralReading
{
    /// <summary>
    /// What is no number as a whole is none; approximations (三四个) are none either. For what a person answers: it is better to ask again than to guess.
    /// </summary>
    Strict,

    /// <summary>
    /// Whatever numerals there are come to some number (四三 to 43, 万 to 10,000). For what must be checked: a number that can't be told counts, too.
    /// Where <see cref="Strict"/> gives a number, this gives the same.
    /// </summary>
    Lenient,
}

/// <summary>
/// Chinese numerals, everyday (一百二十, 两万五) and financial (壹佰贰拾), alone or with digits among them (1.5万, 3千2百). The characters are simplified
/// or traditional; full-width digits are folded before.
/// </summary>
public static class ChineseNumerals
{
    /// <summary>The everyday numerals from nought to nine, as one may look for them in a text.</summary>
    public const string Digits = "〇零一二三四五六七八九";

    /// <summary>The everyday numerals, 两 and units included. Financial ones are letters of other words too (陆, 拾) and are not looked for.</summary>
    public const string All = Digits + "两" + Units;

    private const string Units = "十百千万亿";
    private const int MaxLength = 40, MaxStrictRow = 15, MaxRow = 24;
    private static readonly SearchValues<char> Figures = SearchValues.Create("0123456789.");
    private const decimal Largest = 1_000_000_000_000_000m;

    /// <summary>What a numeral stands for, from 0 to 9; -1 when it is none. 两 is 2.</summary>
    public static int DigitOf(char c) => c == '两' || c == '兩' ? 2 : c == '幺' ? -1 : SpelledDigitOf(c);

    /// <summary>What a numeral stands for where a number is spelled digit by digit, as telephone numbers are: 幺 is 1, 两 is none; -1 when it is none.</summary>
    public static int SpelledDigitOf(char c) => c switch
    {
        '零' or '〇' => 0,
        '一' or '壹' or '幺' => 1,
        '二' or '贰' or '貳' => 2,
        '三' or '叁' or '參' or '叄' => 3,
        '四' or '肆' => 4,
        '五' or '伍' => 5,
        '六' or '陆' or '陸' => 6,
        '七' or '柒' => 7,
        '八' or '捌' => 8,
        '九' or '玖' => 9,
        _ => -1,
    };

    /// <summary>The number; null when the text is none.</summary>
    /// <param name="text">Numerals only; at most 40 characters.</param>
    /// <param name="reading">How to take what is no proper number.</param>
    public static decimal? Read(ReadOnlySpan<char> text, NumeralReading reading = NumeralReading.Strict)
    {
        if (text.Length is 0 or > MaxLength) return null;
        if (reading == NumeralReading.Strict) return new Sum(isLenient: false).Run(text) ?? RowOfDigits(text);
        return HasUnit(text) ? new Sum(isLenient: true).Run(text) : AnyRow(text);
    }

    /// <summary>The number, where it is whole and below 10,000 (a day, a month, a count); else null.</summary>
    public static int? ReadWhole(ReadOnlySpan<char> text) => Read(text) is { } number and < 10_000 && number == decimal.Truncate(number) ? (int)number : null;

    /// <summary>What digits behind a point (一点五) come to.</summary>
    public static decimal Fraction(ReadOnlySpan<char> digits)
    {
        decimal value = 0, place = 0.1m;
        foreach (var c in digits) (value, place) = (value + (DigitOf(c) * place), place / 10);
        return value;
    }

    /// <summary>二〇二六, 一三八: digits one after another. Two without a zero (三四) are an approximation.</summary>
    private static decimal? RowOfDigits(ReadOnlySpan<char> text) =>
        text.Length > MaxStrictRow || text.IndexOfAny('两', '兩') >= 0 || (text.Length < 3 && text.IndexOfAny("〇零") < 0) ? null : AnyRow(text);

    private static decimal? AnyRow(ReadOnlySpan<char> text)
    {
        if (text.Length > MaxRow) return null;
        decimal number = 0;
        foreach (var c in text)
        {
            if (DigitOf(c) is not (>= 0 and var digit)) return null;
            number = (number * 10) + digit;
        }

        return number;
    }

    private static bool HasUnit(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (UnitOf(c) > 0) return true;
        }

        return false;
    }

    /// <summary>How many times a unit takes what stands before it; 0 when it is none.</summary>
    private static decimal UnitOf(char c) => c switch
    {
        '十' or '拾' => 10,
        '百' or '佰' => 100,
        '千' or '仟' => 1_000,
        '万' or '萬' => 10_000,
        '亿' or '億' => 100_000_000,
        _ => 0,
    };

    /// <summary>A number that is put together from left to right.</summary>
    private ref struct Sum(bool isLenient)
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

        private static int LengthOfFigure(ReadOnlySpan<char> text) => text.IndexOfAnyExcept(Figures) is >= 0 and var end ? end : text.Length;

        private bool Add(ReadOnlySpan<char> part)
        {
            // After 1.5万 nothing can follow.
            if (_isBroken) return false;
            if (char.IsAsciiDigit(part[0]))
            {
                return decimal.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var figure) && figure < Largest && Take(figure);
            }

            return (DigitOf(part[0]), UnitOf(part[0])) switch
            {
                (0, _) => Zero(),
                ( > 0 and var digit, _) => Take(digit),
                (_, >= 10_000 and var big) => Big(big),
                (_, > 0 and var unit) => Unit(unit),
                _ => false,
            };
        }

        private bool Take(decimal value)
        {
            if (_pending is not null && !isLenient) return false;
            _pending = value;
            return true;
        }

        private bool Zero()
        {
            if (isLenient) _pending = null;
            else if (_pending is not null || _zero || _last == 0) return false;
            return _zero = true;
        }

        private bool Unit(decimal unit)
        {
            if (!isLenient && !IsProper(unit)) return false;
            if (_pending is { } times && times != decimal.Truncate(times)) _isBroken = true;
            _section += (_pending is null or 0 ? 1 : _pending.Value) * unit;
            (_last, _pending, _zero) = (unit, null, false);
            return true;
        }

        private readonly bool IsProper(decimal unit)
        {
            if (_section > 0 && (unit >= _last || _pending is >= 10)) return false;
            return _pending is null ? unit == 10 : _pending != 0;
        }

        private bool Big(decimal unit)
        {
            var value = _section + (_pending ?? 0);
            if (isLenient)
            {
                // 万 alone is one of it; 一万亿 is ten thousand of the greater.
                _total = _lastBig > 0 && unit >= _lastBig ? (_total + value) * unit : _total + ((value == 0 ? 1 : value) * unit);
            }
            else
            {
                if (_lastBig > 0 && unit >= _lastBig) return false;
                // 一百二万 may be 102 or 120 times ten thousand.
                if (_pending is not null && _section > 0 && _last > 10 && !_zero) return false;
                if (value == 0 || (_pending is null && _zero)) return false;
                if (value != decimal.Truncate(value)) _isBroken = true;
                _total += value * unit;
            }

            (_section, _pending, _zero, _last, _lastBig) = (0, null, false, unit, unit);
            return _total < Largest;
        }

        private readonly decimal? End()
        {
            var sum = _total + _section;
            if (_pending is not { } rest) return !isLenient && (_last == 0 || _zero) ? null : sum;
            if (_last == 0) return rest;
            // 一百零二 is 102; 三百五 is 350, 两万五 25,000: a last digit alone stands for the next lower unit.
            if (_zero) return isLenient || rest < _last / 10 ? sum + rest : null;
            if (rest < 10 && rest == decimal.Truncate(rest)) return sum + (_last > 10 ? rest * _last / 10 : rest);
            return isLenient || (rest < _last && rest == decimal.Truncate(rest)) ? sum + rest : null;
        }
    }
}
