using System.Numerics.Tensors;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace Weiyu.Rules.Intents;

/// <summary>
/// A linear classifier, trained by ML.NET (dual coordinate ascent on a smoothed hinge loss: in comparison the most accurate and the
/// fastest of its trainers here). Its weights are taken out, so that asking it costs microseconds and needs no lock.
/// </summary>
internal sealed class LinearIntents
{
    private readonly float[] _weights;
    private readonly float[] _biases;

    private LinearIntents(float[] weights, float[] biases) => (_weights, _biases) = (weights, biases);

    /// <summary>Trains.</summary>
    /// <param name="examples">The vectors and the number of each one's label.</param>
    /// <param name="labels">How many labels there are; at least 2.</param>
    /// <param name="features">How many features there are.</param>
    /// <param name="options">Seed and passes.</param>
    public static LinearIntents Train(IReadOnlyList<(SparseVector Vector, int Label)> examples, int labels, int features, IntentOptions options)
    {
        var context = new MLContext(options.Seed);
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, features);
        schema[nameof(Row.Label)].ColumnType = new KeyDataViewType(typeof(uint), labels);
        var rows = new Row[examples.Count];
        for (var i = 0; i < rows.Length; i++)
        {
            var (vector, label) = examples[i];
            rows[i] = new Row
            {
                // As values of a key column given by its type, labels count from 0.
                Label = (uint)label,
                Features = new VBuffer<float>(features, vector.Indices.Length, vector.Values, vector.Indices),
            };
        }

        // One thread: with several the order of updates, and with it the model, would differ from run to run. Few examples need more passes.
        var passes = Math.Clamp(60_000 / (examples.Count + 1), options.Passes, 40);
        var trainer = context.MulticlassClassification.Trainers.SdcaNonCalibrated(new SdcaNonCalibratedMulticlassTrainer.Options
        {
            Loss = new SmoothedHingeLoss(),
            MaximumNumberOfIterations = passes,
            NumberOfThreads = 1,
            L2Regularization = 1e-4f,
            L1Regularization = 0,
            ConvergenceCheckFrequency = passes + 1,
        });
        var model = trainer.Fit(context.Data.LoadFromEnumerable(rows, schema)).Model;
        VBuffer<float>[] byLabel = [];
        model.GetWeights(ref byLabel, out var count);
        var weights = new float[features * labels];
        for (var label = 0; label < count; label++)
        {
            foreach (var (feature, weight) in byLabel[label].Items())
            {
                weights[(feature * labels) + label] = weight;
            }
        }

        return new LinearIntents(weights, [.. model.GetBiases()]);
    }

    /// <summary>The score of each label, in no fixed range; higher is better.</summary>
    public float[] Score(SparseVector vector)
    {
        var scores = (float[])_biases.Clone();
        for (var i = 0; i < vector.Indices.Length; i++)
        {
            var row = _weights.AsSpan(vector.Indices[i] * scores.Length, scores.Length);
            TensorPrimitives.MultiplyAdd(row, vector.Values[i], scores, scores);
        }

        return scores;
    }

    private sealed class Row
    {
        public uint Label { get; init; }

        public VBuffer<float> Features { get; init; }
    }
}
