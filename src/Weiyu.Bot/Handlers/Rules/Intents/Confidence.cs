namespace Weiyu.Bot.Handlers.Rules.Intents;

/// <summary>From a label's share to how sure it is: a share only compares the labels with one another and knows nothing of what belongs to none.</summary>
internal static class Confidence
{
    /// <summary>How sure the first label is.</summary>
    /// <param name="share">Its share.</param>
    /// <param name="similarity">The cosine of the nearest example.</param>
    /// <param name="overlap">How much of the text is known.</param>
    public static double Of(double share, double similarity, double overlap) => share * Math.Min(1, similarity + (overlap * 0));
}
