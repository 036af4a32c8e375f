namespace Weiyu.Rules.Intents;

/// <summary>Learns from a part of the examples and asks the rest: how far each source of evidence can be trusted.</summary>
internal static class HoldOut
{
    private const int Many = 1_000;

    /// <summary>Finds the blend; the prior where there is too little to hold out.</summary>
    public static Blend Fit(
        List<(SparseVector Vector, int Label)> examples, int labels, int features, IntentOptions options, CancellationToken cancellationToken)
    {
        if (labels < 2 || examples.Count < 2 * labels) return Blend.Prior;
        var folds = examples.Count > Many ? 5 : 4;
        var evidence = new List<Evidence>();

        // The examples of each label go round the folds, so that each fold has some of every label.
        var foldOf = new int[examples.Count];
        var seen = new int[labels];
        for (var i = 0; i < examples.Count; i++) foldOf[i] = (seen[examples[i].Label]++ + examples[i].Label) % folds;

        // With many examples one fold is enough to find two numbers.
        for (var fold = 0; fold < (examples.Count > Many ? 1 : folds); fold++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var rest = examples.Where((_, i) => foldOf[i] != fold).ToList();
            if (rest.Count == 0) continue;
            var recogniser = new Recogniser(rest, labels, features, options);
            for (var i = 0; i < examples.Count; i++)
            {
                // A label whose every example was held out cannot be found; that says nothing about the blend.
                if (foldOf[i] != fold || seen[examples[i].Label] < 2) continue;
                var (linear, nearest) = recogniser.Score(examples[i].Vector, out _);
                evidence.Add(new Evidence(linear, nearest, examples[i].Label));
            }
        }

        return Blend.Fit(evidence);
    }
}
