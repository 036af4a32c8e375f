using System.Text.RegularExpressions;
using Weiyu.Text.Folding;

namespace Weiyu.Text.Languages;

/// <summary>Messages that are nothing but the wish for a language: <c>English please</c>, <c>说中文</c>.</summary>
public static class LanguageRequests
{
    private const int MaxLength = 60;

    private static readonly (string Language, string Names)[] Names =
    [
        ("zh", "chinese|mandarin|中文|汉语|普通话|国语|华语|中国话"), ("en", "english|英文|英语|eng"), ("ja", "japanese|日语|日文|日本语"),
        ("ko", "korean|韩语|韩文|한국어"), ("ru", "russian|俄语|俄文|по-русски|русскии"), ("fr", "french|francais|法语|法文"), ("de", "german|deutsch|德语|德文"),
        ("es", "spanish|espanol|西班牙语"), ("pt", "portuguese|portugues|葡萄牙语"), ("it", "italian|italiano|意大利语"), ("ar", "arabic|阿拉伯语|العربية"),
        ("th", "thai|泰语|泰文|ไทย|ภาษาไทย"), ("vi", "vietnamese|tieng viet|越南语"), ("id", "indonesian|bahasa|印尼语"),
    ];

    private static readonly (string Language, Regex Pattern)[] Patterns = [.. Names.Select(n => (n.Language, Pattern(n.Names)))];

    /// <summary>The language that a message asks for; null when it asks for none.</summary>
    public static string? Read(string text)
    {
        if (text.Length is 0 or > MaxLength) return null;
        var normal = TextNormalizer.NormalizeBare(text);
        foreach (var (language, pattern) in Patterns)
        {
            if (pattern.IsMatch(normal)) return language;
        }

        return null;
    }

    /// <summary>Whether a text is the bare name of a language: a wish, or the answer to a question.</summary>
    public static bool IsName(string text) => text.Length is > 0 and <= MaxLength && BareName.IsMatch(TextNormalizer.NormalizeBare(text));

    private static readonly Regex BareName = new($"^({string.Join('|', Names.Select(n => n.Names))})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    private static Regex Pattern(string names) => new(
        "^((please|pls|sorry|hi|hello)[,]? )?((can|could|would|may|do|will) (you|we|i) )?(please )?((speak|talk|write|reply|answer|use|chat|switch|change|continue)( to)?( me| us)?( with me)?( )?)?"
        + $"((to|in|into) )?({names})([,]? (please|pls|thanks|thank you|language|now|only))*$"
        + $"|^(请|麻烦|能不能|可不可以|可以|能|我要|我想|想)?(你|您)?(们)?(用|说|讲|切换|切换到|切换成|切换为|换成|换|改成|改用|转|使用)?({names})(来)?(回复|回覆|回答|说|沟通|交流|服务|客服|聊|聊天)?(吧|吗|么|好吗|行吗|谢谢|[,]谢谢)?$"
        + $"|^({names})(で|でお愿いします|로|로 해주세요|пожалуиста)?$",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);
}
