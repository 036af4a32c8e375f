using System.Text;
using CsvHelper;
using Weiyu.Text.Files;
using Weiyu.Text.Languages;

namespace Weiyu.Knowledge.Reading;

/// <summary>
/// A table of questions and answers. The first row names the columns, in English or Chinese: question, variants (separated by <c>|</c>), answer,
/// and optionally id, language, tags, from, until; <c>question_en</c> and <c>answer_en</c> give them by language.
/// </summary>
internal static class QuestionTable
{
    private const int MaxColumns = 64;
    private const int MaxRowBytes = 64 * 1024;

    /// <summary>Reads a file's text.</summary>
    public static void Read(string text, ReadContext context)
    {
        var options = new CsvReaderOptions
        {
            Separator = PlainText.SeparatorOf(text),
            TrimWhitespace = true,
            MaxRecordSize = MaxRowBytes,
            TrackLineNumbers = true,
            OnMalformedRecord = record => Report(record, context),
        };
        try
        {
            // Bytes, not a string: the bound on a row is checked only when the reader grows a buffer of its own.
            using var csv = CsvReader.Create(new MemoryStream(Encoding.UTF8.GetBytes(text)), options);
            csv.ReadHeader();
            string[] header = [.. csv.Headers];
            if (header.Length == 0 || !Check(header, context)) return;
            while (!context.Full && csv.Read() && !context.Failed) ReadRow([.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)], (int)csv.LineNumber, header, context);
        }
        catch (CsvFormatException e)
        {
            context.Fail((int)e.LineNumber, 0, "bad-csv", "A row cannot be read: it is longer than 64 KiB, or a quote is not closed.", Cure);
        }
    }

    private const string Cure = "Close every quote, and write a quote inside a quoted field twice.";

    private static void Report(CsvMalformedRecord record, ReadContext context)
    {
        var line = (int)record.LineNumber;
        if (record.Reason == CsvMalformedReason.UnterminatedQuote) context.Fail(line, 0, "bad-csv", "A quote that is opened in this row is never closed.", Cure);
        else context.Warn(line, "stray-quote", "A quote stands where none belongs.", Cure);
    }

    private static bool Check(string[] header, ReadContext context)
    {
        if (header.Length > MaxColumns)
        {
            context.Fail(1, 0, "bad-csv", $"The table has {header.Length} columns; the most is {MaxColumns}.", "Keep one question and its answer in a row.");
            return false;
        }

        foreach (var (names, what) in new[] { (FieldNames.Question, "question (问题)"), (FieldNames.Answer, "answer (答案)") })
        {
            if (header.Any(h => IsColumn(h, names))) continue;
            context.Fail(1, 0, "missing-column", $"The table has no column {what}; it has: {ReadContext.Shorten(string.Join(", ", header))}.",
                "Name the columns in the first row: question, answer; optionally variants, id, language, tags, from, until.");
            return false;
        }

        return true;
    }

    private static bool IsColumn(string header, string[] names) => names.Any(n =>
        header.Equals(n, StringComparison.OrdinalIgnoreCase) || header.StartsWith(n + "_", StringComparison.OrdinalIgnoreCase));

    private static void ReadRow(string[] fields, int line, string[] header, ReadContext context)
    {
        if (fields.Length > header.Length)
        {
            context.Warn(line, "bad-row", $"The row has {fields.Length} fields, the header {header.Length}; the row is left out.", "Put quotes around a field that holds a comma.");
            return;
        }

        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < fields.Length; i++) values[header[i]] = fields[i];
        if (values.Values.All(string.IsNullOrWhiteSpace)) return;
        var said = EntryDefaults.Read(values, EntryDefaults.None, context, line);
        var questions = ByLocale(values, FieldNames.Question).Concat(ByLocale(values, FieldNames.Variants))
            .SelectMany(v => SplitVariants(v.Text).Select(q => new LocalizedText(v.Locale, q))).ToList();
        var answers = ByLocale(values, FieldNames.Answer).ToList();
        QuestionAnswer.Add(context, new QuestionAnswer(EntryDefaults.Get(values, FieldNames.Id), questions, answers, said, line));
    }

    private static IEnumerable<LocalizedText> ByLocale(Dictionary<string, string> values, string[] names)
    {
        foreach (var (name, value) in values)
        {
            if (string.IsNullOrWhiteSpace(value)) continue;
            if (names.Contains(name, StringComparer.OrdinalIgnoreCase)) yield return new LocalizedText(null, value.Trim());
            else if (IsColumn(name, names)) yield return new LocalizedText(LanguageCodes.ParseOrKeep(name[(name.LastIndexOf('_') + 1)..]), value.Trim());
        }
    }

    private static string[] SplitVariants(string text) => text.Split(['|', '\n', '｜'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
