using System.Collections.Frozen;

namespace Weiyu.Knowledge.Reading;

/// <summary>What the bot itself says around answers. <c>knowledge/texts.yaml</c> replaces any of them: the name, and below it a text a language.</summary>
public sealed class KnowledgeTexts
{
    private static readonly FrozenDictionary<string, string> Defaults = new Dictionary<string, string>
    {
        ["offer.zh"] = "您想了解的是不是下面的问题？请点选，或回复序号（如 1）。",
        ["offer.en"] = "Did you mean one of these? Tap one, or reply with its number (such as 1).",
        ["none.zh"] = "都不是",
        ["none.en"] = "None of these",
        ["none-picked.zh"] = "好的，请您换个说法再说一次，或回复“人工”联系客服。",
        ["none-picked.en"] = "All right: please put it another way, or write “human” to reach a person.",
        ["source.zh"] = "（来源：{0}）",
        ["source.en"] = "(Source: {0})",
        ["other-language.zh"] = "这条资料目前只有其他语言的版本：",
        ["other-language.en"] = "This is available in Chinese only:",
        ["gone.zh"] = "抱歉，这条内容已经更新，请您再问一次。",
        ["gone.en"] = "Sorry, this has just been updated. Please ask again.",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly IReadOnlyDictionary<string, string> _own;

    /// <summary>The texts, with a folder's own.</summary>
    /// <param name="own">By name and language (<c>offer.zh</c>); names that mean nothing are left alone.</param>
    public KnowledgeTexts(IReadOnlyDictionary<string, string>? own = null) => _own = own ?? new Dictionary<string, string>();

    /// <summary>The names that can be replaced.</summary>
    public static IEnumerable<string> Names { get; } = [.. Defaults.Keys.Select(k => k.Split('.')[0]).Distinct()];

    /// <summary>Asks which question is meant.</summary>
    public string Offer(string locale) => Get("offer", locale);

    /// <summary>The last option of a choice.</summary>
    public string None(string locale) => Get("none", locale);

    /// <summary>The answer to it.</summary>
    public string NonePicked(string locale) => Get("none-picked", locale);

    /// <summary>Names a source.</summary>
    public string Source(string locale, string title) => Get("source", locale).Replace("{0}", title, StringComparison.Ordinal);

    /// <summary>Says that an answer is not in the visitor's language.</summary>
    public string OtherLanguage(string locale) => Get("other-language", locale);

    /// <summary>What was picked is no longer there.</summary>
    public string Gone(string locale) => Get("gone", locale);

    private string Get(string name, string locale)
    {
        foreach (var key in (string[])[$"{name}.{locale}", locale == "zh" ? $"{name}.zh" : $"{name}.en"])
        {
            if (_own.TryGetValue(key, out var own)) return own;
            if (Defaults.TryGetValue(key, out var known)) return known;
        }

        return "";
    }
}
