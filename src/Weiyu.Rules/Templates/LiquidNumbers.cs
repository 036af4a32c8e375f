using System.Globalization;

namespace Weiyu.Rules.Templates;

/// <summary>Numbers as Liquid takes them: a text of digits counts too (answers of visitors are texts), anything else is 0.</summary>
internal static class LiquidNumbers
{
    /// <summary>The number of a value.</summary>
    public static decimal Of(object? value) =>
        decimal.TryParse(TemplateValues.Show(value), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>A quotient: whole for whole numbers.</summary>
    /// <exception cref="ArgumentException">Division by zero.</exception>
    public static object Divide(object? value, object? by)
    {
        var (number, divisor) = (Of(value), Of(by));
        if (divisor == 0) throw new ArgumentException("division by zero", nameof(by));
        return number % 1 == 0 && divisor % 1 == 0 ? Math.Floor(number / divisor) : number / divisor;
    }
}
