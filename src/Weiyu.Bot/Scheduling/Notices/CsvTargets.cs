using CsvHelper;
using Weiyu.Client.Messages;

namespace Weiyu.Bot.Scheduling.Notices;

/// <summary>
/// Reads the targets of a CSV file: a line of column names, then one target a line. <c>topic</c> (or <c>group</c>, a group's uid) says where
/// to, <c>locale</c> the language; every other column is a variable of the texts.
/// </summary>
internal static class CsvTargets
{
    /// <summary>The most lines that are read.</summary>
    public const int MaxLines = 200_000;

    private static readonly string[] Reserved = ["topic", "group", "locale"];

    /// <summary>The names of the variables.</summary>
    /// <exception cref="InvalidDataException">There is no column that says where to.</exception>
    public static IReadOnlyList<string> Columns(string path)
    {
        using var csv = Open(path);
        return [.. Header(csv).Where(c => !Reserved.Contains(c, StringComparer.Ordinal))];
    }

    /// <summary>The targets; lines without a topic are passed over.</summary>
    /// <exception cref="InvalidDataException">There is no column that says where to.</exception>
    public static IEnumerable<NoticeTarget> Read(string path)
    {
        using var csv = Open(path);
        var header = Header(csv);
        for (var line = 0; line < MaxLines && csv.Read(); line++)
        {
            var (topic, locale) = ("", (string?)null);
            var vars = new Dictionary<string, string>(StringComparer.Ordinal);
            for (var i = 0; i < header.Length; i++)
            {
                var value = i < csv.FieldCount ? csv.GetString(i).Trim() : "";
                if (header[i] == "topic" && value.Length > 0) topic = value;
                else if (header[i] == "group" && value.Length > 0) topic = Topics.Group(value);
                else if (header[i] == "locale") locale = value.Length > 0 ? value : null;
                else if (value.Length > 0) vars[header[i]] = value;
            }

            if (Topics.TryParse(topic, out _)) yield return new NoticeTarget(topic, locale, vars.Count > 0 ? vars : null);
        }
    }

    private static string[] Header(CsvReader csv)
    {
        var names = csv.Headers.Select(h => h.Trim().TrimStart('\uFEFF')).ToArray();
        if (names.Length == 0) throw new InvalidDataException("it is empty");
        if (!names.Contains("topic", StringComparer.Ordinal) && !names.Contains("group", StringComparer.Ordinal)) throw new InvalidDataException("no column is named topic or group");
        return names;
    }

    private static CsvReader Open(string path) => CsvReader.FromFile(path, new CsvReaderOptions { IncludeValuesInExceptions = false });
}

/// <summary>Somebody that a notice goes to.</summary>
/// <param name="Topic">Of the thread.</param>
/// <param name="Locale">The language, where the audience says so.</param>
/// <param name="Vars">Variables of the texts.</param>
internal sealed record NoticeTarget(string Topic, string? Locale = null, IReadOnlyDictionary<string, string>? Vars = null);
