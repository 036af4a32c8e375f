namespace Weiyu.Rules.Intents;

/// <summary>How intents are learned and when one is recognised.</summary>
internal sealed record IntentOptions
{
    /// <summary>The least <see cref="IntentResult.Score"/> of a recognised intent, 0 to 1; 0 switches the rejection off.</summary>
    public double MinScore { get; init; } = 0.5;

    /// <summary>The least lead of the first intent over the second, 0 to 1.</summary>
    public double MinMargin { get; init; } = 0.05;

    /// <summary>
    /// A label whose examples say what belongs to no intent; null: there is none. Such examples sharpen the rejection; the label is never given.
    /// </summary>
    public string? NoneLabel { get; init; }

    /// <summary>
    /// Up to how many examples a background of everyday sentences is learned as "none of these". Few examples do not show what is beside
    /// them: with one intent alone everything would be it. Many do it for one another. 0: never.
    /// </summary>
    public int BackgroundUpTo { get; init; } = 2_000;

    /// <summary>How many candidates a result lists.</summary>
    public int Top { get; init; } = 3;

    /// <summary>The most features (words, letter groups) that are kept; the most frequent win.</summary>
    public int MaxFeatures { get; init; } = 65_536;

    /// <summary>The most weights (features × labels) that are kept, 4 bytes each.</summary>
    public int MaxWeights { get; init; } = 16_000_000;

    /// <summary>The seed of the training's shuffling: the same examples in the same order make the same model.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How often the training goes over the examples.</summary>
    public int Passes { get; init; } = 10;
}
