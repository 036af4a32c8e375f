using System.Text;
using System.Text.RegularExpressions;
using Weiyu.Text.Folding;

namespace Weiyu.Bot.Handlers.Llm.Guards;

/// <summary>
/// Notices when a reply gives away what the model was told: the canary, a long run of characters in common with the instructions that stands
/// in no passage, a word of a line that the persona itself calls confidential, talk about a system prompt; also when it is reversed, spelled out
/// or in Base64.
/// </summary>
internal sealed partial class LeakGuard
{
    private const int Shingle = 8;
    private const double LongRun = 18;

    private readonly string _canary;
    private readonly HashSet<string> _shingles = [];
    private readonly HashSet<string> _confidential = [];

    /// <summary>A guard of these instructions.</summary>
    /// <param name="instructions">The system prompt: persona and rules, without passages.</param>
    /// <param name="canary">A word that stands in it and nowhere else.</param>
    public LeakGuard(string instructions, string canary)
    {
        _canary = Letters(canary);
        foreach (var shingle in Shingles(Letters(instructions))) _shingles.Add(shingle);
        foreach (var line in instructions.Split('\n', '。'))
        {
            if (!Confidential().IsMatch(line)) continue;
            foreach (var word in CodeWord().EnumerateMatches(line)) _confidential.Add(Letters(line.Substring(word.Index, word.Length)));
        }
    }

    /// <summary>What a reply gives away, in words; null when nothing.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="open">What visitors may read: passages, tool results, the conversation.</param>
    public string? Leak(string reply, string open)
    {
        if (Talk().IsMatch(reply)) return "talks about its instructions";
        var said = Letters(reply);
        if (Find(said, Letters(open)) is { } leak) return leak;
        var reversed = said.ToCharArray();
        Array.Reverse(reversed);
        if (Find(new string(reversed), "") is { } backwards) return backwards;
        foreach (var match in Encoded().EnumerateMatches(reply))
        {
            var bytes = new byte[match.Length + 4];
            var candidate = reply.Substring(match.Index, match.Length).TrimEnd('=');
            candidate = candidate.PadRight((candidate.Length + 3) / 4 * 4, '=');
            if (Convert.TryFromBase64String(candidate, bytes, out var written) && Find(Letters(Encoding.UTF8.GetString(bytes, 0, written)), "") is { } encoded) return encoded;
        }

        return null;
    }

    private string? Find(string said, string open)
    {
        if (_canary.Length > 0 && said.Contains(_canary, StringComparison.Ordinal)) return "the canary";
        foreach (var word in _confidential)
        {
            if (said.Contains(word, StringComparison.Ordinal) && !open.Contains(word, StringComparison.Ordinal)) return "a confidential word";
        }

        // A run of shingles in common is a run of characters in common.
        var allowed = new HashSet<string>(Shingles(open));
        double run = 0;
        for (var i = 0; i + Shingle <= said.Length; i++)
        {
            var shingle = said.Substring(i, Shingle);
            if (_shingles.Contains(shingle) && !allowed.Contains(shingle))
            {
                run += run == 0 ? said.AsSpan(i, Shingle).ToArray().Sum(Weight) : Weight(said[i + Shingle - 1]);
                if (run >= LongRun) return "a part of its instructions";
            }
            else
            {
                run = 0;
            }
        }

        return null;
    }

    /// <summary>A Chinese character says as much as two and a half Latin letters.</summary>
    private static double Weight(char c) => c < 0x250 ? 0.4 : 1;

    private static IEnumerable<string> Shingles(string text)
    {
        for (var i = 0; i + Shingle <= text.Length; i++) yield return text.Substring(i, Shingle);
    }

    private static string Letters(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var c in AsciiFolding.Fold(text))
        {
            if (char.IsLetterOrDigit(c)) result.Append(char.ToLowerInvariant(c));
        }

        return result.ToString();
    }

    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    [GeneratedRegex("system ?prompt|my (instructions|prompt|guidelines|rules) (are|is|say|tell|were|:)|i (was|am|have been) (instructed|told|programmed|configured) to|系统提示|提示词|系统指令|(我的|内部)(指令|设定|人设|提示)|我被(设定|指示|要求|编程)", Linear)]
    private static partial Regex Talk();

    [GeneratedRegex("内部|保密|机密|不要透露|不得透露|绝不透露|不可透露|勿外传|密码|密钥|confidential|secret|never reveal|do not reveal|don't reveal|internal|password|codename|代号", Linear)]
    private static partial Regex Confidential();

    [GeneratedRegex("[A-Za-z]*[0-9][A-Za-z0-9_-]{4,}|[A-Z][A-Z0-9_-]{4,}|[A-Za-z0-9]+[-_][A-Za-z0-9_-]{3,}", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex CodeWord();

    [GeneratedRegex("[A-Za-z0-9+/]{16,}={0,2}", Linear)]
    private static partial Regex Encoded();
}
