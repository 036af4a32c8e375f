using System.Globalization;

namespace Weiyu.Text.Numbers;

/// <summary>The normal form of numbers, by which they are compared and kept: ASCII digits, a point, no separators, no leading or trailing zeros.</summary>
public static class NormalNumber
{
    private const decimal Largest = 1_000_000_000_000_000m;

    /// <summary>The normal form of a number; at most 12 digits behind the point.</summary>
    public static string Of(decimal value) => value.ToString("0.############", CultureInfo.InvariantCulture);

    /// <summary>The normal form of digits, perhaps with a point. What is too long to be a number stays a row of digits; null when it is longer than 64.</summary>
    /// <param name="digits">ASCII digits.</param>
    /// <param name="times">What a word of size behind them (万) multiplies them by.</param>
    public static string? Of(ReadOnlySpan<char> digits, decimal times = 1)
    {
        if (decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value < Largest) return Of(value * times);
        return digits.Length is > 0 and <= 64 ? digits.TrimStart('0').ToString() : null;
    }
}
