using System.Text.RegularExpressions;

namespace Weiyu.Bot.Handlers.Llm.Guards;

/// <summary>Takes a model's thinking aloud and its control tokens out of its answer. (A separate reasoning field is never read at all.)</summary>
internal static partial class Reasoning
{
    private static readonly string[] Names = ["think", "thinking", "thought", "reasoning", "reflection", "analysis", "scratchpad"];

    // Thoughts between marks that are no tags.
    private static readonly (string Open, string Close)[] Marks =
    [
        ("◁think▷", "◁/think▷"), ("<|begin_of_thought|>", "<|end_of_thought|>"), ("[THINK]", "[/THINK]"), ("<seed:think>", "</seed:think>"), ("<｜begin▁of▁thinking｜>", "<｜end▁of▁thinking｜>"), ("<|thinking|>", "<|/thinking|>"),
    ];

    /// <summary>Removes thoughts: closed ones, one that never ends, and one whose beginning was swallowed. What follows a mark that ends the turn is nobody's answer.</summary>
    public static string Strip(string text)
    {
        text = Channel().Replace(text, "");
        foreach (var (open, close) in Marks) text = Between(text, open, close);
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

        text = Start().Replace(text, "");
        if (End().Match(text) is { Success: true } over) text = text[..over.Index];
        return Control().Replace(text, "").Trim();
    }

    private static string Between(string text, string open, string close)
    {
        int start;
        while ((start = text.IndexOf(open, StringComparison.OrdinalIgnoreCase)) >= 0)
        {
            var end = text.IndexOf(close, start, StringComparison.OrdinalIgnoreCase);
            text = end < 0 ? text[..start] : text.Remove(start, end + close.Length - start);
        }

        return text.LastIndexOf(close, StringComparison.OrdinalIgnoreCase) is >= 0 and var tail ? text[(tail + close.Length)..] : text;
    }

    private static bool IsTag(string text, int after) => after >= text.Length || text[after] is '>' or ' ' or '/' or '\n';

    [GeneratedRegex(@"<\|channel\|>\s*(analysis|commentary)[^|<]*(<\|message\|>[^|<]*)?(<\|(end|call|return)\|>)?", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Channel();

    /// <summary>The beginning of the model's own turn.</summary>
    [GeneratedRegex(@"^\s*(<\|im_start\|>\s*assistant|<\|start\|>\s*assistant|<start_of_turn>\s*model|<\|start_header_id\|>\s*assistant\s*<\|end_header_id\|>|<\|assistant\|>|<[|｜]Assistant[|｜]>|<s>)", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Start();

    /// <summary>Marks that end the turn, begin another's, or begin a call of a tool.</summary>
    [GeneratedRegex(@"<\|(im_end|endoftext|end_of_text|eot_id|eom_id|end_of_turn|return|im_start|start_header_id|user|system|eot|tool_calls?_section_begin|tool_call_begin|python_tag)\|>|</s>|<end_of_turn>|<start_of_turn>|<eos>|<[|｜](end▁of▁sentence|begin▁of▁sentence|User|tool▁|DSML)|\[TOOL_CALLS\]", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex End();

    [GeneratedRegex(@"<\|[a-z_0-9 ]{1,40}\|>(final|assistant)?|\[/?INST\]|<</?SYS>>|</?s>", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Control();
}
