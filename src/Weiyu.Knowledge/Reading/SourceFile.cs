using System.Security.Cryptography;
using Weiyu.Text.Files;

namespace Weiyu.Knowledge.Reading;

/// <summary>A file of the knowledge folder: its text and the hash of its bytes.</summary>
/// <param name="Name">Relative to the knowledge folder, with forward slashes.</param>
/// <param name="Text">What stands in it.</param>
/// <param name="Hash">SHA-256 of its bytes, hex.</param>
internal sealed record SourceFile(string Name, string Text, string Hash)
{
    /// <summary>The hash of a file's bytes, or null with a problem when it is too large or cannot be read.</summary>
    public static byte[]? ReadBytes(string path, string name, int maxBytes, List<FileProblem> problems, out string hash)
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
        catch (Exception e) when (e is IOException && FolderWalk.IsBroken(path))
        {
            problems.Add(BrokenLink(name));
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(Error(name, "file-unreadable", $"The file cannot be read: {e.GetType().Name}.", "Check that it exists and that the bot's user may read it."));
            return null;
        }
    }

    /// <summary>A link leads to nowhere.</summary>
    public static FileProblem BrokenLink(string name) => Error(name, "broken-link", "The link leads to nowhere.", "Mend it, or delete it.");

    private static FileProblem Error(string file, string code, string message, string cure) => new(file, 0, 0, ProblemSeverity.Error, code, message, cure);
}
