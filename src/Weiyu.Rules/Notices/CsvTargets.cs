using System.Globalization;
using System.Text;
using CsvHelper;
using Weiyu.Rules.Grammar;
using Weiyu.Text.Files;
using Weiyu.Text.Folding;

namespace Weiyu.Rules.Notices;

/// <summary>
/// Reads the targets of a CSV file: a line of column names, then one target a line. <c>topic</c> (or <c>group</c>, a group's uid) says where
/// to, <c>locale</c> the language; every other column is a variable of the texts. A line that nobody can be reached by is a target with a
/// problem, so that it stands in the ledger. Encoding and separator are what Excel saves (<see cref="PlainText"/>).
/// </summary>
internal static class CsvTargets
{
    /// <summary>The most lines that are read.</summary>
    public const int MaxLines = 200_000;

    /// <summary>The largest file that is read, in bytes.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    private const int MaxRecord = 64 * 1024;
    private const int MaxShown = 60;

    private static readonly string[] Reserved = ["topic", "group", "locale"];

    /// <summary>The names of the variables.</summary>
    /// <param name="path">The file.</param>
    /// <param name="problems">Where it is noted that the file is not UTF-8.</param>
    /// <exception cref="InvalidDataException">It is no such table.</exception>
    public static IReadOnlyList<string> Columns(string path, List<RuleProblem> problems)
    {
        using var csv = Open(path, problems);
        // Spreadsheets begin names with capitals; templates may write them small.
        return [.. Header(csv, Path.GetFileName(path)).Where(c => !Reserved.Contains(c, StringComparer.Ordinal)).SelectMany(c => new[] { c, c.ToLowerInvariant() }).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The targets in the order of the lines; empty lines are passed over.</summary>
    /// <exception cref="InvalidDataException">It is no such table, or is damaged from some line on.</exception>
    public static IEnumerable<NoticeTarget> Read(string path, Platform platform)
    {
        using var csv = Open(path, []);
        var header = Header(csv, Path.GetFileName(path));
        var lines = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var count = 0; Next(csv, Path.GetFileName(path)); count++)
        {
            var line = csv.LineNumber;
            if (count == MaxLines)
            {
                yield return Unreachable(line, string.Create(CultureInfo.InvariantCulture, $"this line and those after it were not read: the file has more than {MaxLines:N0}"));
                yield break;
            }

            if (Target(csv, header, line, platform) is not { } target) continue;
            if (target.Problem is not null || lines.TryAdd(target.Topic, line)) yield return target;
            else yield return Unreachable(line, $"line {lines[target.Topic]} goes to '{Shown(target.Topic)}' already");
        }
    }

    private static NoticeTarget? Target(CsvReader csv, string[] header, long line, Platform platform)
    {
        var (topic, locale) = ("", (string?)null);
        var vars = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < header.Length; i++)
        {
            var value = i < csv.FieldCount ? csv.GetString(i) : "";
            if (header[i] == "topic" && value.Length > 0) topic = value;
            else if (header[i] == "group" && value.Length > 0) topic = platform.GroupTopic(value);
            else if (header[i] == "locale") locale = value.Length > 0 ? value : null;
            else if (value.Length > 0) vars[header[i]] = value;
        }

        foreach (var (name, value) in vars.ToList())
        {
            vars.TryAdd(name.ToLowerInvariant(), value);
        }

        // What stands in the wrong column would be said to the wrong person.
        if (csv.FieldCount > header.Length && Enumerable.Range(header.Length, csv.FieldCount - header.Length).Any(i => csv.GetString(i).Length > 0))
            return Unreachable(line, string.Create(CultureInfo.InvariantCulture, $"it has {csv.FieldCount} fields, the first line {header.Length}: put quotes around a field that holds the separator"));
        if (csv.FieldCount < header.Length && header[csv.FieldCount..].Any(h => h.Length > 0 && !Reserved.Contains(h, StringComparer.Ordinal)) && (topic.Length > 0 || vars.Count > 0))
            return Unreachable(line, string.Create(CultureInfo.InvariantCulture, $"it has {csv.FieldCount} fields, the first line {header.Length}: {string.Join(", ", header[csv.FieldCount..])} is missing"));
        if (topic.Length == 0) return vars.Count == 0 ? null : Unreachable(line, "it does not say where to");
        return platform.IsTopic(topic) ? new NoticeTarget(topic, locale, vars.Count > 0 ? vars : null) : Unreachable(line, $"'{Shown(topic)}' is no topic");
    }

    private static NoticeTarget Unreachable(long line, string problem) => new(string.Create(CultureInfo.InvariantCulture, $"line {line}")) { Problem = problem };

    private static string Shown(string text) => text.Length <= MaxShown ? text : text[..MaxShown] + "…";

    private static bool Next(CsvReader csv, string name)
    {
        try
        {
            return csv.Read();
        }
        catch (CsvFormatException e)
        {
            throw Damaged(name, e);
        }
    }

    private static string[] Header(CsvReader csv, string name)
    {
        try
        {
            string[] names = [.. csv.Headers.Select(NameOf)];
            if (names.Length == 0) throw Bad(name, "it is empty");
            if (names.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Key.Length > 0 && g.Count() > 1) is { } twice) throw Bad(name, $"two columns are named {twice.Key}");
            if (!names.Contains("topic", StringComparer.Ordinal) && !names.Contains("group", StringComparer.Ordinal)) throw Bad(name, $"no column is named topic or group; its columns are {Shown(string.Join(", ", names))}");
            return names;
        }
        catch (CsvFormatException e)
        {
            throw Damaged(name, e);
        }
    }

    /// <summary>A column's name: the fixed ones in any case, as spreadsheets and phones write them.</summary>
    private static string NameOf(string written)
    {
        var name = CompatibilityForms.Fold(written).Trim().Trim('\uFEFF');
        return Reserved.FirstOrDefault(r => r.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? name;
    }

    private static InvalidDataException Damaged(string name, CsvFormatException e) => Bad(name, $"line {e.LineNumber} is longer than {MaxRecord / 1024} KiB, or a quote before it is not closed", e);

    private static InvalidDataException Bad(string name, string why, Exception? inner = null) => new($"{name} can't be read: {why}.", inner);

    private static CsvReader Open(string path, List<RuleProblem> problems)
    {
        var name = Path.GetFileName(path);
        if (new FileInfo(path).Length > MaxBytes) throw Bad(name, $"it is larger than {MaxBytes >> 20} MB");
        if (PlainText.Decode(File.ReadAllBytes(path), name, problems) is not { } text) throw Bad(name, "it is no text (UTF-8, UTF-16 or GB18030)");
        // Bytes, not a string: the bound on a record is checked only when the reader grows a buffer of its own.
        return CsvReader.Create(new MemoryStream(Encoding.UTF8.GetBytes(text)), new CsvReaderOptions
        {
            Separator = PlainText.SeparatorOf(text), TrimWhitespace = true, TrackLineNumbers = true, MaxRecordSize = MaxRecord, IncludeValuesInExceptions = false,
            // The reader would take the rest of the file for one field, and nobody in it would get anything.
            OnMalformedRecord = record =>
            {
                if (record.Reason == CsvMalformedReason.UnterminatedQuote) throw Bad(name, string.Create(CultureInfo.InvariantCulture, $"a quote that is opened in line {record.LineNumber} is never closed"));
            },
        });
    }
}

/// <summary>Somebody that a notice goes to.</summary>
/// <param name="Topic">Of the thread; for one with a problem, where it stands.</param>
/// <param name="Locale">The language, where the audience says so.</param>
/// <param name="Vars">Variables of the texts.</param>
internal sealed record NoticeTarget(string Topic, string? Locale = null, IReadOnlyDictionary<string, string>? Vars = null)
{
    /// <summary>Why it can't be reached; null for all others.</summary>
    public string? Problem { get; init; }
}
