using Microsoft.Extensions.ObjectPool;

namespace Weiyu.Rules.Matching;

/// <summary>Room for one search; used again and again.</summary>
internal sealed class MatchScratch(int keywords)
{
    private readonly int[] _stamp = new int[keywords];
    private readonly (int Start, int End)[] _place = new (int, int)[keywords];
    private int _generation;

    /// <summary>The keywords found, each once.</summary>
    public List<int> Hits { get; } = [];

    /// <summary>The rules to look at, by their order.</summary>
    public List<int> Candidates { get; } = [];

    /// <summary>Begins anew.</summary>
    public void Reset()
    {
        Hits.Clear();
        Candidates.Clear();
        if (++_generation == int.MaxValue)
        {
            Array.Clear(_stamp);
            _generation = 1;
        }
    }

    /// <summary>Whether a keyword was found.</summary>
    public bool Has(int keyword) => _stamp[keyword] == _generation;

    /// <summary>Where it was found first.</summary>
    public (int Start, int End) Place(int keyword) => _place[keyword];

    /// <summary>Notes a keyword.</summary>
    public void Add(int keyword, int start, int end)
    {
        if (_stamp[keyword] == _generation) return;
        _stamp[keyword] = _generation;
        _place[keyword] = (start, end);
        Hits.Add(keyword);
    }

    /// <summary>A pool of them.</summary>
    public static ObjectPool<MatchScratch> Pool(int keywords) => new DefaultObjectPool<MatchScratch>(new Policy(keywords), 8);

    private sealed class Policy(int keywords) : PooledObjectPolicy<MatchScratch>
    {
        public override MatchScratch Create() => new(keywords);

        public override bool Return(MatchScratch scratch) => scratch.Hits.Capacity < 10_000 && scratch.Candidates.Capacity < 200_000;
    }
}
