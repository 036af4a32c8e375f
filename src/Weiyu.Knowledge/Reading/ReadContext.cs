using Weiyu.Text.Files;

namespace Weiyu.Knowledge.Reading;

/// <summary>What the readers of the formats share: bounds, zone, and where entries and problems go.</summary>
internal sealed class ReadContext(string file, KnowledgeOptions options, TimeZoneInfo zone, List<FileProblem> problems)
{
    private const int MaxProblems = 50;
    private readonly HashSet<string> _anchors = new(StringComparer.Ordinal);
    private int _reported;

    /// <summary>The file, relative to the knowledge folder.</summary>
    public string File { get; } = file;

    /// <summary>The bounds.</summary>
    public KnowledgeOptions Options { get; } = options;

    /// <summary>The zone of dates.</summary>
    public TimeZoneInfo Zone { get; } = zone;

    /// <summary>What was read.</summary>
    public List<KnowledgeEntry> Entries { get; } = [];

    /// <summary>Whether the file holds as many passages as it may.</summary>
    public bool Full { get; private set; }

    /// <summary>Whether the file as a whole was refused.</summary>
    public bool Failed { get; private set; }

    /// <summary>Something was left out.</summary>
    public void Warn(int line, string code, string message, string cure)
    {
        if (_reported++ < MaxProblems) problems.Add(new FileProblem(File, line, 0, ProblemSeverity.Warning, code, message, cure));
    }

    /// <summary>The file cannot be used.</summary>
    public void Fail(int line, int column, string code, string message, string cure)
    {
        Failed = true;
        problems.Add(new FileProblem(File, line, column, ProblemSeverity.Error, code, message, cure));
    }

    /// <summary>Adds an entry unless the file is full.</summary>
    public void Add(KnowledgeEntry entry)
    {
        if (Entries.Count < Options.MaxPassagesPerFile)
        {
            Entries.Add(entry);
        }
        else if (!Full)
        {
            Full = true;
            Warn(entry.Line, "too-many-passages", $"The file has more than {Options.MaxPassagesPerFile:N0} passages; the rest is left out.", "Split it, or raise Knowledge:MaxPassagesPerFile.");
        }
    }

    /// <summary>An anchor that no other entry of the file has.</summary>
    public string Anchor(string wanted, string fallback)
    {
        var slug = Slug(wanted);
        if (slug.Length == 0) slug = fallback;
        var anchor = slug;
        for (var i = 2; !_anchors.Add(anchor); i++) anchor = $"{slug}-{i}";
        return anchor;
    }

    /// <summary>Letters and digits of a text, blanks as hyphens, as heading links have them.</summary>
    public static string Slug(string text)
    {
        var slug = new System.Text.StringBuilder(Math.Min(text.Length, 80));
        foreach (var c in text.Trim())
        {
            if (slug.Length >= 80) break;
            if (char.IsLetterOrDigit(c) || c is '_' or '.' or '/') slug.Append(char.ToLowerInvariant(c));
            else if ((char.IsWhiteSpace(c) || c == '-') && slug.Length > 0 && slug[^1] != '-') slug.Append('-');
        }

        return slug.ToString().TrimEnd('-');
    }

    /// <summary>At most 40 characters, for messages.</summary>
    public static string Shorten(string text) => text.Length <= 40 ? text : text[..39] + "…";
}
