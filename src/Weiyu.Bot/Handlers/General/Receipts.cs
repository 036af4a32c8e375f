using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Core;
using Weiyu.Bot.Pipeline;
using Weiyu.Client.Messages;

namespace Weiyu.Bot.Handlers.General;

/// <summary>
/// Sends the receipts that the official client sends: one DELIVERED and one READ for a foreign TEXT, IMAGE, FILE, AUDIO, VIDEO or VOICE
/// outside groups, and TYPING while an answer is being made.
/// </summary>
internal sealed class Receipts(IOptions<BotOptions> options) : IHandler
{
    /// <inheritdoc/>
    public async ValueTask HandleAsync(TurnContext turn, HandlerDelegate next, CancellationToken cancellationToken)
    {
        if (turn.Message is not { } message || turn.TooOld || !MessageTypes.WantsReceipt(message.Type)
            || turn.Thread.Type == ThreadTypes.Group || turn.Bot.IsOwn(message.User))
        {
            await next(turn, cancellationToken);
            return;
        }

        turn.Signals.Send(turn.Thread, MessageTypes.Delivered, message.Uid, message.Uid);
        // READ says that someone has seen it: while a human owns the conversation, that is theirs to say.
        if (turn.State.Ownership.Owner is not Owner.Human) turn.Signals.Send(turn.Thread, MessageTypes.Read, message.Uid, message.Uid);

        await next(turn, cancellationToken);

        if (turn.HasReply && turn.State.Ownership.Owner is not Owner.Human)
        {
            turn.Signals.Send(turn.Thread, MessageTypes.Typing, "", message.Uid);
            if (options.Value.TypingPause > TimeSpan.Zero) turn.DelayFirstReply(options.Value.TypingPause);
        }
    }
}
