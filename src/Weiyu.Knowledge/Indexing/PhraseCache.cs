using System.Collections.Concurrent;
using Weiyu.Knowledge.Analysis;

namespace Weiyu.Knowledge.Indexing;

/// <summary>The passages' own questions and headings, taken apart and weighed once for a snapshot. What does not fit in is taken apart each time.</summary>
internal sealed class PhraseCache(KnowledgeAnalyzer analyzer, Vocabulary vocabulary)
{
    /// <summary>The most phrases that are kept; some 2 KB each.</summary>
    public const int Capacity = 10_000;

    private readonly ConcurrentDictionary<string, WeightedPhrase> _phrases = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>A phrase, ready to be compared.</summary>
    public WeightedPhrase Get(string phrase)
    {
        if (_phrases.TryGetValue(phrase, out var known)) return known;
        var text = new WeightedText(analyzer.Analyze(phrase), vocabulary);
        var made = new WeightedPhrase(text, text.Text.SortedHashes());
        if (Volatile.Read(ref _count) < Capacity && _phrases.TryAdd(phrase, made)) Interlocked.Increment(ref _count);
        return made;
    }
}

/// <summary>A phrase and the sorted numbers of its terms.</summary>
internal sealed record WeightedPhrase(WeightedText Text, int[] Hashes);
