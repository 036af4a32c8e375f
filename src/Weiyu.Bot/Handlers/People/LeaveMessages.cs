using Weiyu.Bot.Pipeline;

namespace Weiyu.Bot.Handlers.People;

/// <summary>Passes on what the visitor left behind it, whichever rule took it down.</summary>
internal sealed class LeaveMessages(HumanNotices notices) : IHandler
{
    /// <inheritdoc/>
    public async ValueTask HandleAsync(TurnContext turn, HandlerDelegate next, CancellationToken cancellationToken)
    {
        await next(turn, cancellationToken);
        if (turn.LeftMessage is not { } left) return;
        notices.Leave(turn, left, HandoffSummary.Extract(turn, "a message was left", left.Values));
        turn.Decision.Note(nameof(LeaveMessages), $"passed on: {string.Join(", ", left.Values.Select(v => v.Key))}");
    }
}
