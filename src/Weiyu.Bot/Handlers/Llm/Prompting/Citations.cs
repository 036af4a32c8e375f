using System.Globalization;
using System.Text.RegularExpressions;

namespace Weiyu.Bot.Handlers.Llm.Prompting;

/// <summary>How a reply names the passages it rests on: <c>[p1]</c>. For the record only; the visitor does not see it.</summary>
internal static partial class Citations
{
    /// <summary>The id of a passage in the prompt, by its place from 0.</summary>
    public static string Id(int index) => $"p{index + 1}";

    /// <summary>The passages that a reply names, by their places from 0, in order.</summary>
    public static IReadOnlyList<int> Read(string reply)
    {
        var found = new List<int>();
        foreach (Match match in Mark().Matches(reply))
        {
            foreach (var part in match.Value.Split(',', '，', '、'))
            {
                if (int.TryParse(part.AsSpan().Trim("[]【】()（）pP \t\n"), CultureInfo.InvariantCulture, out var value) && value > 0 && !found.Contains(value - 1)) found.Add(value - 1);
            }
        }

        return found;
    }

    /// <summary>A reply without its citations.</summary>
    public static string Strip(string reply) => Mark().Replace(reply, "");

    private const string One = @"[\[【(（]\s*p[0-9]{1,2}(\s*[,，、]\s*p[0-9]{1,2})*\s*[\]】)）]";

    // Twice rather than with an optional space in front: see EngineTests.
    [GeneratedRegex(@"\s" + One + "|" + One, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Mark();
}
