using Weiyu.Text.Files;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Knowledge.Reading;

/// <summary><c>synonyms.yaml</c>: a list of groups, each a list of words or one text with commas.</summary>
internal static class SynonymsReader
{
    /// <summary>The groups, a line each.</summary>
    public static IReadOnlyList<string> Read(string folder, KnowledgeOptions options, List<FileProblem> problems)
    {
        var path = Path.Combine(folder, KnowledgeFolder.SynonymsFile);
        if (!File.Exists(path)) return [];
        if (SourceFile.ReadBytes(path, KnowledgeFolder.SynonymsFile, options.MaxFileBytes, problems, out _) is not { } bytes) return [];
        if (PlainText.Decode(bytes, KnowledgeFolder.SynonymsFile, problems) is not { } text) return [];
        var context = new ReadContext(KnowledgeFolder.SynonymsFile, options, TimeZoneInfo.Utc, problems);
        var root = YamlNodes.Parse(text, context);
        if (root is YamlMappingNode map) root = map.Children.Values.FirstOrDefault();
        if (root is not YamlSequenceNode list) return [];
        var groups = new List<string>();
        foreach (var node in list.Children)
        {
            var group = node is YamlSequenceNode words ? string.Join(',', words.Children.Select(YamlNodes.Text).OfType<string>()) : YamlNodes.Text(node) ?? "";
            group = group.Replace('，', ',').Replace('、', ',').ReplaceLineEndings(" ");
            if (group.Contains(',', StringComparison.Ordinal)) groups.Add(group);
            else context.Warn((int)node.Start.Line, "bad-synonyms", "A group needs at least two words.", "Write [退款, 退钱, refund].");
        }

        return groups;
    }
}
