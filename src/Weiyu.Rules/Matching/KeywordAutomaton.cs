using System.Numerics;
using Weiyu.Rules.Grammar;
using Weiyu.Rules.Model;

namespace Weiyu.Rules.Matching;

/// <summary>
/// Finds all of many keywords in one walk over a text (Aho and Corasick). At the root, where a walk spends most of its time, two bit sets
/// say whether any keyword begins with the next one or two characters; so the cost hardly grows with the number of keywords.
/// </summary>
internal sealed class KeywordAutomaton
{
    private const ulong EmptyKey = ulong.MaxValue;
    private readonly ulong[] _edgeKeys;
    private readonly int[] _edgeTargets;
    private readonly int _edgeMask;
    private readonly int[] _fail;
    private readonly int[] _keyword;
    private readonly int[] _firstOutput;
    private readonly int[] _nextOutput;
    private readonly int[] _lengths;
    private readonly ulong[] _single = new ulong[65536 / 64];
    private readonly ulong[] _pairs;
    private readonly int _pairShift;

    /// <summary>Builds it; the number of a keyword is its place in the list. All are different and not empty.</summary>
    public KeywordAutomaton(IReadOnlyList<string> keywords)
    {
        var characters = 0L;
        foreach (var keyword in keywords) characters += keyword.Length;
        var size = (int)Math.Min(1 << 30, BitOperations.RoundUpToPowerOf2((ulong)Math.Max(16, characters * 2)));
        (_edgeKeys, _edgeTargets, _edgeMask) = (new ulong[size], new int[size], size - 1);
        Array.Fill(_edgeKeys, EmptyKey);
        _lengths = new int[keywords.Count];
        var (parents, letters, depths) = (new List<int> { 0 }, new List<char> { '\0' }, new List<int> { 0 });
        var ends = new List<int> { -1 };
        for (var k = 0; k < keywords.Count; k++)
        {
            var node = 0;
            foreach (var c in keywords[k])
            {
                ref var target = ref Edge(node, c, out var known);
                if (!known)
                {
                    target = parents.Count;
                    parents.Add(node);
                    letters.Add(c);
                    depths.Add(depths[node] + 1);
                    ends.Add(-1);
                }

                node = target;
            }

            ends[node] = k;
            _lengths[k] = keywords[k].Length;
        }

        (_pairs, _pairShift) = Pairs(keywords);
        _keyword = [.. ends];
        (_fail, _firstOutput, _nextOutput) = (new int[parents.Count], new int[parents.Count], new int[parents.Count]);
        foreach (var node in ByDepth(depths)) Link(node, parents[node], letters[node]);
    }

    /// <summary>Receives what is found.</summary>
    public interface ISink
    {
        /// <summary>A keyword stands in the text, from <paramref name="start"/> up to but without <paramref name="end"/>.</summary>
        void Found(int keyword, int start, int end);
    }

    /// <summary>Walks over a text, in time linear in its length and in what is found.</summary>
    public void Search<TSink>(ReadOnlySpan<char> text, ref TSink sink)
        where TSink : struct, ISink, allows ref struct
    {
        var node = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (node == 0 && !CanBegin(c, i + 1 < text.Length ? text[i + 1] : '\0')) continue;
            int next;
            while ((next = Target(node, c)) < 0 && node != 0) node = _fail[node];
            if (next < 0) continue;
            node = next;
            for (var output = _firstOutput[node]; output != 0; output = _nextOutput[output])
                sink.Found(_keyword[output], i + 1 - _lengths[_keyword[output]], i + 1);
        }
    }

    private bool CanBegin(char first, char second)
    {
        if ((_single[first >> 6] & (1UL << (first & 63))) != 0) return true;
        var bit = Hash(first, second) >> _pairShift;
        return (_pairs[bit >> 6] & (1UL << (int)(bit & 63))) != 0;
    }

    private static uint Hash(char first, char second) => (((uint)first << 16) | second) * 0x9E3779B1u;

    private (ulong[] Bits, int Shift) Pairs(IReadOnlyList<string> keywords)
    {
        var bits = Math.Clamp(BitOperations.Log2((uint)Math.Max(1, keywords.Count)) + 5, 13, 23);
        var set = new ulong[(1 << bits) / 64];
        foreach (var keyword in keywords)
        {
            if (keyword.Length == 1)
            {
                _single[keyword[0] >> 6] |= 1UL << (keyword[0] & 63);
                continue;
            }

            var bit = Hash(keyword[0], keyword[1]) >> (32 - bits);
            set[bit >> 6] |= 1UL << (int)(bit & 63);
        }

        return (set, 32 - bits);
    }

    private void Link(int node, int parent, char letter)
    {
        if (parent != 0)
        {
            var fail = _fail[parent];
            int target;
            while ((target = Target(fail, letter)) < 0 && fail != 0) fail = _fail[fail];
            _fail[node] = Math.Max(0, target);
        }

        var suffix = _firstOutput[_fail[node]];
        if (_keyword[node] >= 0) (_firstOutput[node], _nextOutput[node]) = (node, suffix);
        else _firstOutput[node] = suffix;
    }

    /// <summary>All nodes but the root, those nearer to it first.</summary>
    private static int[] ByDepth(List<int> depths)
    {
        var counts = new int[depths.Max() + 2];
        foreach (var depth in depths) counts[depth + 1]++;
        for (var d = 1; d < counts.Length; d++) counts[d] += counts[d - 1];
        var sorted = new int[depths.Count];
        for (var node = 0; node < depths.Count; node++) sorted[counts[depths[node]]++] = node;
        return sorted[1..];
    }

    private ref int Edge(int node, char letter, out bool known)
    {
        var key = ((ulong)(uint)node << 16) | letter;
        var slot = Slot(key);
        while (_edgeKeys[slot] != EmptyKey)
        {
            if (_edgeKeys[slot] == key)
            {
                known = true;
                return ref _edgeTargets[slot];
            }

            slot = (slot + 1) & _edgeMask;
        }

        known = false;
        _edgeKeys[slot] = key;
        return ref _edgeTargets[slot];
    }

    private int Target(int node, char letter)
    {
        var key = ((ulong)(uint)node << 16) | letter;
        for (var slot = Slot(key); _edgeKeys[slot] != EmptyKey; slot = (slot + 1) & _edgeMask)
        {
            if (_edgeKeys[slot] == key) return _edgeTargets[slot];
        }

        return -1;
    }

    private int Slot(ulong key) => (int)((key * 0x9E3779B97F4A7C15ul) >> 32) & _edgeMask;
}
