using System.Text.RegularExpressions;
using Weiyu.Bot.Handlers.Rules.Model;

namespace Weiyu.Bot.Handlers.Rules.Forms;

/// <summary>Hears when the visitor takes back an answer: "不对，是…", "手机号改成…", "no, it's …".</summary>
internal static partial class Corrections
{
    /// <summary>Whether the message begins with, or contains, words of correction.</summary>
    public static bool Heard(string folded) => Words().IsMatch(folded);

    /// <summary>The slot whose label the message names.</summary>
    public static Slot? Named(IEnumerable<Slot> slots, string folded) =>
        slots.FirstOrDefault(s => s.Labels.Any(l => folded.Contains(l, StringComparison.OrdinalIgnoreCase)));

    /// <summary>What stands behind the words of correction: the new value, for free text.</summary>
    public static string Rest(string folded)
    {
        var last = 0;
        foreach (var match in Words().EnumerateMatches(folded)) last = match.Index + match.Length;
        return folded[last..].TrimStart(' ', ',', '，', '是', ':', '：').Trim();
    }

    [GeneratedRegex(
        @"^(不对|不是|错了|说错|写错|填错|搞错|打错|等等|更正|纠正)|(改成|改为|换成|更正为|应该是|应为)|^(no,|no |wrong|sorry,|oops|wait|actually|correction|i mean|i meant)|\b(change it to|make it|should be|change my [a-z ]{1,30} to|change the [a-z ]{1,30} to)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Words();
}
