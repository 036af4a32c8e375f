using System.Security.Cryptography;
using System.Text;
using Weiyu.Bot.Handlers.Rules;

namespace Weiyu.Bot.Handlers.Knowledge.Reading;

/// <summary>A file of the knowledge folder: its text and the hash of its bytes.</summary>
/// <param name="Name">Relative to the knowledge folder, with forward slashes.</param>
/// <param name="Text">What stands in it.</param>
/// <param name="Hash">SHA-256 of its bytes, hex.</param>
internal sealed record SourceFile(string Name, string Text, string Hash)
{
    /// <summary>The hash of a file's bytes, or null with a problem when it is too large or cannot be read.</summary>
    public static byte[]? ReadBytes(string path, string name, int maxBytes, List<RuleProblem> problems, out string hash)
    {
        hash = "";
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (stream.Length > maxBytes)
            {
                problems.Add(Error(name, "file-too-large", $"The file has {stream.Length:N0} bytes; the most is {maxBytes:N0}.",
                    "Split it by topic, or raise Knowledge:MaxFileBytes."));
                return null;
            }

            // The file may grow while it is read: the bound is on what is taken, not on what was promised.
            var bytes = new byte[(int)stream.Length];
            var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (read < bytes.Length) Array.Resize(ref bytes, read);
            hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(Error(name, "file-unreadable", $"The file cannot be read: {e.GetType().Name}.", "Check that it exists and that the bot's user may read it."));
            return null;
        }
    }

    /// <summary>Decodes a file: UTF-8, UTF-16 with its mark, or GB18030 (what Excel writes in China); null with a problem when it is no text.</summary>
    public static string? Decode(byte[] bytes, string name, List<RuleProblem> problems)
    {
        if (bytes is [0xFF, 0xFE, ..]) return Encoding.Unicode.GetString(bytes.AsSpan(2));
        if (bytes is [0xFE, 0xFF, ..]) return Encoding.BigEndianUnicode.GetString(bytes.AsSpan(2));
        var zero = Array.IndexOf(bytes, (byte)0);
        if (zero >= 0)
        {
            problems.Add(Error(name, "not-text", $"This is no text: byte {zero} is zero.", "Keep pictures and documents elsewhere; knowledge is Markdown, CSV, YAML or plain text."));
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

    private static string? DecodeChinese(byte[] bytes, string name, List<RuleProblem> problems)
    {
        try
        {
            var encoding = CodePagesEncodingProvider.Instance.GetEncoding("GB18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;
            var text = encoding.GetString(bytes);
            if (!text.Any(c => c < ' ' && c is not ('\n' or '\r' or '\t')))
            {
                problems.Add(new RuleProblem(name, 0, 0, ProblemSeverity.Warning, "not-utf8", "The file is not UTF-8; it was read as GB18030.", "Save it as UTF-8 (in Excel: CSV UTF-8)."));
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

    private static RuleProblem Error(string file, string code, string message, string cure) => new(file, 0, 0, ProblemSeverity.Error, code, message, cure);
}
