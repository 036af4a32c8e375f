namespace Weiyu.Text.PersonalData;

/// <summary>The number of a Chinese resident identity card (GB 11643): 17 digits and a check character, modulo 11.</summary>
public static class ResidentIdCard
{
    /// <summary>How many characters the number has.</summary>
    public const int Length = 18;

    /// <summary>Whether the check character is right, the region from 11 to 82, and the birth date, from 1900 to 2100, one that exists.</summary>
    /// <param name="digits">The first 17 digits at least; what follows them is not looked at.</param>
    /// <param name="check">The check character, a digit or <c>X</c>.</param>
    public static bool IsValid(ReadOnlySpan<char> digits, char check)
    {
        ReadOnlySpan<int> weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        if (digits.Length < weights.Length) return false;
        var sum = 0;
        for (var i = 0; i < weights.Length; i++) sum += (digits[i] - '0') * weights[i];
        if ("10X98765432"[sum % 11] != check) return false;
        var (region, year, month, day) = (Value(digits[..2]), Value(digits[6..10]), Value(digits[10..12]), Value(digits[12..14]));
        return region is >= 11 and <= 82 && year is >= 1900 and <= 2100 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
    }

    private static int Value(ReadOnlySpan<char> digits)
    {
        var value = 0;
        foreach (var digit in digits) value = (10 * value) + digit - '0';
        return value;
    }
}
