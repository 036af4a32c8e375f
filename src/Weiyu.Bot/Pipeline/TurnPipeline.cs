
namespace Weiyu.Bot.Pipeline;

/// <summary>The handlers, in the order of the one list of the host, as one call.</summary>
internal sealed class TurnPipeline
{
    private readonly HandlerDelegate _run;

    /// <summary>Chains the handlers.</summary>
    public TurnPipeline(IEnumerable<IHandler> handlers)
    {
        HandlerDelegate next = static (_, _) => ValueTask.CompletedTask;
        foreach (var handler in handlers.Reverse())
        {
            var (current, rest) = (handler, next);
            next = (turn, cancellationToken) => current.HandleAsync(turn, rest, cancellationToken);
        }

        _run = next;
    }

    /// <summary>Runs a turn through all handlers; its effects and state are in the turn afterwards.</summary>
    public ValueTask RunAsync(TurnContext turn, CancellationToken cancellationToken) => _run(turn, cancellationToken);
}
