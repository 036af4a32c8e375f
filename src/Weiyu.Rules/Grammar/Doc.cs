namespace Weiyu.Rules.Grammar;

/// <summary>A sentence for editors and handbooks, in both of their languages. Markdown; no line breaks.</summary>
internal readonly record struct Doc(string En, string Zh)
{
    /// <summary>The sentence in a language: Chinese for <c>zh</c>, else English.</summary>
    public string In(string locale) => locale == "zh" ? Zh : En;

    /// <summary>Both languages without Markdown, as an editor's pop-up shows them.</summary>
    public string Plain => $"{En}\n{Zh}".Replace("`", "", StringComparison.Ordinal);

    /// <summary>Words of the files themselves, which are the same in both.</summary>
    public static Doc Code(IEnumerable<string> words) => new(string.Join(", ", words.Select(w => $"`{w}`")),
        string.Join("、", words.Select(w => $"`{w}`")));

    /// <summary>One of several.</summary>
    public static Doc Or(IEnumerable<Doc> docs) => new(string.Join(" or ", docs.Select(d => d.En).Distinct()),
        string.Join("或", docs.Select(d => d.Zh).Distinct()));
}
