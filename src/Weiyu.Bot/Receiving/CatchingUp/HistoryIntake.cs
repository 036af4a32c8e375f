using System.Text.Json;
using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Conversations;
using Weiyu.Bot.Core;
using Weiyu.Bot.Delivery;
using Weiyu.Bot.Outbox;
using Weiyu.Bot.Storage;
using Weiyu.Client.Messages;

namespace Weiyu.Bot.Receiving.CatchingUp;

/// <summary>
/// Hands in what is new of a history. What it shows as answered is not answered again, even when the data folder is new, and what a human or a robot
/// has answered is theirs.
/// </summary>
internal sealed class HistoryIntake(
    MessageReceiver receiver, Confirmations confirmations, FirstStart firstStart, ServerClock clock, Store store, IOptions<BotOptions> options, TimeProvider time)
{
    /// <summary>Hands in what is new.</summary>
    /// <param name="history">Oldest first.</param>
    /// <param name="from">Since when something may have been missed.</param>
    /// <param name="bot">Who the bot is.</param>
    /// <param name="cancellationToken">The line changes, or the bot stops.</param>
    /// <returns>How many messages were new and are of the gap.</returns>
    public async Task<int> AcceptAsync(List<Wire.Message> history, DateTimeOffset from, BotIdentity bot, CancellationToken cancellationToken)
    {
        var answered = Answered(history, bot);
        var lastByPeople = history.FindLastIndex(m => IsAnswerOfOthers(m, bot));
        var known = store.Read(session => history.Where(m => session.KnowsInbox(m.Uid)).Select(m => m.Uid).ToHashSet(StringComparer.Ordinal));
        var handing = new List<Task>();
        for (var i = 0; i < history.Count; i++)
        {
            var message = history[i];
            switch (MessageClassifier.Classify(message, bot))
            {
                case MessageClass.Echo:
                    confirmations.Seen(message.Uid, isEcho: false);
                    continue;
                case MessageClass.Ignore or MessageClass.HumanRead or MessageClass.HumanTyping:
                    continue;
            }

            if (known.Contains(message.Uid) || firstStart.IsBefore(clock.SentAt(message))) continue;
            var done = IsPast(message, from) || i < lastByPeople || answered.Contains(message.Uid) || answered.Contains(Uids.Reply(bot.UserUid, message.Uid, 0));
            handing.Add(receiver.AcceptAsync(message, done ? InboxState.Handled : InboxState.Open, cancellationToken));
        }

        // Only what is in the mailbox can be put in order there, once the gate opens.
        await Task.WhenAll(handing);
        return handing.Count;
    }

    /// <summary>Whether a reply of the bot's is not yet sent in a conversation.</summary>
    public bool HasReplyWaiting(string topic) => store.Read(session => session.PendingOutbox(topic, 0, 1)).Count > 0;

    /// <summary>
    /// Whether a message is from a time that was looked through long ago, and only not in the journal any more: a page of a history shows what was said
    /// weeks back as well, and none of it happens now.
    /// </summary>
    private bool IsPast(Wire.Message message, DateTimeOffset from) =>
        clock.SentAt(message) is { } sentAt && sentAt < from - HistoryReader.Margin && sentAt < time.GetUtcNow() - options.Value.MaxQuestionAge;

    /// <summary>The uids of our messages in a history, and of the questions that they say they answer.</summary>
    private static HashSet<string> Answered(List<Wire.Message> history, BotIdentity bot)
    {
        var answered = new HashSet<string>(StringComparer.Ordinal);
        foreach (var own in history.Where(m => bot.IsOwn(m.User) && Uids.IsDerived(m.Uid)))
        {
            answered.Add(own.Uid);
            if (MessageExtra.Get(own.Extra, "answers") is not { } list) continue;
            try
            {
                foreach (var uid in JsonSerializer.Deserialize<string[]>(list) ?? []) answered.Add(uid);
            }
            catch (JsonException)
            {
                // Someone else wrote that member.
            }
        }

        return answered;
    }

    /// <summary>Whether a human agent or a robot spoke: what was asked before is theirs.</summary>
    private static bool IsAnswerOfOthers(Wire.Message message, BotIdentity bot) =>
        MessageClassifier.Classify(message, bot) == MessageClass.HumanWord
        || (message.User?.Type == UserTypes.Robot && message.Type is MessageTypes.Text or MessageTypes.Robot or MessageTypes.RobotStream);
}
