namespace Weiyu.Bot.Handlers.Llm.Guards;

/// <summary>How much of a reply is made of the words of its material.</summary>
internal static class Support
{
    /// <summary>The share of the reply's pairs of letters that the material has too, from 0 to 1.</summary>
    public static double Share(string reply, string material)
    {
        var known = new HashSet<(char, char)>(Pairs(material));
        int all = 0, found = 0;
        foreach (var pair in Pairs(reply))
        {
            all++;
            if (known.Contains(pair)) found++;
        }

        return all == 0 ? 1 : (double)found / all;
    }

    private static IEnumerable<(char, char)> Pairs(string text)
    {
        var last = '\0';
        foreach (var c in text)
        {
            var letter = char.IsLetterOrDigit(c) ? char.ToLowerInvariant(c) : '\0';
            if (letter != '\0' && last != '\0') yield return (last, letter);
            last = letter;
        }
    }
}
