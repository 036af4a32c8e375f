namespace Weiyu.Rules.Intents;

/// <summary>What was recognised in a text.</summary>
/// <param name="Label">The intent; null: none of these.</param>
/// <param name="Score">How sure it is that the first of <paramref name="Ranked"/> is meant, 0 to 1: of results with 0.8 about 80 in 100 are right.</param>
/// <param name="Margin">The lead of the first over the second, 0 to 1.</param>
/// <param name="Overlap">How much of the text, weighted by how telling its words are, occurs in the examples at all, 0 to 1.</param>
/// <param name="Ranked">The best candidates, best first, rejected or not.</param>
internal sealed record IntentResult(string? Label, double Score, double Margin, double Overlap, IReadOnlyList<RankedIntent> Ranked)
{
    /// <summary>The example that resembles the text most; null when none resembles it at all.</summary>
    public string? Nearest { get; init; }

    /// <summary>How much it does, 0 to 1 (1: the same words).</summary>
    public double Similarity { get; init; }

    /// <summary>Nothing learned, or nothing to read.</summary>
    public static IntentResult None { get; } = new(null, 0, 0, 0, []);
}

/// <summary>A candidate and its share of the evidence, 0 to 1; all labels' shares make 1.</summary>
internal readonly record struct RankedIntent(string Label, double Share);
