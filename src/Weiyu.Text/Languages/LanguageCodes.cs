namespace Weiyu.Text.Languages;

/// <summary>Codes of languages (ISO 639, two or three small letters) from what systems and people call them.</summary>
public static class LanguageCodes
{
    /// <summary>The code: <c>zh</c> of <c>zh-CN</c>, <c>zh_TW</c>, <c>cn</c> and 中文, <c>en</c> of <c>en_US</c> and "English"; null when it can be none.</summary>
    public static string? Parse(string? name)
    {
        var small = (name ?? "").Trim().ToLowerInvariant();
        var primary = PrimaryOf(small);
        return primary switch
        {
            "cn" or "tw" or "hk" or "chinese" or "中文" or "汉语" or "简体" or "简体中文" or "繁体" or "繁體中文" => "zh",
            "us" or "uk" or "gb" or "english" or "英文" or "英语" => "en",
            _ => primary.Length is 2 or 3 && primary.All(char.IsAsciiLetterLower) ? primary : null,
        };
    }

    /// <summary>The same, but what can be no code stands for itself, in small letters and without its region: who names a language of its own finds it again.</summary>
    public static string ParseOrKeep(string name) => Parse(name) ?? PrimaryOf(name.Trim().ToLowerInvariant());

    private static string PrimaryOf(string name) => name.Split('-', '_')[0];
}
