using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;
using Lucene.Net.Util;
using Weiyu.Knowledge.Analysis;
using LuceneTerm = Lucene.Net.Index.Term;

namespace Weiyu.Knowledge.Indexing;

/// <summary>The index at one moment. Lease it (<see cref="TryLease"/>, <see cref="IDisposable.Dispose"/>): the last one to leave closes its files.</summary>
internal sealed class IndexSnapshot : IDisposable
{
    private const int Candidates = 64;
    private const int MaxClauses = 160;
    private const float AskedBoost = 2.2f;

    private readonly DirectoryReader _reader;
    private readonly IndexSearcher _searcher;
    private readonly PhraseCache _phrases;

    /// <summary>A snapshot of a reader, which it owns.</summary>
    public IndexSnapshot(DirectoryReader reader, KnowledgeAnalyzer analyzer)
    {
        _reader = reader;
        _searcher = new IndexSearcher(reader) { Similarity = new BM25Similarity(1.2f, 0.5f) };
        Analyzer = analyzer;
        Vocabulary = Vocabulary.Read(reader, analyzer.Synonyms);
        _phrases = new PhraseCache(analyzer, Vocabulary);
    }

    /// <summary>How texts are taken apart.</summary>
    public KnowledgeAnalyzer Analyzer { get; }

    /// <summary>The terms.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>How many passages there are.</summary>
    public int Passages => _reader.NumDocs;

    /// <summary>Keeps the files open until <see cref="Dispose"/>; false when they are closed already.</summary>
    public bool TryLease() => _reader.TryIncRef();

    /// <inheritdoc />
    public void Dispose() => _reader.DecRef();

    /// <summary>The passages for a question, best first, each with its score.</summary>
    public IReadOnlyList<Hit> Search(KnowledgeQuery query, DateTimeOffset now, int most)
    {
        var text = query.Text.Length <= MaxQuestion ? query.Text : query.Text[..MaxQuestion];
        var question = new WeightedText(Analyzer.Analyze(text, Vocabulary.Spelling), Vocabulary);
        if (question.Total <= 0 || _reader.NumDocs == 0) return [];
        var found = _searcher.Search(Query(question, query, now), Candidates);
        if (found.ScoreDocs.Length == 0) return [];
        var scorer = new PassageScorer(text, question, _phrases);
        var numbers = new BytesRef();
        var estimated = new List<(ScoreDoc Doc, float Estimate)>(found.ScoreDocs.Length);
        foreach (var doc in found.ScoreDocs)
        {
            Numbers(doc.Doc, numbers, out var asked, out var all);
            estimated.Add((doc, scorer.Estimate(asked, all)));
        }

        var best = found.ScoreDocs[0].Score;
        return [.. estimated.OrderByDescending(e => e.Estimate).Take(Math.Max(most, 16)).Select(e => Hit(e.Doc)).OrderByDescending(h => h.Score.Value).ThenBy(h => h.Entry.Id, StringComparer.Ordinal)];

        Hit Hit(ScoreDoc doc)
        {
            var entry = PassageDocument.Entry(_searcher.Doc(doc.Doc));
            Numbers(doc.Doc, numbers, out var asked, out var all);
            var score = scorer.Score(entry, asked, all, best > 0 ? doc.Score / best : 0);
            return new Hit(entry, score, scorer.Explain(score, asked, all));
        }
    }

    /// <summary>The passage of an id that holds at <paramref name="now"/>; null where there is none.</summary>
    public KnowledgeEntry? Find(string id, DateTimeOffset now)
    {
        var query = new BooleanQuery { { new TermQuery(new LuceneTerm(PassageDocument.Id, id)), Occur.MUST } };
        AddValidity(query, now);
        var found = _searcher.Search(query, 1);
        return found.ScoreDocs.Length == 0 ? null : PassageDocument.Entry(_searcher.Doc(found.ScoreDocs[0].Doc));
    }

    /// <summary>All passages, for what must see each once (embeddings, listings).</summary>
    public IEnumerable<KnowledgeEntry> All()
    {
        var live = MultiFields.GetLiveDocs(_reader);
        for (var i = 0; i < _reader.MaxDoc; i++)
        {
            if (live is null || live.Get(i)) yield return PassageDocument.Entry(_reader.Document(i));
        }
    }

    private const int MaxQuestion = 600;

    private static BooleanQuery Query(WeightedText question, KnowledgeQuery query, DateTimeOffset now)
    {
        var words = new BooleanQuery();
        var clauses = new Dictionary<string, float>(StringComparer.Ordinal);
        foreach (var term in question.Text.Terms)
        {
            // Single characters are everywhere: they only help where no pair does.
            var boost = term.Kind == TermKind.Character ? 0.15f : term.Kind == TermKind.Group ? 0.9f : 1f;
            if (question.Weight(term.Start) < 0.12f) boost *= 0.4f;
            clauses[term.Text] = Math.Max(clauses.GetValueOrDefault(term.Text), boost);
        }

        foreach (var (text, boost) in clauses.OrderByDescending(c => c.Value).Take(MaxClauses / 2))
        {
            words.Add(new TermQuery(new LuceneTerm(PassageDocument.Asked, text)) { Boost = boost * AskedBoost }, Occur.SHOULD);
            words.Add(new TermQuery(new LuceneTerm(PassageDocument.All, text)) { Boost = boost }, Occur.SHOULD);
        }

        var whole = new BooleanQuery { { words, Occur.MUST } };
        AddValidity(whole, now);
        if (query.Folder.Length > 0) whole.Add(Free(new TermQuery(new LuceneTerm(PassageDocument.Folder, query.Folder))), Occur.MUST);
        if (query.Tags.Count > 0)
        {
            var tags = new BooleanQuery();
            foreach (var tag in query.Tags) tags.Add(new TermQuery(new LuceneTerm(PassageDocument.Tag, tag.ToLowerInvariant())), Occur.SHOULD);
            whole.Add(Free(tags), Occur.MUST);
        }

        return whole;
    }

    private static ConstantScoreQuery Free(Query query) => new(query) { Boost = 0 };

    private static void AddValidity(BooleanQuery query, DateTimeOffset now)
    {
        var seconds = now.ToUnixTimeSeconds();
        query.Add(NumericRangeQuery.NewInt64Range(PassageDocument.From, seconds, null, false, true), Occur.MUST_NOT);
        query.Add(NumericRangeQuery.NewInt64Range(PassageDocument.Until, null, seconds, true, true), Occur.MUST_NOT);
    }

    private void Numbers(int doc, BytesRef into, out ReadOnlySpan<int> asked, out ReadOnlySpan<int> all)
    {
        var leaf = _reader.Leaves[ReaderUtil.SubIndex(doc, _reader.Leaves)];
        leaf.AtomicReader.GetBinaryDocValues(PassageDocument.Numbers).Get(doc - leaf.DocBase, into);
        PassageDocument.Unpack(into, out asked, out all);
    }
}

/// <summary>A passage that was found.</summary>
internal sealed record Hit(KnowledgeEntry Entry, PassageScore Score, PassageWhy Why);
