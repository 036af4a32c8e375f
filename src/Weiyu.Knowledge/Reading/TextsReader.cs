using Weiyu.Text.Files;
using Weiyu.Text.Languages;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Knowledge.Reading;

/// <summary><c>texts.yaml</c>: what the bot says around answers, by name and language.</summary>
internal static class TextsReader
{
    /// <summary>The texts, as <c>offer.zh</c>.</summary>
    public static IReadOnlyDictionary<string, string> Read(string folder, KnowledgeOptions options, List<FileProblem> problems)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var path = Path.Combine(folder, KnowledgeFolder.TextsFile);
        if (!File.Exists(path) || SourceFile.ReadBytes(path, KnowledgeFolder.TextsFile, options.MaxFileBytes, problems, out _) is not { } bytes) return texts;
        var context = new ReadContext(KnowledgeFolder.TextsFile, options, TimeZoneInfo.Utc, problems);
        if (PlainText.Decode(bytes, KnowledgeFolder.TextsFile, problems) is not { } text || YamlNodes.Parse(text, context) is not YamlMappingNode map) return texts;
        foreach (var (key, value) in map.Children)
        {
            var name = YamlNodes.Text(key) ?? "";
            if (!KnowledgeTexts.Names.Contains(name))
            {
                context.Warn((int)key.Start.Line, "unknown-text", $"The bot says nothing named \"{ReadContext.Shorten(name)}\".", $"The names are: {string.Join(", ", KnowledgeTexts.Names)}.");
                continue;
            }

            if (value is not YamlMappingNode languages) continue;
            foreach (var (language, said) in YamlNodes.Scalars(languages))
            {
                if (name == "source" && !said.Contains("{0}", StringComparison.Ordinal))
                {
                    context.Warn((int)value.Start.Line, "bad-text", "The text for a source does not say where its name goes.", "Write {0} where the name of the source belongs.");
                    continue;
                }

                texts[$"{name}.{LanguageCodes.ParseOrKeep(language)}"] = said;
            }
        }

        return texts;
    }
}
