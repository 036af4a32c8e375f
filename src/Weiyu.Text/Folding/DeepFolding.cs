using System.Text;
using System.Text.RegularExpressions;

namespace Weiyu.Text.Folding;

/// <summary>
/// The one plain copy of a text for those who check what it says, against everybody who writes so that people read one thing and programs another:
/// <list type="bullet">
/// <item>compatibility forms (full width, circled, superscript, mathematical and Roman digits), keycaps and digits of all scripts become ASCII;</item>
/// <item>what takes no room goes (zero-width and direction signs, tags, marks that are laid over letters);</item>
/// <item>letters of another alphabet within Latin words become what they look like; traditional characters become simplified;</item>
/// <item>single letters with blanks or fillers between become words; dots of addresses that are spelled (<c>[.]</c>, <c> dot </c>, 点) become dots;</item>
/// <item>the separators of thousands go.</item>
/// </list>
/// Case, line feeds and Chinese marks stay. A circled digit that only counts items becomes a bullet. Linear; of a longer text the first
/// <see cref="MaxLength"/> characters count.
/// </summary>
public static partial class DeepFolding
{
    /// <summary>How many characters of a text count, in UTF-16 units.</summary>
    public const int MaxLength = 100_000;

    // Small Greek, Cyrillic and Armenian letters that are drawn like Latin ones, and capitals.
    private const string Alike = "аеорсухіјѕԁһкмтвнгАВЕКМНОРСТУХІЈЅαβεικνορτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ";
    private const string Latin = "aeopcyxijsdhkmtbhrABEKMHOPCTYXIJSaBeiKvoptuxABEZHIKMNOPTYX";

    /// <summary>The plain copy.</summary>
    public static string Fold(string text)
    {
        if (text.Length > MaxLength) text = text[..MaxLength];
        if (text.Length == 0) return text;
        var plain = IsAscii(text) ? text : Letters(text);
        plain = Spaced().Replace(plain, static m => m.Value.Replace(" ", "", StringComparison.Ordinal));
        plain = SpacedHan().Replace(plain, static m => string.Concat(m.Value.Where(static c => c >= '\u4e00')));
        plain = Joined().Replace(plain, static m => string.Concat(m.Value.Where(static c => char.IsAsciiLetterOrDigit(c) || c == '.')));
        return Thousands().Replace(Addresses(plain), static m => m.Value.Replace(",", "", StringComparison.Ordinal));
    }

    /// <summary>Only the letters and digits of a folded text, small: what is compared where separators are a disguise.</summary>
    public static string Pack(string folded)
    {
        var result = new StringBuilder(folded.Length);
        foreach (var c in folded)
        {
            if (char.IsLetterOrDigit(c)) result.Append(char.ToLowerInvariant(c));
        }

        return result.ToString();
    }

    private static string Letters(string text)
    {
        var marked = Bullets(text.Replace("m²", "平方米", StringComparison.OrdinalIgnoreCase).Replace("㎡", "平方米", StringComparison.Ordinal));
        var ascii = AsciiFolding.Fold(CompatibilityForms.Fold(marked));
        var result = new StringBuilder(ascii.Length);
        for (var i = 0; i < ascii.Length; i++)
        {
            var c = ascii[i];
            if (char.IsHighSurrogate(c) && i + 1 < ascii.Length)
            {
                // Tag characters spell invisible words.
                if (c != '\udb40') result.Append(c).Append(ascii[i + 1]);
                i++;
            }
            else if (c != AsciiFolding.Invisible && !IsLaidOver(c))
            {
                result.Append(c is '〜' or '～' ? '~' : c is '¥' or '￥' ? '￥' : c is '“' or '”' ? '"' : c);
            }
        }

        return Lookalikes(TraditionalChinese.Simplify(result.ToString()));
    }

    private static bool IsLaidOver(char c) => c is (>= '\u0300' and <= '\u036f') or (>= '\u20d0' and <= '\u20ff') or (>= '\ufe00' and <= '\ufe0f');

    /// <summary>A circled digit is a number where digits or money stand beside it, and else only says which item comes.</summary>
    private static string Bullets(string text)
    {
        StringBuilder? result = null;
        for (var i = 0; i < text.Length; i++)
        {
            if (!IsCircled(text[i])) continue;
            var before = i > 0 ? text[i - 1] : '\n';
            var after = i + 1 < text.Length ? text[i + 1] : '\n';
            var opens = before is '\n' or ' ' or '。' or '；' or ';' or '：' or ':' or '，' or ',' or '、' or '！' or '(' or '（';
            if (!opens || IsFigure(after) || after is '元' or '块' or '圆' or '圓' or '折' or '%' or '￥' or '$' or '万' or '百' or '千') continue;
            (result ??= new StringBuilder(text))[i] = '·';
        }

        return result?.ToString() ?? text;
    }

    private static bool IsCircled(char c) => c is (>= '\u2460' and <= '\u249b') or (>= '\u24f5' and <= '\u24fe') or (>= '\u2776' and <= '\u2793') or (>= '\u3220' and <= '\u3229') or (>= '\u3280' and <= '\u3289');

    private static bool IsFigure(char c) => char.IsDigit(c) || IsCircled(c) || char.IsHighSurrogate(c) || c is '\u20e3' or '\ufe0f';

    /// <summary>Words that mix alphabets are written to be read as Latin ones; words of one alphabet are left alone.</summary>
    private static string Lookalikes(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\u0370', '\u0580') < 0) return text;
        var result = text.ToCharArray();
        for (var start = 0; start < result.Length;)
        {
            var end = start;
            var latin = false;
            while (end < result.Length && (char.IsLetterOrDigit(result[end]) || result[end] is '.' or '-' or '@') && !IsHan(result[end])) latin |= char.IsAsciiLetter(result[end++]);
            for (var i = start; latin && i < end; i++)
            {
                if (Alike.IndexOf(result[i], StringComparison.Ordinal) is >= 0 and var index) result[i] = Latin[index];
            }

            start = end == start ? start + 1 : end;
        }

        return new string(result);
    }

    private static bool IsHan(char c) => c is >= '\u3400' and <= '\u9fff';

    private static bool IsAscii(string text) => text.AsSpan().IndexOfAnyExceptInRange('\0', '\u007f') < 0;

    private static string Addresses(string text)
    {
        text = text.Replace("hxxp", "http", StringComparison.OrdinalIgnoreCase);
        text = BracketedDot().Replace(text, ".");
        text = BracketedAt().Replace(text, "@");
        text = SpelledAt().Replace(text, "$1@$2");
        for (var i = 0; i < 4; i++)
        {
            var before = text;
            text = SpelledDot().Replace(text, "$1.$4");
            if (before == text) break;
        }

        return FarDot().Replace(ChineseDot().Replace(text, "$1.$3"), static m => Blanks().Replace(m.Value, ""));
    }

    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    private const string Top = "(com|net|org|cn|example|test|invalid|top|xyz|vip|shop|info|cc|io|app|site|online|club|link|store|ru|tk|biz|pro|live|work|co|me|tv|dev|ai|us|uk|hk|tw|jp|de)";

    [GeneratedRegex(@"\b([a-z0-9.@] ){4,}[a-z0-9]\b", Linear)]
    private static partial Regex Spaced();

    [GeneratedRegex(@"\b([a-z0-9.][-_*|~/·+]){4,}[a-z0-9]\b", Linear)]
    private static partial Regex Joined();

    [GeneratedRegex(@"([\u4e00-\u9fff][ *_|·.~-]){3,}[\u4e00-\u9fff]", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex SpacedHan();

    [GeneratedRegex("[0-9]{1,3}(,[0-9]{3})+", Linear)]
    private static partial Regex Thousands();

    [GeneratedRegex(@"\s?(\[\s?\.\s?\]|\(\s?\.\s?\)|\{\s?\.\s?\}|[\[({]\s?(dot|点)\s?[\])}]|（点）)\s?", Linear)]
    private static partial Regex BracketedDot();

    [GeneratedRegex(@"\s?([\[({]\s?(at|@|艾特)\s?[\])}])\s?", Linear)]
    private static partial Regex BracketedAt();

    [GeneratedRegex(@"([a-z0-9._-]{2,40}) at ([a-z0-9-]{1,40}( ?\. ?| dot )[a-z])", Linear)]
    private static partial Regex SpelledAt();

    [GeneratedRegex(@"([a-z0-9-]{1,60})( (dot) | ?点 ?)([a-z0-9-]{1,60}(\.| dot |点)" + Top + @"\b|" + Top + @"\b)", Linear)]
    private static partial Regex SpelledDot();

    [GeneratedRegex(@"([a-z0-9-]{1,60})(。|．|｡|·|\u2024)(" + Top + @")\b", Linear)]
    private static partial Regex ChineseDot();

    [GeneratedRegex(@"[a-z0-9-]{1,60}((\s{1,2}\.\s{0,2}|\.)[a-z0-9-]{1,60}){0,4}\s{1,2}\.\s{0,2}" + Top + @"\b|[a-z0-9-]{2,60}\.\s(com|net|org|cn|xyz|vip|example)\b", Linear)]
    private static partial Regex FarDot();

    [GeneratedRegex(@"\s+", Linear)]
    private static partial Regex Blanks();
}
