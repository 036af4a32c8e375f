using Weiyu.Text.Files;

namespace Weiyu.Knowledge.Reading;

/// <summary>The files of a knowledge folder.</summary>
/// <param name="path">Absolute.</param>
/// <param name="options">Bounds.</param>
/// <param name="screen">Says why a passage may not be used; null: none is screened.</param>
internal sealed class KnowledgeFolder(string path, KnowledgeOptions options, Func<string, string?>? screen = null)
{
    private static readonly string[] Extensions = [".md", ".markdown", ".csv", ".tsv", ".yaml", ".yml", ".txt"];
    private readonly TimeZoneInfo _zone = TimeZoneInfo.TryFindSystemTimeZoneById(options.TimeZone, out var zone) ? zone : TimeZoneInfo.Utc;

    /// <summary>The file of a folder's own synonyms.</summary>
    public const string SynonymsFile = "synonyms.yaml";

    /// <summary>The file that overrides what the bot itself says around answers.</summary>
    public const string TextsFile = "texts.yaml";

    /// <summary>Where it is.</summary>
    public string Path { get; } = path;

    /// <summary>
    /// The files to index, by name. Not indexed: names that begin with <c>_</c> or <c>.</c> (folders too), <c>README.md</c>, <c>eval.csv</c> and <c>*.eval.csv</c>,
    /// <c>synonyms.yaml</c>, <c>texts.yaml</c>, and other extensions than Markdown, CSV, TSV, YAML and text. Links are followed (<see cref="FolderWalk"/>).
    /// </summary>
    public IReadOnlyList<string> List(List<FileProblem> problems)
    {
        if (!Directory.Exists(Path)) return [];
        var walk = new FolderWalk(Path, IsIndexed);
        // A link that should lead to a file is listed too: reading it tells what is wrong, and what was indexed of it before stays.
        var names = walk.Files.Concat(walk.Broken.Where(IsIndexed)).Order(StringComparer.Ordinal).ToList();
        problems.AddRange(walk.Broken.Where(b => System.IO.Path.GetExtension(b).Length == 0).Select(SourceFile.BrokenLink));
        if (names.Count <= options.MaxFiles) return names;
        problems.Add(new FileProblem("", 0, 0, ProblemSeverity.Error, "too-many-files", $"The knowledge folder has more than {options.MaxFiles:N0} files; the rest is left out.", "Put several topics into a file, or raise Knowledge:MaxFiles."));
        return names[..options.MaxFiles];
    }

    /// <summary>Whether a file is knowledge.</summary>
    public static bool IsIndexed(string name)
    {
        var parts = name.Split('/');
        var last = parts[^1];
        return !parts.Any(p => p.StartsWith('_') || p.StartsWith('.'))
            && Extensions.Contains(System.IO.Path.GetExtension(last), StringComparer.OrdinalIgnoreCase)
            && !last.StartsWith("README.", StringComparison.OrdinalIgnoreCase)
            && !last.Equals("eval.csv", StringComparison.OrdinalIgnoreCase)
            && !last.EndsWith(".eval.csv", StringComparison.OrdinalIgnoreCase)
            && !(parts.Length == 1 && last is SynonymsFile or TextsFile);
    }

    /// <summary>A file's bytes and their hash; null with a problem.</summary>
    public byte[]? ReadBytes(string name, List<FileProblem> problems, out string hash) =>
        SourceFile.ReadBytes(System.IO.Path.Combine(Path, name), name, options.MaxFileBytes, problems, out hash);

    /// <summary>What a file says; null with a problem when it cannot be used at all.</summary>
    public IReadOnlyList<KnowledgeEntry>? Read(string name, byte[] bytes, List<FileProblem> problems)
    {
        if (PlainText.Decode(bytes, name, problems) is not { } text) return null;
        var context = new ReadContext(name, options, _zone, problems);
        text = HiddenText.Remove(text, context);
        switch (System.IO.Path.GetExtension(name).ToLowerInvariant())
        {
            case ".md" or ".markdown":
                MarkdownReader.Read(text, context);
                break;
            case ".csv" or ".tsv":
                QuestionTable.Read(text, context);
                break;
            case ".yaml" or ".yml":
                QuestionList.Read(text, context);
                break;
            default:
                PlainTextReader.Read(text, context);
                break;
        }

        return context.Failed ? null : Screened(context);
    }

    /// <summary>The entries that may be used. The others are in quarantine: they are found by nobody until their file is changed.</summary>
    private List<KnowledgeEntry> Screened(ReadContext context)
    {
        if (screen is null) return context.Entries;
        return context.Entries.FindAll(entry =>
        {
            if (screen($"{entry.Title}\n{string.Join('\n', entry.Questions)}\n{entry.Text}\n{entry.Answer}") is not { } why) return true;
            context.Warn(entry.Line, "quarantined", $"'{ReadContext.Shorten(entry.Title)}' is left out: {why}.",
                "Take the sentence out if it is not yours. If it is: word it for visitors, or declare the address in a rule file or in Llm:AllowedHosts.");
            return false;
        });
    }

    /// <summary>The folder's own groups of synonyms, a line each; empty without the file.</summary>
    public IReadOnlyList<string> ReadSynonyms(List<FileProblem> problems) => SynonymsReader.Read(Path, options, problems);

    /// <summary>The folder's own words around answers (<c>offer.zh</c> and so on); empty without the file.</summary>
    public IReadOnlyDictionary<string, string> ReadTexts(List<FileProblem> problems) => TextsReader.Read(Path, options, problems);
}
