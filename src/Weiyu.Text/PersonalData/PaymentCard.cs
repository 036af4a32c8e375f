using System.Globalization;

namespace Weiyu.Text.PersonalData;

/// <summary>The number of a bank or credit card: 13 to 19 digits that pass the Luhn check (ISO/IEC 7812) and begin as cards do.</summary>
public static class PaymentCard
{
    /// <summary>The fewest digits.</summary>
    public const int MinLength = 13;

    /// <summary>The most digits.</summary>
    public const int MaxLength = 19;

    /// <summary>Whether digits can be a card's number.</summary>
    /// <param name="digits">ASCII digits, without blanks.</param>
    public static bool IsValid(ReadOnlySpan<char> digits)
    {
        if (digits.Length is < MinLength or > MaxLength || !BeginsAsCard(digits)) return false;
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var value = digits[^(i + 1)] - '0';
            if (i % 2 == 1) value = value > 4 ? (2 * value) - 9 : 2 * value;
            sum += value;
        }

        return sum % 10 == 0;
    }

    /// <summary>UnionPay and its kin (6…, 9558), Visa (4), Mastercard (5, 2221-2720), American Express, JCB and Diners (3).</summary>
    private static bool BeginsAsCard(ReadOnlySpan<char> digits) => digits[0] switch
    {
        '6' => true,
        '5' => digits.Length >= 16,
        '4' => digits.Length is 13 or >= 16,
        '3' => digits[1] is '0' or >= '4' && digits.Length >= 14,
        '2' => digits.Length == 16 && int.Parse(digits[..4], CultureInfo.InvariantCulture) is >= 2221 and <= 2720,
        _ => digits.StartsWith("9558"),
    };
}
