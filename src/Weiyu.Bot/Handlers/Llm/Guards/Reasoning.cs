using System.Text.RegularExpressions;

namespace Weiyu.Bot.Handlers.Llm.Guards;

/// <summary>Takes a model's thinking aloud and its control tokens out of its answer. (A separate reasoning field is never read at all.)</summary>
internal static partial class Reasoning
{
    private static readonly string[] Names = ["think", "thinking", "thought", "reasoning", "reflection", "analysis", "scratchpad"];

    /// <summary>Removes thoughts: closed ones, one that never ends, and one whose beginning was swallowed.</summary>
    public static string Strip(string text)
    {
        text = Channel().Replace(text, "");
        foreach (var name in Names)
        {
            int open;
            while ((open = text.IndexOf($"<{name}", StringComparison.OrdinalIgnoreCase)) >= 0 && IsTag(text, open + name.Length + 1))
            {
                var close = text.IndexOf($"</{name}", open, StringComparison.OrdinalIgnoreCase);
                var end = close < 0 ? -1 : text.IndexOf('>', close);
                text = end < 0 ? text[..open] : text.Remove(open, end + 1 - open);
            }

            if (text.LastIndexOf($"</{name}>", StringComparison.OrdinalIgnoreCase) is >= 0 and var tail) text = text[(tail + name.Length + 3)..];
        }

        return Control().Replace(text, "").Trim();
    }

    private static bool IsTag(string text, int after) => after >= text.Length || text[after] is '>' or ' ' or '/' or '\n';

    [GeneratedRegex(@"<\|channel\|>\s*(analysis|commentary)[^|<]*(<\|message\|>[^|<]*)?(<\|(end|call|return)\|>)?", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Channel();

    [GeneratedRegex(@"<\|[a-z_0-9 ]{1,40}\|>(final|assistant)?|\[/?INST\]|<</?SYS>>|</?s>", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Control();
}
