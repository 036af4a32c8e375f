using System.Text;
using System.Text.RegularExpressions;
using Weiyu.Text.Folding;
using Weiyu.Text.Matching;

namespace Weiyu.Bot.Handlers.Llm.Guards;

/// <summary>
/// Notices when a reply gives away what the model was told: the canary, a long run of characters in common with the instructions that stands in no passage, a word of a line that
/// the persona itself calls confidential, talk about a system prompt, and, over the whole conversation, pieces of a private line that add up to most of it; also when it is
/// reversed, spelled out, shifted, in pinyin or encoded.
/// </summary>
internal sealed partial class LeakGuard
{
    private const int Shingle = 8;
    private const double LongRun = 18;
    private const int SecretRun = 6;
    private const double MostOfSecret = 0.35;
    private const double MostOfLine = 0.65;
    private const int LeastTokens = 5;
    private const int LongPinyin = 12;

    private readonly string _canary;
    private readonly HashSet<string> _shingles;
    private readonly HashSet<string> _confidential = [];
    private readonly HashSet<string> _names = [];
    private readonly HashSet<string> _secrets = [];
    private readonly List<(HashSet<string> Tokens, bool Secret)> _lines = [];

    /// <summary>A guard of these instructions.</summary>
    /// <param name="instructions">The system prompt: persona and rules, without passages.</param>
    /// <param name="canary">A word that stands in it and nowhere else.</param>
    public LeakGuard(string instructions, string canary)
    {
        _canary = DeepFolding.Pack(canary);
        _shingles = [.. Shingles(DeepFolding.Pack(DeepFolding.Fold(instructions)))];
        foreach (var paragraph in instructions.Split('\n'))
        {
            var secret = Confidential().IsMatch(paragraph);
            foreach (var line in paragraph.Split('。'))
            {
                var tokens = Tokens.Of(DeepFolding.Fold(line));
                if (tokens.Count >= LeastTokens) _lines.Add((tokens, secret));
                if (!secret) continue;
                var packed = DeepFolding.Pack(DeepFolding.Fold(line));
                for (var i = 0; i + SecretRun <= packed.Length; i++)
                {
                    if (packed.AsSpan(i, SecretRun).IndexOfAnyExceptInRange('\u3400', '\u9fff') < 0) _secrets.Add(packed.Substring(i, SecretRun));
                }

                foreach (var word in CodeWord().EnumerateMatches(line)) AddCode(line.Substring(word.Index, word.Length));
                if (Pinyin(line) is { Length: > 0 } spelled) _names.UnionWith(spelled.Split(' ').Where(s => s.Length >= 6));
            }
        }
    }

    /// <summary>What a reply gives away, in words; null when nothing.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="open">What visitors may read: passages, tool results, their own words.</param>
    /// <param name="before">What the bot said before in this conversation.</param>
    public string? Leak(string reply, string open, string before = "")
    {
        if (Talk().IsMatch(reply)) return "talks about its instructions";
        var folded = DeepFolding.Fold(reply);
        var (said, known) = (DeepFolding.Pack(folded), DeepFolding.Pack(DeepFolding.Fold(open)));
        if (Find(said, known) is { } leak) return leak;
        if (Pieces(folded, open, before) is { } pieces) return pieces;
        if (Spelled(said, known)) return "a part of its instructions in pinyin";
        foreach (var decoded in Decoded(reply, said))
        {
            if (Find(decoded, "") is { } hidden) return hidden;
        }

        return Blob(reply, open);
    }

    /// <summary>The ways in which a text is hidden in another: from behind, with letters shifted, encoded.</summary>
    private static IEnumerable<string> Decoded(string reply, string said)
    {
        var reversed = said.ToCharArray();
        Array.Reverse(reversed);
        yield return new string(reversed);
        yield return Digits().Replace(DeepFolding.Fold(reply).ToLowerInvariant(), static m => $"{Weiyu.Text.Numbers.EnglishNumerals.ValueOf(m.Value) ?? (m.Value is "zero" or "oh" ? 0 : Weiyu.Text.Numbers.ChineseNumerals.SpelledDigitOf(m.Value[0]))}") is var spelled ? DeepFolding.Pack(spelled) : "";
        if (said.AsSpan().IndexOfAnyInRange('a', 'z') >= 0)
        {
            for (var shift = 1; shift < 26; shift++) yield return string.Create(said.Length, (said, shift), static (span, of) =>
            {
                for (var i = 0; i < span.Length; i++) span[i] = of.said[i] is >= 'a' and <= 'z' and var c ? (char)('a' + ((c - 'a' + of.shift) % 26)) : of.said[i];
            });
        }

        foreach (Match match in Encoded().Matches(reply))
        {
            var bytes = new byte[match.Length + 4];
            var candidate = match.Value.TrimEnd('=');
            candidate = candidate.PadRight((candidate.Length + 3) / 4 * 4, '=');
            if (Convert.TryFromBase64String(candidate, bytes, out var written)) yield return DeepFolding.Pack(Encoding.UTF8.GetString(bytes, 0, written));
        }
    }

    /// <summary>A run of letters that nobody reads is a message to somebody who decodes it.</summary>
    private static string? Blob(string reply, string open)
    {
        foreach (Match match in Unreadable().Matches(reply))
        {
            if (!open.Contains(match.Value, StringComparison.Ordinal)) return "something encoded";
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

        for (var i = 0; i + SecretRun <= said.Length && _secrets.Count > 0; i++)
        {
            if (_secrets.Contains(said.Substring(i, SecretRun)) && !open.Contains(said.AsSpan(i, SecretRun), StringComparison.Ordinal)) return "a part of a private line";
        }

        // A run of shingles in common is a run of characters in common.
        var allowed = new HashSet<string>(Shingles(open));
        double run = 0;
        for (var i = 0; i + Shingle <= said.Length; i++)
        {
            var shingle = said.Substring(i, Shingle);
            if (_shingles.Contains(shingle) && !allowed.Contains(shingle))
            {
                run += run == 0 ? shingle.Sum(Weight) : Weight(said[i + Shingle - 1]);
                if (run >= LongRun) return "a part of its instructions";
            }
            else
            {
                run = 0;
            }
        }

        return null;
    }

    /// <summary>Whether what was said adds up to most of a private line, however it is worded and in how many turns.</summary>
    private string? Pieces(string folded, string open, string before)
    {
        var now = Tokens.Of(folded);
        HashSet<string>? all = null, known = null;
        foreach (var (tokens, secret) in _lines)
        {
            if (!tokens.Overlaps(now)) continue;
            known ??= Tokens.Of(DeepFolding.Fold(open));
            var own = tokens.Where(t => !known.Contains(t)).ToList();
            if (own.Count < LeastTokens) continue;
            all ??= [.. now, .. Tokens.Of(DeepFolding.Fold(before))];
            var told = own.Count(all.Contains);
            // The turn itself must tell something of it, or an old word would spoil every reply that follows.
            if (secret && own.Count(now.Contains) >= LeastTokens) return "a part of a private line";
            if (own.Any(now.Contains) && told >= LeastTokens - (secret ? 1 : 0) && told >= own.Count * (secret ? MostOfSecret : MostOfLine)) return "most of a private line, in pieces";
        }

        return null;
    }

    private bool Spelled(string said, string open)
    {
        foreach (var name in _names)
        {
            var piece = name.Length > LongPinyin ? name[..LongPinyin] : name;
            if (said.Contains(piece, StringComparison.Ordinal) && !open.Contains(piece, StringComparison.Ordinal)) return true;
        }

        return false;
    }

    private void AddCode(string word)
    {
        _confidential.Add(DeepFolding.Pack(DeepFolding.Fold(word)));
        // Its letters without its number are enough to know it by.
        var letters = string.Concat(word.Where(char.IsAsciiLetter)).ToLowerInvariant();
        if (letters.Length >= 5 && word.Any(char.IsAsciiLetterUpper)) _confidential.Add(letters);
    }

    /// <summary>A line in pinyin, in pieces of four characters from each on, and each run of three that may be a name.</summary>
    private static string Pinyin(string line)
    {
        var result = new StringBuilder();
        for (var i = 0; i + 3 <= line.Length; i++)
        {
            foreach (var length in (ReadOnlySpan<int>)[3, 6])
            {
                if (i + length > line.Length || !line.AsSpan(i, length).ToArray().All(Tokens.IsHan)) continue;
                var spelled = string.Concat(line.Substring(i, length).Select(c => Weiyu.Text.Matching.Pinyin.Spell(Weiyu.Text.Matching.Pinyin.Syllable(c))));
                if (spelled.Length >= (length == 3 ? 9 : LongPinyin)) result.Append(spelled).Append(' ');
            }
        }

        return result.ToString();
    }

    /// <summary>A Chinese character says as much as two and a half Latin letters.</summary>
    private static double Weight(char c) => c < 0x250 ? 0.4 : 1;

    private static IEnumerable<string> Shingles(string text)
    {
        for (var i = 0; i + Shingle <= text.Length; i++) yield return text.Substring(i, Shingle);
    }

    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    [GeneratedRegex("system ?prompt|my (instructions|prompt|guidelines|system rules) (are|is|say|tell|were|:)|i (was|am|have been) (instructed|told|programmed|configured) (to|not to|that)|系统提示词|提示词|(我的|内部)系统提示|系统提示(是|如下|:|：)[^失错]|系统指令|(我的|内部)(指令|设定|人设|提示|守则)|我(被|收到的)(设定|指示|要求|编程|指令)|工作守则|house rules", Linear)]
    private static partial Regex Talk();

    [GeneratedRegex("内部|保密|机密|不要透露|不得透露|绝不|不可透露|勿外传|外传|对外|不能说|不许说|别说|不告诉|不能知道|密码|密钥|confidential|secret|never reveal|do not reveal|don't reveal|not tell|never tell|internal|password|codename|代号", Linear)]
    private static partial Regex Confidential();

    [GeneratedRegex("[A-Za-z]*[0-9][A-Za-z0-9_-]{4,}|[A-Z][A-Z0-9_-]{4,}|[A-Za-z0-9]+[-_][A-Za-z0-9_-]{2,}", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex CodeWord();

    [GeneratedRegex("\\b(zero|oh|one|two|three|four|five|six|seven|eight|nine)\\b|[〇零一二三四五六七八九]", Linear)]
    private static partial Regex Digits();

    [GeneratedRegex("[A-Za-z0-9+/]{16,}={0,2}", Linear)]
    private static partial Regex Encoded();

    [GeneratedRegex(@"[A-Za-z0-9+/]{24,}={1,2}|([A-Za-z]+[0-9]+){3,}[A-Za-z0-9+/]{8,}|\b([0-9a-fA-F]{2}[ :]?){12,}\b|(\\u[0-9a-f]{4}){3,}|(%[0-9a-f]{2}){4,}|(&#[0-9]{2,6};){3,}|([.\-·—]{1,6}( ?/ ?| )){6,}|\b[01]{8}( [01]{8}){2,}", Linear)]
    private static partial Regex Unreadable();
}
