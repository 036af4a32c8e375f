namespace Weiyu.Bot.Pipeline;

/// <summary>Calls the rest of the pipeline.</summary>
internal delegate ValueTask HandlerDelegate(TurnContext turn, CancellationToken cancellationToken);

/// <summary>
/// One stage of the pipeline. It reads the turn, adds effects to it, and calls <c>next</c> or stops the turn by not calling it.
/// It never sends, never writes to the store, and keeps no state of its own about conversations: that lives in
/// <see cref="TurnContext.State"/> and is committed with the effects. An exception discards the turn's effects and state changes.
/// </summary>
internal interface IHandler
{
    /// <summary>Handles a turn. Turns of one conversation never overlap; those of many conversations do.</summary>
    /// <param name="turn">What came in, and what comes of it.</param>
    /// <param name="next">The rest of the pipeline.</param>
    /// <param name="cancellationToken">Cancelled when the turn is moot (a human took over, a newer question replaces it) or the bot stops.</param>
    ValueTask HandleAsync(TurnContext turn, HandlerDelegate next, CancellationToken cancellationToken);
}
