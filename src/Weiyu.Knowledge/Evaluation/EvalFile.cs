using System.Text;
using CsvHelper;
using Weiyu.Knowledge.Reading;
using Weiyu.Text.Files;
using Weiyu.Text.Languages;

namespace Weiyu.Knowledge.Evaluation;

/// <summary>A question and where its answer stands.</summary>
/// <param name="Line">Where it stands in the eval file.</param>
/// <param name="Question">As a visitor would write it.</param>
/// <param name="Expected">Sources of which any will do; empty: nothing answers it.</param>
/// <param name="Locale">The visitor's language; null: that of the question.</param>
public sealed record EvalCase(int Line, string Question, IReadOnlyList<string> Expected, string? Locale)
{
    /// <summary>Whether the knowledge has an answer.</summary>
    public bool InScope => Expected.Count > 0;

    /// <summary>
    /// Whether a passage is expected. An expectation may be the source, the id, the file (with or without folders and extension), what follows <c>#</c>,
    /// or the heading or question itself.
    /// </summary>
    public bool Accepts(Passage passage) => Expected.Any(e => Accepts(passage, e));

    private static bool Accepts(Passage passage, string expected)
    {
        var wanted = Trim(expected);
        var file = passage.Source.Split('#')[0];
        var anchor = passage.Source.Length > file.Length ? passage.Source[(file.Length + 1)..] : "";
        var name = file.Split('/')[^1];
        string?[] names = [passage.Source, passage.Id, file, WithoutExtension(file), name, WithoutExtension(name), $"{name}#{anchor}", $"{WithoutExtension(name)}#{anchor}", $"{WithoutExtension(file)}#{anchor}", anchor, passage.Title, passage.Question];
        if (names.Any(n => n is not null && Same(n, wanted))) return true;
        var hash = wanted.IndexOf('#', StringComparison.Ordinal);
        if (hash < 0) return ReadContext.Slug(wanted) is { Length: > 0 } slug && (Same(anchor, slug) || Same(LastHeading(passage), wanted));
        var wantedFile = wanted[..hash];
        var fileFits = new[] { file, WithoutExtension(file), name, WithoutExtension(name) }.Any(n => Same(n, wantedFile));
        return fileFits && (Same(anchor, ReadContext.Slug(wanted[(hash + 1)..])) || Same(LastHeading(passage), wanted[(hash + 1)..]));
    }

    private static string Trim(string expected)
    {
        var path = expected.Trim().Replace('\\', '/');
        foreach (var prefix in (string[])["./", "rules/", "knowledge/"])
        {
            if (path.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) path = path[prefix.Length..];
        }

        return path;
    }

    private static string LastHeading(Passage passage) => passage.Title.Split(" › ")[^1];

    private static string WithoutExtension(string file) => Path.ChangeExtension(file, null);

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Reads eval files: a CSV table of question, expected source (or <c>none</c>; several separated by <c>|</c>) and, if wanted, locale.</summary>
public static class EvalFile
{
    private static readonly string[] QuestionNames = ["question", "q", "问题", "query", "text"];
    private static readonly string[] ExpectedNames = ["expected", "expected_source", "expected source", "source", "answer", "期望", "来源"];
    private static readonly string[] None = ["none", "-", "无", "out", "oos", ""];

    /// <summary>The most questions of a file.</summary>
    public const int MaxCases = 100_000;

    /// <summary>The cases; problems name rows that could not be used.</summary>
    public static IReadOnlyList<EvalCase> Read(string path, List<FileProblem> problems)
    {
        var name = Path.GetFileName(path);
        if (SourceFile.ReadBytes(path, name, 64 * 1024 * 1024, problems, out _) is not { } bytes || PlainText.Decode(bytes, name, problems) is not { } text) return [];
        var cases = new List<EvalCase>();
        int question = 0, expected = 1, locale = 2;
        try
        {
            using var csv = CsvHelper.CsvReader.Create(new MemoryStream(Encoding.UTF8.GetBytes(text)),
                new CsvReaderOptions { HasHeader = false, Separator = PlainText.SeparatorOf(text), TrimWhitespace = true, TrackLineNumbers = true, MaxRecordSize = 64 * 1024 });
            while (csv.Read() && cases.Count < MaxCases)
            {
                var line = (int)csv.LineNumber;
                string[] fields = [.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)];
                if (cases.Count == 0 && fields.Any(f => QuestionNames.Contains(f, StringComparer.OrdinalIgnoreCase)))
                {
                    question = Array.FindIndex(fields, f => QuestionNames.Contains(f, StringComparer.OrdinalIgnoreCase));
                    expected = Array.FindIndex(fields, f => ExpectedNames.Contains(f, StringComparer.OrdinalIgnoreCase));
                    locale = Array.FindIndex(fields, f => FieldNames.Locale.Contains(f, StringComparer.OrdinalIgnoreCase));
                    if (expected < 0) problems.Add(Problem(name, line, "The table has no column expected.", "Name the columns: question, expected, locale."));
                    continue;
                }

                if (question >= fields.Length || fields[question].Length == 0 || fields[question].StartsWith('#')) continue;
                if (expected < 0 || expected >= fields.Length)
                {
                    problems.Add(Problem(name, line, "A question has no expected source.", "Write the source, or none."));
                    continue;
                }

                string[] sources = [.. fields[expected].Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(s => !None.Contains(s, StringComparer.OrdinalIgnoreCase))];
                var language = locale >= 0 && locale < fields.Length && fields[locale].Length > 0 ? LanguageCodes.ParseOrKeep(fields[locale]) : null;
                cases.Add(new EvalCase(line, fields[question], sources, language));
            }
        }
        catch (CsvFormatException e)
        {
            problems.Add(Problem(name, (int)e.LineNumber, "A row cannot be read.", "Close every quote."));
        }

        return cases;
    }

    private static FileProblem Problem(string file, int line, string message, string cure) => new(file, line, 0, ProblemSeverity.Error, "bad-eval", message, cure);
}
