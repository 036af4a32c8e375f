using System.Buffers;
using Weiyu.Text.Folding;
using Weiyu.Text.Numbers;

namespace Weiyu.Text.PersonalData;

/// <summary>
/// Finds personal data in one pass, in time linear in the text. The rules, in the order in which they apply to a number:
/// <list type="bullet">
/// <item>Telephone: a Chinese mobile number (11 digits, 1 and 3-9 first; optionally +86, 0086, 86), anything of 8 to 15 digits after a plus sign,
/// a fixed line whose area code (0 and 2-3 digits) stands apart, or a mobile number written in Chinese numerals.</item>
/// <item>Identity card: see <see cref="ResidentIdCard"/>.</item>
/// <item>Bank card: see <see cref="PaymentCard"/>.</item>
/// </list>
/// Digits may be in groups that one space, hyphen or dot separates. <b>Order numbers stay</b>: a number is never cut out of a longer run of digits;
/// one that hangs on Latin letters (<c>SO15912345678</c>) is an identifier unless the letters say telephone; and one that is announced as an order,
/// parcel or serial number is no bank card. Where a number can be both, a mobile number wins: masking is undone in the answer and for tools.
/// </summary>
public static class PersonalDataScanner
{
    private const int MaxDigits = PaymentCard.MaxLength;
    private const int MaxLocalPart = 64;
    private const int MaxDomain = 253;

    private static readonly SearchValues<char> Interesting = SearchValues.Create("0123456789@⟦⟧〇零幺一二三四五六七八九壹贰貳叁參叄肆伍陆陸柒捌玖");

    private static readonly string[] PhoneWords = ["tel", "mob", "mobile", "phone", "cell", "call", "whatsapp", "wechat", "wx", "vx", "no", "number", "ph", "t", "m"];

    private static readonly string[] CardWords = ["card", "cardno", "visa", "bank", "icbc", "ccb", "abc", "boc", "cmb", "no", "number"];

    private static readonly string[] OrderWords =
    [
        "订单", "单号", "订单编号", "运单", "快递", "流水号", "序列号", "order", "orderno", "ordernumber", "orderid", "tracking", "trackingno",
        "trackingnumber", "serial", "serialno", "sn", "invoice", "ref",
    ];

    private static readonly string[] IdWords = ["身份证", "身份证号", "身份证号码", "证件号", "证件号码", "身份號碼", "身份证明", "idcard", "idnumber", "identitycard", "identitynumber", "nationalid", "idno"];

    private static readonly string[] BankWords =
    [
        "银行卡", "银行卡号", "卡号", "信用卡", "信用卡号", "储蓄卡", "储蓄卡号", "借记卡", "銀行卡", "卡號", "银行账号", "银行账户", "cardnumber", "cardno", "bankcard", "creditcard", "debitcard", "bankaccount",
    ];

    /// <summary>Finds what is there, in order, without overlap.</summary>
    public static List<PersonalDataSpan> Scan(string text)
    {
        var found = new List<PersonalDataSpan>();
        var folded = AsciiFolding.Fold(text);
        var position = 0;
        while (position < folded.Length)
        {
            var skip = folded.AsSpan(position).IndexOfAny(Interesting);
            if (skip < 0) break;
            position += skip;
            var floor = found.Count > 0 ? found[^1].End : 0;
            var c = folded[position];
            if (c == '@' && Email(folded, position, found) is { } email)
            {
                found.Add(email);
                position = email.End;
            }
            else if (c is '⟦' or '⟧')
            {
                found.Add(new PersonalDataSpan(PersonalDataKinds.Text, position++, 1));
            }
            else if (char.IsAsciiDigit(c))
            {
                position = Numbers(folded, position, floor, found);
            }
            else if (c != '@')
            {
                position = SpelledMobile(folded, position, found);
            }
            else
            {
                position++;
            }
        }

        return found;
    }

    private static PersonalDataSpan? Email(string text, int at, List<PersonalDataSpan> found)
    {
        var start = at;
        var lowest = Math.Max(found.FindLast(f => f.Kind == PersonalDataKinds.Email).End, at - MaxLocalPart);
        while (start > lowest && IsLocal(text[start - 1])) start--;
        while (start < at && text[start] is '.' or '-' or '+') start++;
        if (start == at) return null;

        var end = at + 1;
        var highest = Math.Min(text.Length, at + 1 + MaxDomain);
        while (end < highest && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '.' or '-')) end++;
        while (end > at + 1 && text[end - 1] is '.' or '-') end--;
        var domain = text.AsSpan(at + 1, end - at - 1);
        var dot = domain.LastIndexOf('.');
        if (dot <= 0 || domain.Contains("..", StringComparison.Ordinal)) return null;
        // What follows the last label's letters (a number without a blank between) is no part of the address.
        var letters = domain[(dot + 1)..].IndexOfAnyExceptInRange('A', 'z') is >= 0 and var other ? other : domain.Length - dot - 1;
        if (letters < 2) return null;
        end = at + 1 + dot + 1 + letters;

        // Digits of the local part may have been taken for a number already: the address is the longer truth.
        while (found.Count > 0 && found[^1].End > start)
        {
            start = Math.Min(start, found[^1].Start);
            found.RemoveAt(found.Count - 1);
        }

        return new PersonalDataSpan(PersonalDataKinds.Email, start, end - start);
    }

    private static bool IsLocal(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '%' or '+' or '-' or '\'';

    /// <summary>Reads groups of digits from <paramref name="start"/> on; gives the position after the first group or what was found.</summary>
    private static int Numbers(string text, int start, int floor, List<PersonalDataSpan> found)
    {
        Span<char> digits = stackalloc char[MaxDigits];
        var count = 0;
        var position = start;
        var firstGroupEnd = -1;
        var firstGroup = 0;
        var best = default(PersonalDataSpan);
        while (true)
        {
            var groupStart = count;
            while (position < text.Length && (char.IsAsciiDigit(text[position]) || IsJoint(text, position)))
            {
                if (char.IsAsciiDigit(text[position]))
                {
                    if (count < MaxDigits) digits[count] = text[position];
                    count++;
                }

                position++;
            }

            if (firstGroupEnd < 0) (firstGroupEnd, firstGroup) = (position, count);
            if (count > MaxDigits || count == groupStart) break;
            if (Classify(text, start, floor, position, digits[..count], firstGroup) is { Length: > 0 } hit) best = hit;
            if (SeparatorLength(text, position) is not (> 0 and var separator)) break;
            position += separator;
        }

        if (best.Length == 0) return firstGroupEnd;
        found.Add(best);
        return best.End;
    }

    /// <summary>One space, hyphen, dot or bracket before the next group; a bracket may have a space or hyphen on its outer side.</summary>
    private static int SeparatorLength(string text, int at)
    {
        if (at + 1 >= text.Length) return 0;
        if (text[at] is ' ' or '-' or '.' or '(' or ')' && char.IsAsciiDigit(text[at + 1])) return 1;
        return at + 2 < text.Length && char.IsAsciiDigit(text[at + 2]) && (text[at], text[at + 1]) is (')', ' ' or '-') or (' ' or '-', '(') ? 2 : 0;
    }

    /// <summary>An invisible character amid digits.</summary>
    private static bool IsJoint(string text, int at) => text[at] == AsciiFolding.Invisible && at + 1 < text.Length && (char.IsAsciiDigit(text[at + 1]) || text[at + 1] == AsciiFolding.Invisible);

    private static PersonalDataSpan Classify(string text, int start, int floor, int end, ReadOnlySpan<char> digits, int firstGroup)
    {
        var plus = PlusBefore(text, start, floor);
        if (plus >= 0)
        {
            return digits.Length >= 8 && digits.Length <= LongestAbroad(digits) ? Span(PersonalDataKinds.Phone, plus, end) : default;
        }

        var letters = LettersBefore(text, start);
        if (letters.Length == 0 || IsOneOf(PhoneWords, letters))
        {
            if (IsMobile(digits)) return Span(PersonalDataKinds.Phone, start, end);
            if (IsFixedLine(digits, firstGroup) && !ContinuesNumber(text, start))
            {
                var bracket = start > floor && text[start - 1] == '(' && text.AsSpan(start, end - start).Contains(')');
                return Span(PersonalDataKinds.Phone, bracket ? start - 1 : start, end);
            }
        }

        if (digits.Length == ResidentIdCard.Length && ResidentIdCard.IsValid(digits, digits[^1])) return Span(PersonalDataKinds.IdCard, start, end);
        if (digits.Length == ResidentIdCard.Length - 1 && CheckLetter(text, end) is var after && after > 0 && ResidentIdCard.IsValid(digits, 'X')) return Span(PersonalDataKinds.IdCard, start, after);
        // What is said to be a card is one, though a digit of it is wrong: nobody checks it before they write.
        if (digits.Length is 15 or ResidentIdCard.Length && IsAnnounced(text, start, IdWords)) return Span(PersonalDataKinds.IdCard, start, end);
        if (digits.Length == ResidentIdCard.Length - 1 && CheckLetter(text, end) is var behind && behind > 0 && IsAnnounced(text, start, IdWords)) return Span(PersonalDataKinds.IdCard, start, behind);
        if (digits.Length is >= PaymentCard.MinLength - 1 and <= PaymentCard.MaxLength && IsAnnounced(text, start, BankWords)) return Span(PersonalDataKinds.BankCard, start, end);
        var mayBeCard = letters.Length == 0 ? !IsAnnounced(text, start, OrderWords) : IsOneOf(CardWords, letters);
        return mayBeCard && PaymentCard.IsValid(digits) ? Span(PersonalDataKinds.BankCard, start, end) : default;
    }

    private static PersonalDataSpan Span(string kind, int start, int end) => new(kind, start, end - start);

    private static int PlusBefore(string text, int start, int floor)
    {
        var at = start - 1;
        if (at >= floor && text[at] == '(') at--;
        return at >= floor && text[at] == '+' ? at : -1;
    }

    private static ReadOnlySpan<char> LettersBefore(string text, int start)
    {
        var at = start;
        while (at > 0 && start - at < 24 && (char.IsAsciiLetter(text[at - 1]) || text[at - 1] == '_')) at--;
        return text.AsSpan(at, start - at);
    }

    /// <summary>The most digits of a number after a plus sign, by country, so that a number beside it is not swallowed.</summary>
    private static int LongestAbroad(ReadOnlySpan<char> digits) => digits switch
    {
        ['1', ..] or ['8', '5', '2' or '3', ..] => 11,
        ['8', '6', ..] => 13,
        ['8', '8', '6', ..] => 12,
        ['0', ..] => 0,
        _ => 15,
    };

    private static bool IsMobile(ReadOnlySpan<char> digits)
    {
        if (digits.Length == 15 && digits.StartsWith("0086")) digits = digits[4..];
        else if (digits.Length == 13 && digits.StartsWith("86")) digits = digits[2..];
        return digits.Length == 11 && digits[0] == '1' && digits[1] >= '3';
    }

    private static bool IsFixedLine(ReadOnlySpan<char> digits, int firstGroup) =>
        firstGroup is 3 or 4 && digits[0] == '0' && digits[1] != '0' && digits.Length - firstGroup is >= 6 and <= 8;

    /// <summary>Whether digits stand before, one separator away: then this is the rest of a longer number.</summary>
    private static bool ContinuesNumber(string text, int start) => start >= 2 && text[start - 1] is ' ' or '-' or '.' && char.IsAsciiDigit(text[start - 2]);

    private static int CheckLetter(string text, int end)
    {
        var at = end;
        if (at < text.Length && text[at] is ' ' or '-') at++;
        if (at >= text.Length || text[at] is not ('X' or 'x')) return 0;
        return at + 1 < text.Length && char.IsAsciiLetterOrDigit(text[at + 1]) ? 0 : at + 1;
    }

    /// <summary>Whether one of some words stands just before, with nothing but punctuation, spaces and 是/为/is between.</summary>
    private static bool IsAnnounced(string text, int start, string[] words)
    {
        var at = start;
        while (at > 0 && start - at < 6 && (text[at - 1] is ' ' or ':' or '#' or '.' or ',' or '是' or '为' or '(' || text[at - 1] == AsciiFolding.Invisible)) at--;
        if (at >= 2 && text.AsSpan(at - 2, 2).Equals("is", StringComparison.OrdinalIgnoreCase)) at = Math.Max(0, at - 3);
        Span<char> before = stackalloc char[24];
        var length = 0;
        for (var i = at - 1; i >= 0 && at - i < 40 && length < before.Length && (char.IsLetter(text[i]) || text[i] is ' ' or '.'); i--)
        {
            if (char.IsLetter(text[i])) before[length++] = char.ToLowerInvariant(text[i]);
        }

        before = before[..length];
        before.Reverse();
        foreach (var word in words)
        {
            if (before.EndsWith(word, StringComparison.Ordinal)) return true;
        }

        return false;
    }

    private static bool IsOneOf(string[] words, ReadOnlySpan<char> word)
    {
        foreach (var candidate in words)
        {
            if (word.Equals(candidate, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }

    /// <summary>A mobile number in Chinese numerals (一三八零零…, 壹叁捌…): exactly eleven in a row.</summary>
    private static int SpelledMobile(string text, int start, List<PersonalDataSpan> found)
    {
        Span<char> digits = stackalloc char[MaxDigits];
        var (count, position) = (0, start);
        for (; position < text.Length && ChineseNumerals.SpelledDigitOf(text[position]) is >= 0 and var value; position++, count++)
        {
            if (count < MaxDigits) digits[count] = (char)('0' + value);
        }

        if (count == 11 && IsMobile(digits[..count])) found.Add(Span(PersonalDataKinds.Phone, start, position));
        return position;
    }
}
