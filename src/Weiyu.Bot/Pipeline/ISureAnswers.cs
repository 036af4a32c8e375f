namespace Weiyu.Bot.Pipeline;

/// <summary>Whether knowledge would answer a question by itself and be sure of it. Asks only: nothing is said.</summary>
internal interface ISureAnswers
{
    /// <summary>Whether it would.</summary>
    /// <param name="turn">The turn with the question.</param>
    /// <param name="folder">Where to look, below the rules folder; empty: everywhere.</param>
    /// <param name="minScore">From 0 to 1; null: the default.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    ValueTask<bool> KnowsAsync(TurnContext turn, string folder, double? minScore, CancellationToken cancellationToken);
}
