namespace Weiyu.Rules.Intents;

/// <summary>The linear classifier and the nearest examples over the same vectors.</summary>
internal sealed class Recogniser
{
    private readonly LinearIntents? _linear;
    private readonly NearestExamples _nearest;
    private readonly int _labels;

    /// <summary>Learns from examples.</summary>
    public Recogniser(IReadOnlyList<(SparseVector Vector, int Label)> examples, int labels, int features, IntentOptions options)
    {
        _labels = labels;
        _nearest = new NearestExamples(examples, labels, features);
        _linear = labels > 1 && features > 0 ? LinearIntents.Train(examples, labels, features, options) : null;
    }

    /// <summary>What both say of a text.</summary>
    public (float[] Linear, float[] Nearest) Score(SparseVector vector, out int nearest) =>
        (_linear?.Score(vector) ?? new float[_labels], _nearest.Score(vector, out nearest));
}
