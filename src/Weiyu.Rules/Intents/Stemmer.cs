namespace Weiyu.Rules.Intents;

/// <summary>Cuts the endings off English words, lightly: plural, <c>-ing</c>, <c>-ed</c>, a mute e. It only must treat alike what belongs together.</summary>
internal static class Stemmer
{
    /// <summary>How many of a word's letters are its stem; the last one may be rewritten in place (<c>cities</c>, <c>city</c>: <c>citi</c>).</summary>
    public static int StemLength(Span<char> word)
    {
        var length = word.Length;
        if (length <= 3 || !char.IsAsciiLetter(word[0])) return length;
        if (word.EndsWith("ies") || word.EndsWith("ied")) length -= 2;
        else if (word.EndsWith("ing") && length > 5) length = Undouble(word[..(length - 3)]);
        else if (word.EndsWith("ed") && length > 4) length = Undouble(word[..(length - 2)]);
        else if (word[^1] == 's' && word[^2] is not ('s' or 'u' or 'i')) length--;
        if (length > 3 && word[length - 1] == 'e') length--;
        if (length > 3 && word[length - 1] == 'y') word[length - 1] = 'i';
        return length;
    }

    private static int Undouble(Span<char> stem) =>
        stem.Length > 3 && stem[^1] == stem[^2] && stem[^1] is not ('l' or 's' or 'e') ? stem.Length - 1 : stem.Length;
}
