using System.Text;

namespace Weiyu.Text.Files;

/// <summary>What people's editors save: text in several encodings, tables with several separators.</summary>
public static class PlainText
{
    /// <summary>Decodes a file: UTF-8, UTF-16 with its mark, or GB18030 (what Excel writes in China); null with a problem when it is no text.</summary>
    /// <param name="bytes">What stands in the file.</param>
    /// <param name="name">What to call it in a problem.</param>
    /// <param name="problems">Gets a warning for GB18030, an error for what is no text.</param>
    public static string? Decode(byte[] bytes, string name, ICollection<FileProblem> problems)
    {
        if (bytes is [0xFF, 0xFE, ..]) return Encoding.Unicode.GetString(bytes.AsSpan(2));
        if (bytes is [0xFE, 0xFF, ..]) return Encoding.BigEndianUnicode.GetString(bytes.AsSpan(2));
        var zero = Array.IndexOf(bytes, (byte)0);
        if (zero >= 0)
        {
            problems.Add(Error(name, "not-text", $"This is no text: byte {zero} is zero.", "Keep pictures and documents elsewhere; what stands here is Markdown, CSV, YAML or plain text."));
            return null;
        }

        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes is [0xEF, 0xBB, 0xBF, ..] ? bytes.AsSpan(3) : bytes);
        }
        catch (DecoderFallbackException)
        {
            return DecodeChinese(bytes, name, problems);
        }
    }

    private static string? DecodeChinese(byte[] bytes, string name, ICollection<FileProblem> problems)
    {
        try
        {
            var encoding = CodePagesEncodingProvider.Instance.GetEncoding("GB18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;
            var text = encoding.GetString(bytes);
            if (!text.Any(c => c < ' ' && c is not ('\n' or '\r' or '\t')))
            {
                problems.Add(new FileProblem(name, 0, 0, ProblemSeverity.Warning, "not-utf8", "The file is not UTF-8; it was read as GB18030.", "Save it as UTF-8 (in Excel: CSV UTF-8)."));
                return text;
            }
        }
        catch (DecoderFallbackException)
        {
            // Neither: reported below.
        }

        problems.Add(Error(name, "not-text", "The file is neither UTF-8 nor GB18030 text.", "Save it as UTF-8."));
        return null;
    }

    /// <summary>The separator of a table, by its first line: a comma, a semicolon (Excel in much of Europe) or a tab.</summary>
    public static char SeparatorOf(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var first = text.AsSpan().TrimStart();
        var end = first.IndexOfAny('\r', '\n');
        if (end >= 0) first = first[..end];
        var (tabs, semicolons, commas) = (first.Count('\t'), first.Count(';'), first.Count(','));
        return tabs > Math.Max(semicolons, commas) ? '\t' : semicolons > commas ? ';' : ',';
    }

    private static FileProblem Error(string file, string code, string message, string cure) => new(file, 0, 0, ProblemSeverity.Error, code, message, cure);
}
