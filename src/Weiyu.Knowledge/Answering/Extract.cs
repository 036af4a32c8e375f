using System.Text;
using Weiyu.Knowledge.Analysis;
using Weiyu.Knowledge.Reading;

namespace Weiyu.Knowledge.Answering;

/// <summary>Takes from a passage what answers a question: whole sentences, plain text, no longer than wanted.</summary>
internal static class Extract
{
    /// <summary>The whole text if it is short enough, else the run of sentences that has most of the question's words.</summary>
    /// <param name="text">The passage.</param>
    /// <param name="question">The visitor's words.</param>
    /// <param name="analyzer">Takes both apart.</param>
    /// <param name="maxLength">In characters.</param>
    public static string Of(string text, string question, KnowledgeAnalyzer analyzer, int maxLength)
    {
        if (text.Length <= maxLength) return text;
        var wanted = analyzer.Analyze(question).SortedHashes();
        var sentences = Sentences.Split(text);
        var hits = sentences.Select(s => Common(analyzer.Analyze(s).SortedHashes(), wanted)).ToArray();
        var (from, to) = BestRun(sentences, hits, maxLength);
        var extract = new StringBuilder();
        for (var i = from; i < to; i++)
        {
            if (extract.Length > 0 && NeedsBreak(text, sentences[i - 1], sentences[i])) extract.Append('\n');
            else if (extract.Length > 0 && char.IsAscii(extract[^1])) extract.Append(' ');
            extract.Append(sentences[i]);
        }

        // One sentence longer than everything allowed: cut it, and say so.
        return extract.Length <= maxLength ? extract.ToString() : extract.ToString(0, maxLength - 1) + "…";
    }

    private static (int From, int To) BestRun(IReadOnlyList<string> sentences, int[] hits, int maxLength)
    {
        var best = (From: 0, To: 1, Hits: -1);
        for (var from = 0; from < sentences.Count; from++)
        {
            var (length, sum, to) = (0, 0, from);
            while (to < sentences.Count && (to == from || length + sentences[to].Length + 1 <= maxLength))
            {
                length += sentences[to].Length + 1;
                sum += hits[to++];
            }

            if (sum > best.Hits) best = (from, to, sum);
        }

        return (best.From, best.To);
    }

    private static int Common(int[] a, int[] b)
    {
        var count = 0;
        foreach (var hash in a)
        {
            if (Array.BinarySearch(b, hash) >= 0) count++;
        }

        return count;
    }

    private static bool NeedsBreak(string text, string before, string after)
    {
        var end = text.IndexOf(before, StringComparison.Ordinal) + before.Length;
        var start = text.IndexOf(after, Math.Min(end, text.Length), StringComparison.Ordinal);
        return start > end && text.AsSpan(end, start - end).Contains('\n');
    }
}
