using Weiyu.Text.Folding;

namespace Weiyu.Bot.Handlers.Llm.Guards;

/// <summary>What the rules folder declares of places: the hosts, accounts and numbers that stand in its rule files and in its persona. Knowledge declares none.</summary>
internal static class HouseWords
{
    private const int MaxFileBytes = 4 * 1024 * 1024;
    private const int MaxFacts = 5_000;

    /// <summary>Reads a folder; what can't be read declares nothing.</summary>
    public static (IReadOnlyCollection<string> Hosts, IReadOnlyCollection<string> Values) Read(string folder)
    {
        var (hosts, values) = (new HashSet<string>(StringComparer.OrdinalIgnoreCase), new HashSet<string>(StringComparer.Ordinal));
        if (!Directory.Exists(folder)) return (hosts, values);
        var files = Directory.EnumerateFiles(folder, "*.yaml", SearchOption.AllDirectories).Concat(Directory.EnumerateFiles(folder, "persona*.md"));
        foreach (var path in files.Order(StringComparer.Ordinal))
        {
            if (Path.GetRelativePath(folder, path).StartsWith("knowledge", StringComparison.OrdinalIgnoreCase)) continue;
            try
            {
                if (new FileInfo(path).Length > MaxFileBytes) continue;
                foreach (var fact in FactReader.ReadFolded(DeepFolding.Fold(File.ReadAllText(path))))
                {
                    if (values.Count >= MaxFacts) break;
                    if (fact.Kind == FactKind.Url) hosts.Add(Places.Host(fact.Value));
                    if (fact.IsPlace || fact.Kind == FactKind.Digits || (fact.Kind == FactKind.Number && fact.Value.Length >= 7)) values.Add(fact.Value);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The loader reports it.
            }
        }

        return (hosts, values);
    }
}
