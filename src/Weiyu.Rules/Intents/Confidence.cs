namespace Weiyu.Rules.Intents;

/// <summary>
/// From a label's share to how sure it is. A share only compares the labels with one another; what belongs to none of them shows in
/// words that no example has. The numbers were found by logistic regression on development sets (English and Chinese, 5 to 80
/// examples a label, with out-of-scope texts and with whole labels left out of the training); no test set was used.
/// </summary>
internal static class Confidence
{
    // A background has its part of the share already. By cross-validation of the Chinese training set, with whole labels left out, this gives as many
    // wrong answers in scope as without it, and a third to a twentieth of those out of scope.
    private const double Background = 1.5;

    private const double Base = -2.15, OfShare = 0.71, OfOverlap = 1.18;

    // Beyond this a share says more about the training's few examples than about the text.
    private const double MaxLogit = 5;

    /// <summary>How sure the first label is, 0 to 1.</summary>
    /// <param name="share">Its share.</param>
    /// <param name="overlap">How much of the text is known.</param>
    /// <param name="besideBackground">Whether a background had its part in the share.</param>
    public static double Of(double share, double overlap, bool besideBackground)
    {
        var certain = Math.Clamp(share, 1e-4, 1 - 1e-4);
        var logit = Math.Min(Math.Log(certain / (1 - certain)), MaxLogit);
        return 1 / (1 + Math.Exp(-(Base + (besideBackground ? Background : 0) + (OfShare * logit) + (OfOverlap * overlap))));
    }
}
