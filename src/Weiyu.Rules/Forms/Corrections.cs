using System.Text.RegularExpressions;
using Weiyu.Rules.Model;
using Weiyu.Text;

namespace Weiyu.Rules.Forms;

/// <summary>
/// Hears when the visitor takes back an answer: "不对，是…", "手机号改成…", "no, it's …". Who names the answer by its label changes it. Without a label only
/// a message that says nothing else does: the words of correction stand in ordinary sentences, too, and what changes makes the rule run again.
/// </summary>
internal static partial class Corrections
{
    /// <summary>Whether the message begins with, or contains, words of correction.</summary>
    public static bool Heard(string folded) => IsPlain(folded) || Hesitation().IsMatch(folded);

    /// <summary>Whether it asks for a change, so that it may be put as a question.</summary>
    public static bool AsksForChange(string folded) => Change().IsMatch(folded);

    /// <summary>The slot whose label the message names.</summary>
    public static Slot? Named(IEnumerable<Slot> slots, string folded) => slots.FirstOrDefault(s => EndOfLabel(s, folded) > 0);

    /// <summary>Where the label of a slot ends; 0 when the message has none.</summary>
    public static int EndOfLabel(Slot slot, string text)
    {
        foreach (var label in slot.Labels)
        {
            if (text.IndexOf(label, StringComparison.OrdinalIgnoreCase) is >= 0 and var at) return at + label.Length;
        }

        return 0;
    }

    /// <summary>Where the last words of correction end; 0 when there are none.</summary>
    public static int EndOfWords(string text)
    {
        var last = 0;
        foreach (var way in (ReadOnlySpan<Regex>)[Words(), NotBut()])
        {
            foreach (var match in way.EnumerateMatches(text)) last = Math.Max(last, match.Index + match.Length);
        }

        return last > 0 ? last : EndOfHesitation(text);
    }

    /// <summary>The new value of a slot for free text: what stands behind the words of correction, without the label.</summary>
    public static string Rest(Slot slot, string written)
    {
        var rest = written[EndOfWords(written)..];
        // "不对，地址是…", "no, my address is …": the label stands at the beginning.
        if (EndOfLabel(slot, rest) is > 0 and var end && slot.Labels.Any(l => end - l.Length <= 5 && rest.AsSpan(0, end).EndsWith(l, StringComparison.OrdinalIgnoreCase))) rest = rest[end..];
        rest = rest.TrimStart(' ', ',', '，', '是', '为', ':', '：');
        return (rest.StartsWith("is ", StringComparison.OrdinalIgnoreCase) ? rest[3..] : rest).Trim();
    }

    /// <summary>
    /// Whether the words of correction mean the value. Those that are mere hesitation in other sentences (等等, 不是, no, wait) do only if the value, its label
    /// or 是 follows directly.
    /// </summary>
    /// <param name="folded">The message.</param>
    /// <param name="named">The slot whose label is in the message; null: none.</param>
    /// <param name="value">The new value.</param>
    public static bool Means(string folded, Slot? named, FoundValue value)
    {
        if (IsPlain(folded)) return true;
        var end = EndOfHesitation(folded);
        var label = named is null ? 0 : EndOfLabel(named, folded);
        if (label > end) return Between(end, label - named!.Labels.First(l => folded.AsSpan(0, label).EndsWith(l, StringComparison.OrdinalIgnoreCase)).Length);
        // 不是5个 denies what stands there.
        return value.Length > 0 && !(value.Start == end && folded[end - 1] == '是') && Between(end, value.Start);

        bool Between(int from, int to) => from <= to && !Rests().IsMatch(Without(folded[from..to], Fillers()));
    }

    /// <summary>
    /// Whether a message without a label says nothing but the correction. One word more is let pass beside a value that can be told from other text, none
    /// beside a number.
    /// </summary>
    /// <param name="folded">The message.</param>
    /// <param name="value">The new value.</param>
    /// <param name="old">The old one, where it is mentioned.</param>
    /// <param name="isNumber">Whether the value is a mere number.</param>
    public static bool SaysNothingElse(string folded, FoundValue value, FoundValue? old, bool isNumber)
    {
        var rest = Without(folded, value.Start, value.Length);
        if (old is { } before) rest = Without(rest, before.Start, before.Length);
        rest = Without(Without(Without(rest, Hesitation()), Words()), Fillers());
        return !Denial().IsMatch(rest) && Rests().Count(rest) <= (isNumber ? 0 : 1);
    }

    private static bool IsPlain(string folded) => Words().IsMatch(folded) || NotBut().IsMatch(folded);

    private static int EndOfHesitation(string text)
    {
        foreach (var match in Hesitation().EnumerateMatches(text)) return match.Index + match.Length;
        return 0;
    }

    private static string Without(string text, int start, int length) => string.Concat(text.AsSpan(0, start), new string(' ', length), text.AsSpan(start + length));

    private static string Without(string text, Regex what) => what.Replace(text, static m => new string(' ', m.Length));

    private const RegexOptions Linear = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture;

    private const string Stop = "[,，.。!！:：;；、~ ]";

    [GeneratedRegex(
        "^(抱歉|对不起|不好意思|[啊哦噢呃哎我]|" + Stop + "){0,4}((不对|错了|[说写填搞打记看弄]错|更正|纠正)[啊呀哦了]{0,2}" + Stop + "{0,2}){1,3}"
        + "|(改成|改为|改到|换成|更正为|应该是|应为)"
        + @"|^(wrong|sorry,|oops|actually|correction|i mean|i meant)\b|^sorry,|\b(change it to|make it|make that|should be|change my [a-z ]{1,30} to|change the [a-z ]{1,30} to)\b",
        Linear)]
    private static partial Regex Words();

    [GeneratedRegex("^((等等|等一下|不是)" + Stop + "{0,3}|(no|wait)" + Stop + "{1,3}){1,3}", Linear)]
    private static partial Regex Hesitation();

    [GeneratedRegex("^不是[^是]{1,20}是", Linear)]
    private static partial Regex NotBut();

    [GeneratedRegex(@"改|换|更正|\b(change|make)\b", Linear)]
    private static partial Regex Change();

    /// <summary>Words that go with a correction and bring nothing in: pronouns, measures, times of the day.</summary>
    [GeneratedRegex(
        "应该|而是|我们|咱们|[我您你请就那的了吧啊哦哈呢是而把从由改换到在定订]|麻烦|帮忙|帮|一共|总共|号码|电话|手机号?|日期|时间|人数|数量|个人|[个位人名件份只张台箱盒元]|块钱?|早上|上午|中午|下午|傍晚|晚上|[早晚]|([0-9]{1,2}|[一二两三四五六七八九十]{1,3})点([0-9]{1,2}分?|半)?|[0-9]{1,2}:[0-9]{2}"
        + @"|\b(it's|its|it|is|that's|that|was|will|be|to|the|an?|my|our|your|please|thanks|thank you|for|on|at|in|we|i|are|am|of|us|people|persons?|guests?|number|phone|date|day|morning|afternoon|evening|night)\b",
        Linear)]
    private static partial Regex Fillers();

    [GeneratedRegex(@"[不没无别未勿]|\b(not|no|never|cannot|can't|don't|won't|isn't|doesn't)\b", Linear)]
    private static partial Regex Denial();

    /// <summary>A word of letters, a number, or a character of a script that is written without blanks.</summary>
    [GeneratedRegex(@"[a-z]{1,40}|[0-9]{1,40}|[^\sa-z0-9\p{P}\p{S}\p{M}]", Linear)]
    private static partial Regex Rests();
}
