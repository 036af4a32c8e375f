using Weiyu.Bot.Core;
using Weiyu.Bot.Pipeline;
using Weiyu.Bot.Storage;
using Weiyu.Client.Content;

namespace Weiyu.Bot.Conversations;

/// <summary>What becomes of a question whose answer was interrupted: it is never just forgotten.</summary>
internal static class InterruptedQuestion
{
    /// <summary>How long what an interruption left over waits before it is taken up again: pieces for the next message, timers for what interrupted them.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>The state after an interruption.</summary>
    /// <param name="interruption">Why.</param>
    /// <param name="item">What was being handled.</param>
    /// <param name="stateJson">The state as last committed; nothing else of the turn counts.</param>
    /// <param name="effects">Where timers are added for what is still to be done.</param>
    /// <param name="now">The time.</param>
    public static string After(Interruption interruption, InboxItem item, string stateJson, List<Effect> effects, DateTimeOffset now)
    {
        var state = ConversationState.FromJson(stateJson);
        var question = Read(item, now);
        // A timer rings once; what it was to do is still to be done, unless what interrupted it makes it moot.
        if (TimerOf(item) is { Argument: { } timer and not TimerNames.Fragments } rung) effects.Add(new StartTimer(timer, now + Patience, rung.Data?["value"]?.GetValue<string>()));
        if (question is not null && interruption.Kind != InterruptionKind.Recalled) state.Remember("visitor", question.Text, now);
        // What the server said of the thread stays true, whoever came meanwhile.
        if (item.Event is { Name: BotEvents.ThreadAgent } given) state.ThreadAgent = given.Argument;
        switch (interruption.Kind)
        {
            case InterruptionKind.Human:
                // They come back with the bot, unless the human answers: see Presence.
                if (question is not null) state.Unanswered.Add(question);
                return state.ToJson();
            case InterruptionKind.Merged:
                if (question is not null && !state.Fragments.Exists(f => f.Uid == question.Uid)) state.Fragments.Add(question);
                break;
            case InterruptionKind.Moot or InterruptionKind.Recalled when IsJoined(item):
                state.Fragments.Clear();
                break;
        }

        if (state.Fragments.Count > 0) effects.Add(new StartTimer(TimerNames.Fragments, now + Patience));
        return state.ToJson();
    }

    /// <summary>The conversation's thread: the message's own where nothing was known of it.</summary>
    public static Wire.Thread ThreadOf(InboxItem item, Wire.Thread known) =>
        known.Type.Length == 0 && item.Message?.Thread is { } thread ? thread : known;

    /// <summary>Whether an item is the timer of pieces that are answered as one.</summary>
    public static bool IsJoined(InboxItem item) => TimerOf(item) is { Argument: TimerNames.Fragments };

    /// <summary>A visitor's question as a piece; null when the item is none.</summary>
    public static Fragment? Read(InboxItem item, DateTimeOffset now)
    {
        if (item.Message is not { } message || !MessageClassifier.IsQuestion(message)) return null;
        var text = MessageContent.Read(message.Type, message.Content).PlainText();
        return text.Length == 0 ? null : new Fragment(item.Uid, text, item.SentAt ?? now);
    }

    /// <summary>The timer that rang; null when the item is none.</summary>
    public static BotEvent? TimerOf(InboxItem item) => item.Event is { Name: BotEvents.Timer } timer ? timer : null;
}
