using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Bot.Handlers.Llm.Guards;

/// <summary>Reads the list <c>blocked</c> of the section <c>words</c> out of a rules folder. Mistakes in the files are the rule loader's to report.</summary>
internal static class BlockedList
{
    /// <summary>The list's name.</summary>
    public const string Name = "blocked";

    private const int MaxFileBytes = 4 * 1024 * 1024;
    private const int MaxWords = 2_000;

    /// <summary>The words of all files; what can't be read has none. Regular expressions (<c>/…/</c>) and references (<c>@…</c>) are left out.</summary>
    public static IReadOnlyList<string> Read(string folder)
    {
        var words = new List<string>();
        if (!Directory.Exists(folder)) return words;
        foreach (var path in Directory.EnumerateFiles(folder, "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            try
            {
                if (new FileInfo(path).Length > MaxFileBytes) continue;
                using var reader = File.OpenText(path);
                var yaml = new YamlStream();
                yaml.Load(reader);
                foreach (var document in yaml.Documents) words.AddRange(Words(document.RootNode));
            }
            catch (Exception e) when (e is YamlException or IOException or UnauthorizedAccessException)
            {
                // A broken file keeps its words out, and the loader keeps the folder out.
            }
        }

        return words.Count > MaxWords ? words[..MaxWords] : words;
    }

    private static IEnumerable<string> Words(YamlNode root)
    {
        if (Child(root, "words") is not { } words || Child(words, Name) is not YamlSequenceNode list) yield break;
        foreach (var item in list.Children.OfType<YamlScalarNode>())
        {
            if (item.Value is { Length: > 0 } word && word[0] is not ('/' or '@')) yield return word;
        }
    }

    private static YamlNode? Child(YamlNode node, string name) => node is YamlMappingNode map && map.Children.TryGetValue(new YamlScalarNode(name), out var child) ? child : null;
}
