using Weiyu.Bot.Conversations;
using Weiyu.Bot.Core;
using Weiyu.Bot.Pipeline;
using Weiyu.Client.Content;
using Weiyu.Client.Messages;

namespace Weiyu.Bot.Handlers.General;

/// <summary>
/// Lets through what may cause a reply and stops the rest: own messages, receipts, TYPING, PREVIEW, what the SYSTEM user says, what looks like a
/// question and is from nobody who may ask.
/// Fills in <see cref="TurnContext.Text"/>.
/// </summary>
internal sealed class LoopGuard : IHandler
{
    /// <inheritdoc/>
    public ValueTask HandleAsync(TurnContext turn, HandlerDelegate next, CancellationToken cancellationToken)
    {
        if (turn.Message is not { } message) return next(turn, cancellationToken);

        if (Silence(message, turn) is { } reason)
        {
            turn.Decision.Note(nameof(LoopGuard), reason);
            turn.Decision.End("silent", reason);
            return ValueTask.CompletedTask;
        }

        turn.Text = MessageContent.Read(message.Type, message.Content).PlainText();
        turn.Answers.Add(message.Uid);
        return next(turn, cancellationToken);
    }

    private static string? Silence(Wire.Message message, TurnContext turn)
    {
        if (turn.Bot.IsOwn(message.User) && Uids.IsDerived(message.Uid)) return "own message";
        // A human's typing is no question; it says that they are there.
        if (MessageClassifier.IsHumanAgent(message, turn.Bot)) return null;
        if (MessageTypes.IsReceipt(message.Type) || MessageTypes.IsEphemeral(message.Type)) return "receipt or typing";
        // Today's servers write their own notes as TEXT.
        if (message.User?.Type is UserTypes.System && !TellsOfTheConversation(message.Type)) return "the system's own note";
        return IsStrangers(message, turn.Thread) ? $"who is called '{message.User?.Type}' is no visitor" : null;
    }

    /// <summary>Whether it looks like a question and is from nobody who may ask. Robots are Presence's affair: they answer questions.</summary>
    private static bool IsStrangers(Wire.Message message, Wire.Thread thread) =>
        Questions.AreOf(message.Type) && !Questions.MayAsk(message)
        && !MessageClassifier.IsMachine(message) && ThreadTypes.IsCustomerService(thread.Type);

    private static bool TellsOfTheConversation(string type) =>
        MessageTypes.EndsConversation(type) || MessageTypes.IsTransfer(type) || MessageTypes.IsQueue(type) || MessageTypes.IsReaction(type)
        || type is MessageTypes.Continue or MessageTypes.Recall;
}
