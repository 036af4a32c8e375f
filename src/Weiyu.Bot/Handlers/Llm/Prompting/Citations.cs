using System.Globalization;
using System.Text.RegularExpressions;

namespace Weiyu.Bot.Handlers.Llm.Prompting;

/// <summary>
/// How a reply names the passages it rests on: <c>[p1]</c>, <c>[p1, p2]</c>, <c>【P1】</c>. For the record only; the visitor does not see it. Only what names passages that
/// the model was really given counts: <c>（P60）</c> and <c>[P50]</c> are products.
/// </summary>
internal static partial class Citations
{
    /// <summary>The id of a passage in the prompt, by its place from 0.</summary>
    public static string Id(int index) => $"p{index + 1}";

    /// <summary>The passages that a reply names, by their places from 0, in order.</summary>
    /// <param name="reply">As the model wrote it.</param>
    /// <param name="given">How many passages it was given.</param>
    public static IReadOnlyList<int> Read(string reply, int given) =>
        [.. Mark().Matches(reply).SelectMany(m => Places(m.Value, given) ?? []).Distinct()];

    /// <summary>A reply without its citations.</summary>
    /// <param name="reply">As the model wrote it.</param>
    /// <param name="given">How many passages it was given.</param>
    public static string Strip(string reply, int given) => Mark().Replace(reply, m => Places(m.Value, given) is null ? m.Value : "");

    /// <summary>The places that a mark names; null when it is none, because one of them was not given.</summary>
    private static List<int>? Places(string mark, int given)
    {
        var places = new List<int>();
        foreach (var part in mark.Split(',', '，', '、'))
        {
            if (!int.TryParse(part.AsSpan().Trim("[]【】pP \t\r\n"), CultureInfo.InvariantCulture, out var number) || number < 1 || number > given) return null;
            places.Add(number - 1);
        }

        return places;
    }

    private const string One = @"[\[【]\s*p[0-9]{1,2}(\s*[,，、]\s*p[0-9]{1,2})*\s*[\]】]";

    // Twice rather than with an optional space in front: see EngineTests.
    [GeneratedRegex(@"\s" + One + "|" + One, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Mark();
}
