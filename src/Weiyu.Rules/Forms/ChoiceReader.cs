using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Weiyu.Rules.Grammar;
using Weiyu.Rules.Matching;
using Weiyu.Text;
using Weiyu.Text.Folding;

namespace Weiyu.Rules.Forms;

/// <summary>
/// Finds which option a message names. A name counts where it is a word of its own, where no longer option stands over it (满意 in 不满意), and
/// where it is not denied (不太满意, "not satisfied"). Of two options in one message it can't be told which is meant.
/// </summary>
internal static partial class ChoiceReader
{
    private const int MaxNegation = 16;

    // Words of an answer. Where nothing was asked yet, they belong to whatever else the visitor says.
    private static readonly FrozenSet<string> Replies = new[]
    {
        "yes", "no", "ok", "okay", "sure", "true", "false", "none", "other", "是", "否", "是的", "不是", "对", "不对", "好", "好的", "不好", "可以", "不可以",
        "行", "不行", "要", "不要", "需要", "不需要", "有", "没有", "不用", "其他",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Finds the option; null when there is none, or more than one.</summary>
    /// <param name="folded">The message, folded.</param>
    /// <param name="options">The options, in the visitor's language.</param>
    /// <param name="asked">Whether the message answers this very question; otherwise numbers do not count, nor words such as "yes".</param>
    public static FoundValue? Find(string folded, IReadOnlyList<Option> options, bool asked)
    {
        if (asked && Option.Find(options, folded) is { } picked) return new FoundValue(ValueOf(picked), 0, folded.Length);
        var text = TextNormalizer.Map(folded);
        FoundValue? only = null;
        var end = 0;
        foreach (var hit in Named(text.Text, options, asked))
        {
            var denied = IsDenied(text.Text.AsSpan(end..Math.Max(end, hit.Start)));
            end = hit.End;
            if (denied) continue;
            if (only is { } other && other.Value != hit.Value) return null;
            if (only is not null) continue;
            var (start, length) = text.PlaceOf(hit.Start, hit.End - hit.Start);
            only = new FoundValue(hit.Value, start, length);
        }

        return only;
    }

    /// <summary>Whether a message names two options or more.</summary>
    public static bool NamesSeveral(string folded, IReadOnlyList<Option> options) =>
        Named(TextNormalizer.Normalize(folded), options, asked: true).Select(h => h.Value).Distinct(StringComparer.Ordinal).Count() > 1;

    /// <summary>The places where options are named, in order, without those within a longer one.</summary>
    private static IEnumerable<Hit> Named(string text, IReadOnlyList<Option> options, bool asked)
    {
        var covered = new Hit("", -1, -1);
        foreach (var hit in options.SelectMany(o => Places(text, o, asked)).OrderBy(h => h.Start).ThenByDescending(h => h.End))
        {
            var isWithin = hit.End <= covered.End && (hit.Start, hit.End) != (covered.Start, covered.End);
            if (hit.End > covered.End) covered = hit;
            if (!isWithin) yield return hit;
        }
    }

    private static IEnumerable<Hit> Places(string text, Option option, bool asked)
    {
        foreach (var written in (IEnumerable<string?>)[option.Title, option.Value])
        {
            var name = written is null ? "" : TextForms.Normalize(written);
            if (name.Length < 2 || (!asked && Replies.Contains(name))) continue;
            for (var at = text.IndexOf(name, StringComparison.Ordinal); at >= 0; at = text.IndexOf(name, at + name.Length, StringComparison.Ordinal))
            {
                if (WordBoundaries.Holds(text, at, at + name.Length)) yield return new Hit(ValueOf(option), at, at + name.Length);
            }
        }
    }

    private static string ValueOf(Option option) => option.Value ?? option.Title;

    /// <summary>Whether what stands before a name, and behind the one before it, ends in a denial of it.</summary>
    private static bool IsDenied(ReadOnlySpan<char> before) => Denial().IsMatch(before.Length > MaxNegation ? before[^MaxNegation..] : before);

    [GeneratedRegex(@"([不没未勿]|并非|别[要选给买发])[是很太大怎么那这想用会能算够有要选十分特]{0,5}$|(\b(not|never|no|without)|n't|dont) ([a-z]{1,9} ){0,1}$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Denial();

    private readonly record struct Hit(string Value, int Start, int End);
}
