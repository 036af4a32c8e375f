using Weiyu.Bot.Storage;

namespace Weiyu.Bot.Conversations;

/// <summary>A conversation in memory: its last committed state, and what must be known at once about who owns it.</summary>
internal sealed class Conversation
{
    private readonly Lock _lock = new();
    private int _humanSigns;
    private CancellationTokenSource? _turn;
    private string? _interruption;

    public Conversation(string topic, Wire.Thread thread, string stateJson, bool closed) => (Topic, Thread, StateJson, Closed) = (topic, thread, stateJson, closed);

    /// <summary>The state document of a conversation in which nothing has happened.</summary>
    public const string Blank = "{}";

    /// <summary>The topic of the thread.</summary>
    public string Topic { get; }

    /// <summary>The thread as last seen. Replaced, never changed.</summary>
    public Wire.Thread Thread { get; private set; }

    /// <summary>The state document as last committed.</summary>
    public string StateJson { get; private set; }

    /// <summary>Whether it is over.</summary>
    public bool Closed { get; private set; }

    /// <summary>Who owns it, as last committed.</summary>
    public Owner Owner { get; private set; }

    /// <summary>
    /// Whether the bot may speak now: nobody else owns the conversation, and no sign of a human waits to be handled.
    /// </summary>
    public bool BotMaySpeak => Volatile.Read(ref _humanSigns) == 0 && Owner is Owner.Bot or Owner.Waiting or Owner.Closed;

    /// <summary>A sign of a human is waiting to be handled; the turn under way is interrupted.</summary>
    public void HumanSeen()
    {
        Interlocked.Increment(ref _humanSigns);
        Interrupt("a human is writing");
    }

    /// <summary>A sign of a human was handled.</summary>
    public void HumanHandled() => Interlocked.Decrement(ref _humanSigns);

    /// <summary>Cancels the turn under way, if there is one.</summary>
    public void Interrupt(string reason)
    {
        lock (_lock)
        {
            if (_turn is null) return;
            _interruption = reason;
            _turn.Cancel();
        }
    }

    /// <summary>A turn begins.</summary>
    public CancellationToken BeginTurn(CancellationToken stopping)
    {
        lock (_lock)
        {
            _interruption = null;
            _turn = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            return _turn.Token;
        }
    }

    /// <summary>The turn has ended.</summary>
    /// <returns>Why it was interrupted; null if it was not.</returns>
    public string? EndTurn()
    {
        lock (_lock)
        {
            _turn?.Dispose();
            _turn = null;
            return _interruption;
        }
    }

    /// <summary>Takes over what was committed.</summary>
    public void Committed(Wire.Thread thread, string stateJson, Owner owner, bool closed) => (Thread, StateJson, Owner, Closed) = (thread, stateJson, owner, closed);

    /// <summary>As stored.</summary>
    public static Conversation From(ConversationRow row)
    {
        var conversation = new Conversation(row.Topic, Wire.Thread.Parser.ParseFrom(row.Thread), row.State, row.Closed);
        conversation.Owner = ConversationState.FromJson(row.State).Ownership.Owner;
        return conversation;
    }

    /// <summary>A new one.</summary>
    public static Conversation New(Wire.Thread thread) => new(thread.Topic, thread, Blank, closed: false);
}
