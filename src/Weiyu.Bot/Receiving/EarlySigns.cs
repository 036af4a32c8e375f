using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Conversations;
using Weiyu.Bot.Core;
using Weiyu.Bot.Storage;
using Weiyu.Client.Messages;

namespace Weiyu.Bot.Receiving;

/// <summary>
/// What must be known of a message before it has its turn: a human is here or is writing, the question was recalled, the visitor has written again,
/// another robot has answered.
/// </summary>
internal sealed partial class EarlySigns(
    Store store, ConversationHub hub, ConversationCache conversations, IOptions<PeopleOptions> options, TimeProvider time, ILogger<EarlySigns> log)
{
    /// <summary>How often it is noted that a human who owns the conversation is still there.</summary>
    public static readonly TimeSpan NoteEvery = TimeSpan.FromSeconds(30);

    /// <summary>How long another instance may take to handle the word of a human.</summary>
    private static readonly TimeSpan ElsewherePatience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan ElsewherePause = TimeSpan.FromMilliseconds(100);

    /// <summary>Takes what is not kept: that a human agent reads or writes.</summary>
    /// <param name="message">READ or TYPING.</param>
    /// <param name="kind">Which of the two.</param>
    public async ValueTask TakeAsync(Wire.Message message, MessageClass kind)
    {
        if (kind == MessageClass.HumanRead)
        {
            if (!options.Value.ReadTakesOver || IsNoted(message)) return;
            hub.HumanSeen(message.Thread.Topic);
            await hub.PostAsync(Item(message) with { IsHumanSign = true }, CancellationToken.None);
            return;
        }

        var now = time.GetUtcNow();
        var conversation = conversations.Get(message.Thread.Topic, message.Thread);
        if (options.Value.TypingHolds > TimeSpan.Zero) conversation.Typing.Seen(now + options.Value.TypingHolds);
        if (conversation.Owner != Owner.Human || IsNoted(message)) return;
        // Their silence is counted from now.
        conversation.LastSign = now;
        await hub.PostAsync(Item(message), CancellationToken.None);
    }

    /// <summary>Tells the conversation of what is on its way to the journal.</summary>
    public void Warn(Wire.Message message, MessageClass kind)
    {
        if (kind == MessageClass.HumanWord) hub.HumanSeen(message.Thread.Topic);
        else if (message.Type == MessageTypes.Recall) conversations.Get(message.Thread.Topic, message.Thread).Recalled(message.Content.Trim());
        else if (MessageClassifier.IsMachineAnswer(message)) conversations.Peek(message.Thread.Topic)?.AnsweredElsewhere();
    }

    /// <summary>The visitor has written again, and that is stored.</summary>
    public void AnotherQuestion(string topic) => conversations.Peek(topic)?.AnotherQuestion();

    /// <summary>What was warned of has no turn here.</summary>
    public void Forget(InboxItem item)
    {
        if (item.IsHumanSign) conversations.Peek(item.Conversation)?.HumanHandled();
    }

    /// <summary>
    /// Something was known already. Where that is the word of a human, another instance has it and handles it: until it has, the bot is silent here.
    /// </summary>
    public void HandledElsewhere(InboxItem item, CancellationToken cancellationToken)
    {
        if (item.IsHumanSign && store.IsShared) _ = ForgetWhenHandledAsync(item, cancellationToken);
        else Forget(item);
    }

    /// <summary>Once a human owns the conversation, what they do there says nothing new; now and then it says that they are still there.</summary>
    private bool IsNoted(Wire.Message message) =>
        conversations.Peek(message.Thread.Topic) is { Owner: Owner.Human } owned && time.GetUtcNow() - owned.LastSign < NoteEvery;

    private InboxItem Item(Wire.Message message) => InboxItem.Of(message, null, time.GetUtcNow());

    /// <summary>If the other instance does not handle the word, it may be gone, and the word is handled here.</summary>
    private async Task ForgetWhenHandledAsync(InboxItem item, CancellationToken cancellationToken)
    {
        try
        {
            for (var waited = TimeSpan.Zero; waited < ElsewherePatience; waited += ElsewherePause)
            {
                if (await store.ReadAsync(session => session.IsHandled(item.Uid), cancellationToken))
                {
                    Forget(item);
                    return;
                }

                await Task.Delay(ElsewherePause, time, cancellationToken);
            }

            await hub.PostAsync(item, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The bot stops.
        }
        catch (Exception e)
        {
            LogUnread(log, item.Uid, e);
            Forget(item);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Whether another instance has handled {Uid} can't be read")]
    private static partial void LogUnread(ILogger logger, string uid, Exception exception);
}
