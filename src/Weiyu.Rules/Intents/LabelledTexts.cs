using System.Text;
using CsvHelper;
using Weiyu.Text.Files;

namespace Weiyu.Rules.Intents;

/// <summary>Reads <c>text,label</c> files: CSV with a header, quoted fields; further columns do not matter.</summary>
internal static class LabelledTexts
{
    private static readonly string[] LabelNames = ["label", "category", "intent"];

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is no CSV, or has no column <c>text</c> or <c>label</c> (<c>category</c>, <c>intent</c>).</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static List<(string Label, string Text)> Read(string path)
    {
        var name = Path.GetFileName(path);
        var problems = new List<RuleProblem>();
        if (PlainText.Decode(File.ReadAllBytes(path), name, problems) is not { } text) throw new InvalidDataException($"{name}: {problems[0].Message} {problems[0].Cure}");
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return Read(stream, name);
    }

    /// <summary>Reads UTF-8.</summary>
    /// <param name="stream">The CSV.</param>
    /// <param name="name">What error messages call it.</param>
    public static List<(string Label, string Text)> Read(Stream stream, string name)
    {
        try
        {
            using var csv = CsvReader.Create(stream, new CsvReaderOptions { HasHeader = false, MaxRecordSize = 1024 * 1024 });
            if (!csv.Read()) throw new InvalidDataException($"{name} is empty; expected the header text,label.");
            var header = Fields(csv).ConvertAll(field => field.Trim('\uFEFF', ' ', '"').ToLowerInvariant());
            var (text, label) = (header.IndexOf("text"), header.FindIndex(column => LabelNames.Contains(column)));
            if (text < 0 || label < 0) throw new InvalidDataException($"{name} has the columns {string.Join(", ", header)}; expected text and label.");
            var rows = new List<(string, string)>();
            while (csv.Read())
            {
                var fields = Fields(csv);
                if (fields.Count <= Math.Max(text, label) || fields[text].Length == 0 || fields[label].Length == 0) continue;
                rows.Add((fields[label].Trim(), fields[text]));
            }

            return rows;
        }
        catch (CsvFormatException e)
        {
            throw new InvalidDataException($"{name} is no CSV: {e.Message}", e);
        }
    }

    private static List<string> Fields(CsvReader csv) => [.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)];
}
