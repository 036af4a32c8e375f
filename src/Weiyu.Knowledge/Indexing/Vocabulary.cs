using Lucene.Net.Index;
using Weiyu.Knowledge.Analysis;

namespace Weiyu.Knowledge.Indexing;

/// <summary>Which terms the passages of a snapshot have, and how rare each is.</summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<int, int> _count = [];
    private readonly double _rarest;

    private Vocabulary(int passages, Dictionary<int, int> count, Spelling spelling)
    {
        (Passages, _count, Spelling) = (passages, count, spelling);
        _rarest = Idf(0);
    }

    /// <summary>How many passages there are.</summary>
    public int Passages { get; }

    /// <summary>Mends words that no passage has.</summary>
    public Spelling Spelling { get; }

    /// <summary>Reads the terms of an index.</summary>
    public static Vocabulary Read(IndexReader reader, Synonyms synonyms)
    {
        var count = new Dictionary<int, int>();
        var words = new List<(string, int)>();
        var pairs = new List<(string, int)>();
        if (MultiFields.GetTerms(reader, PassageDocument.All) is { } terms)
        {
            var each = terms.GetEnumerator();
            while (each.MoveNext())
            {
                var text = each.Term.Utf8ToString();
                var passages = each.DocFreq;
                count[TermHash.Of(text)] = passages;
                if (text[0] == '§') continue;
                if (text[0] < 0x2E80) words.Add((text, passages));
                else if (text.Length == 2) pairs.Add((text, passages));
            }
        }

        words.AddRange(synonyms.Words.Select(w => (w, 0)));
        pairs.AddRange(synonyms.Pairs.Select(p => (p, 0)));
        return new Vocabulary(reader.NumDocs, count, new Spelling(words, pairs));
    }

    /// <summary>How many passages have a term.</summary>
    public int Count(int hash) => _count.GetValueOrDefault(hash);

    /// <summary>How much a term says, from 0.2 (in every passage) to 1 (in none).</summary>
    public float Weight(int passages) => (float)(0.2 + 0.8 * Math.Max(0, Idf(passages)) / _rarest);

    /// <summary>What a word weighs that no passage has: it may be what the question is about, or mere chat.</summary>
    public const float Unknown = 0.62f;

    private double Idf(int passages) => Math.Log(1 + (Math.Max(Passages, passages) - passages + 0.5) / (passages + 0.5));
}
