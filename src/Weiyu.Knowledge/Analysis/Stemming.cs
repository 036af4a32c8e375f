using Lucene.Net.Tartarus.Snowball.Ext;

namespace Weiyu.Knowledge.Analysis;

/// <summary>English stems; words of other alphabets pass as they are. Not for use by several threads: make one for each text.</summary>
internal sealed class Stemming
{
    // Made when the first word needs it: most questions here have none.
    private EnglishStemmer? _stemmer;

    /// <summary>The stem of a lower-case word.</summary>
    public string Stem(string word)
    {
        if (word.Length < 3 || !char.IsAsciiLetterLower(word[0])) return word;
        _stemmer ??= new EnglishStemmer();
        _stemmer.SetCurrent(word);
        _stemmer.Stem();
        return _stemmer.Current;
    }
}
