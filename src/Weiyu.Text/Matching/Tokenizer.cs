using Weiyu.Text.Folding;


namespace Weiyu.Text.Matching;

/// <summary>Splits a normalised text into words of alphabets (digits included) and single characters of Chinese and Japanese.</summary>
internal static class Tokenizer
{
    /// <summary>The tokens of a text, at most <paramref name="limit"/>.</summary>
    public static List<Token> Split(string text, int limit)
    {
        var tokens = new List<Token>();
        for (var i = 0; i < text.Length && tokens.Count < limit; i++)
        {
            if (Scripts.IsUnspaced(text[i]))
            {
                tokens.Add(new Token(i, 1, IsHan: true));
                continue;
            }

            if (!char.IsLetterOrDigit(text[i])) continue;
            var start = i;
            while (i + 1 < text.Length && char.IsLetterOrDigit(text[i + 1]) && !Scripts.IsUnspaced(text[i + 1])) i++;
            tokens.Add(new Token(start, i + 1 - start, IsHan: false));
        }

        return tokens;
    }
}

/// <summary>A word, or a character of a script without blanks, by its place in the text.</summary>
internal readonly record struct Token(int Start, int Length, bool IsHan);
