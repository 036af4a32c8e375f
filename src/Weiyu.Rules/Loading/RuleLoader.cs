using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Weiyu.Rules.Grammar;
using Weiyu.Rules.Notices;
using Weiyu.Text.Files;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Rules.Loading;

/// <summary>Reads a rules folder whole and reports all its mistakes together. Keeps nothing between calls.</summary>
/// <param name="sections">The sections that others own.</param>
/// <param name="tools">The names of the tools in C#, which rules may use.</param>
/// <param name="platform">The words of the platform.</param>
internal sealed partial class RuleLoader(IEnumerable<RuleSection> sections, IEnumerable<string> tools, Platform platform)
{
    private readonly Dictionary<string, RuleSection> _sections = sections.ToDictionary(s => s.Name, StringComparer.Ordinal);
    private readonly HashSet<string> _tools = [.. tools];

    /// <summary>A loader without others' sections and tools.</summary>
    public RuleLoader(Platform platform)
        : this([], [], platform)
    {
    }

    /// <summary>Reads a folder. It never throws: what no reader foresaw is a mistake like any other, and keeps the folder out.</summary>
    public LoadResult Load(string folder)
    {
        try
        {
            return LoadFolder(folder);
        }
        catch (Exception e)
        {
            return new(null, [new RuleProblem("", 0, 0, ProblemSeverity.Error, "unreadable", $"The rules can't be read: {e.GetType().Name}: {e.Message}", "Take back what was changed last, bit by bit, until it is gone.")]);
        }
    }

    private LoadResult LoadFolder(string folder)
    {
        if (!Directory.Exists(folder))
            return new(null, [new RuleProblem("", 0, 0, ProblemSeverity.Error, "no-folder", $"The rules folder '{folder}' is not there.", "Set Bot:RulesPath to a folder with .yaml files (the project's own is 'rules').")]);
        var problems = new List<RuleProblem>(Ignored(folder));
        var files = new List<(string File, string Text)>();
        foreach (var path in FilesOf(folder))
        {
            var file = Path.GetRelativePath(folder, path).Replace('\\', '/');
            try
            {
                if (new FileInfo(path).Length > YamlFile.MaxBytes)
                    problems.Add(new RuleProblem(file, 0, 0, ProblemSeverity.Error, "too-large", $"The file is larger than {YamlFile.MaxBytes >> 20} MB.", "Split it."));
                else if (PlainText.Decode(File.ReadAllBytes(path), file, problems) is { } text) files.Add((file, text));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                problems.Add(new RuleProblem(file, 0, 0, ProblemSeverity.Error, "unreadable", $"The file can't be read: {e.Message}", "Make it readable for the bot's user."));
            }
        }

        if (files.Count == 0 && !problems.Exists(p => p.Severity == ProblemSeverity.Error))
            return new(null, [new RuleProblem("", 0, 0, ProblemSeverity.Error, "empty-folder", $"The rules folder '{folder}' holds no .yaml file.", "Add one, or set Bot:RulesPath to the right folder."), .. problems]);
        return Load(files, folder, problems);
    }

    /// <summary>Reads files that are given as texts.</summary>
    public LoadResult Load(IEnumerable<(string File, string Text)> files, string folder = "", List<RuleProblem>? problems = null)
    {
        problems ??= [];
        var parsed = new List<(string File, YamlMappingNode Root)>();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (file, text) in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(file));
            hash.AppendData(Encoding.UTF8.GetBytes(text));
            if (YamlFile.Read(text, file, problems) is { } root) parsed.Add((file, root));
        }

        var nodes = new Dictionary<string, List<(string File, YamlNode Node)>>(StringComparer.Ordinal);
        foreach (var (file, root) in parsed)
        {
            var section = new YamlSection(file, problems);
            foreach (var (key, keyNode, value) in section.Entries(root))
            {
                if (!RuleFileGrammar.File.Has(key) && !_sections.ContainsKey(key))
                {
                    section.UnknownKey(keyNode, key, "a rule file", [.. RuleFileGrammar.File.Names.Union(_sections.Keys)]);
                    continue;
                }

                if (!nodes.TryGetValue(key, out var list)) nodes[key] = list = [];
                list.Add((file, value));
            }
        }

        var reading = new BookReading(nodes, problems, folder, _tools, platform);
        reading.ReadLocale();
        var others = new Dictionary<string, IReadOnlyList<object>>(StringComparer.Ordinal);
        foreach (var (name, owner) in _sections)
        {
            others[name] = [.. reading.Of(name).Select(n => owner.Parse(new RuleSectionSource(n.Node, n.Section))).OfType<object>()];
        }

        var book = reading.Read(
            nodes.ToFrozenDictionary(n => n.Key, n => (IReadOnlyList<(string, YamlNode)>)n.Value, StringComparer.Ordinal),
            others.ToFrozenDictionary(StringComparer.Ordinal),
            [.. parsed.Select(p => p.File)],
            Convert.ToHexStringLower(hash.GetHashAndReset())[..12]);
        problems.Sort(static (a, b) => string.CompareOrdinal(a.File, b.File) is not 0 and var byFile ? byFile : a.Line != b.Line ? a.Line.CompareTo(b.Line) : a.Column.CompareTo(b.Column));
        return new(problems.Exists(p => p.Severity == ProblemSeverity.Error) ? null : book, problems) { Draft = book, UnusedWords = [.. reading.Words.Unused] };
    }

    /// <summary>The rule files of a folder, in the order of their paths. What lies in <c>knowledge/</c> is knowledge, also where it is YAML.</summary>
    public static IReadOnlyList<string> FilesOf(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(p => IsYaml(p) && IsRules(Path.GetRelativePath(folder, p).Split(Path.DirectorySeparatorChar)))
            .OrderBy(p => Path.GetRelativePath(folder, p).Replace('\\', '/'), StringComparer.Ordinal),
    ];

    /// <summary>Files that look as if they were meant as rules and are not read.</summary>
    private static IEnumerable<RuleProblem> Ignored(string folder) =>
        from path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        let file = Path.GetRelativePath(folder, path).Replace('\\', '/')
        where !IsYaml(path) && IsRules(file.Split('/')) && IsMeant(Path.GetFileName(path))
        orderby file
        select new RuleProblem(file, 0, 0, ProblemSeverity.Warning, "ignored-file", "The file is not read: its name does not end in .yaml.",
            $"Rename it to {Stem(Path.GetFileName(path))}.yaml if it holds rules; move it elsewhere if not.");

    private static bool IsYaml(string path) =>
        Path.GetExtension(path).Equals(".yaml", StringComparison.OrdinalIgnoreCase) || Path.GetExtension(path).Equals(".yml", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a file that is not read may be meant as rules. Copies that editors leave are not, nor what other sections name (CSV, iCal), nor Markdown.</summary>
    private static bool IsMeant(string name)
    {
        var extension = Path.GetExtension(name).ToLowerInvariant();
        if (name.EndsWith('~') || extension is ".bak" or ".old" or ".orig" or ".swp" or ".tmp" || name == "schema.json") return false;
        return extension is ".txt" or ".json" or ".toml" or ".yam" or ".ymal" or ".yalm" or ".doc" or ".docx" or ".rtf" or ".xls" or ".xlsx" || MaybeYaml().IsMatch(name);
    }

    private static string Stem(string name) => MaybeYaml().Match(name) is { Success: true } ending ? name[..ending.Index] : Path.GetFileNameWithoutExtension(name);

    [GeneratedRegex(@"[.．。]ya?ml(\b|_|[0-9])", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex MaybeYaml();

    private static bool IsRules(string[] parts) => parts[0] != "knowledge" && !parts.Any(part => part.StartsWith('.'));
}
