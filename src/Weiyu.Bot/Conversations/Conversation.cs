using Weiyu.Bot.Core;
using Weiyu.Bot.Pipeline;
using Weiyu.Bot.Storage;
using Weiyu.Rules.Model;

namespace Weiyu.Bot.Conversations;

/// <summary>A conversation in memory: its last committed state, and what must be known at once about who owns it.</summary>
internal sealed class Conversation
{
    private const int MaxRecalled = 32;
    private static readonly Interruption HumanIsHere = new(InterruptionKind.Human, "a human is here");
    private const int MaxWithdrawn = 256;

    private readonly Lock _lock = new();
    private readonly Queue<string> _recalled = new();
    private readonly Queue<long> _withdrawn = new();
    private TaskCompletionSource? _noSigns;
    private int _humanSigns;
    private CancellationTokenSource? _turn;
    private RunningTurn? _running;
    private Interruption? _interruption;

    public Conversation(string topic, Wire.Thread thread, string stateJson, bool closed) => (Topic, Thread, StateJson, Closed) = (topic, thread, stateJson, closed);

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
    public bool BotMaySpeak => !HasSigns && Owner is Owner.Bot or Owner.Waiting or Owner.Closed;

    /// <summary>Whether a sign of a human waits to be handled.</summary>
    public bool HasSigns => Volatile.Read(ref _humanSigns) > 0;

    /// <summary>Whether a human is writing at this moment.</summary>
    public HumanTyping Typing { get; } = new();

    /// <summary>When a sign of the human who owns it was last handled; a rough time, kept in memory only.</summary>
    public DateTimeOffset LastSign { get; set; }

    /// <summary>A sign of a human is waiting to be handled; the turn under way is interrupted.</summary>
    public void HumanSeen()
    {
        lock (_lock)
        {
            if (_humanSigns++ == 0) _noSigns = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        Typing.Over();
        Interrupt(HumanIsHere);
    }

    /// <summary>A sign of a human was handled.</summary>
    public void HumanHandled()
    {
        lock (_lock)
        {
            if (--_humanSigns == 0) _noSigns!.TrySetResult();
        }
    }

    /// <summary>Completes when no sign of a human waits to be handled: then the owner is known.</summary>
    public Task SignsHandledAsync(CancellationToken cancellationToken)
    {
        lock (_lock) return _humanSigns == 0 ? Task.CompletedTask : _noSigns!.Task.WaitAsync(cancellationToken);
    }

    /// <summary>A message was taken back by who wrote it: if it is being answered, or waits for that, nobody answers it.</summary>
    public void Recalled(string uid)
    {
        lock (_lock)
        {
            _recalled.Enqueue(uid);
            if (_recalled.Count > MaxRecalled) _recalled.Dequeue();
            if (_running?.Uid == uid) Interrupt(new Interruption(InterruptionKind.Recalled, "the question was recalled"));
        }
    }

    /// <summary>Whether a message was recalled lately.</summary>
    public bool IsRecalled(string uid)
    {
        lock (_lock) return _recalled.Contains(uid);
    }

    /// <summary>Replies were taken back in the store: a sender that has them in hand must not send them.</summary>
    public void Withdrawn(IReadOnlyList<long> seqs)
    {
        lock (_lock)
        {
            foreach (var seq in seqs) _withdrawn.Enqueue(seq);
            while (_withdrawn.Count > MaxWithdrawn) _withdrawn.Dequeue();
        }
    }

    /// <summary>Whether a reply was taken back lately.</summary>
    public bool IsWithdrawn(long seq)
    {
        lock (_lock) return _withdrawn.Contains(seq);
    }

    /// <summary>The visitor has written again: what that means for the turn under way is its own affair.</summary>
    public void AnotherQuestion()
    {
        lock (_lock)
        {
            if (_running is not { IsQuestion: true, WhenAnotherComes: not NextQuestion.Queue } running) return;
            Interrupt(running.WhenAnotherComes == NextQuestion.Merge
                ? new Interruption(InterruptionKind.Merged, "it is answered together with the next question")
                : new Interruption(InterruptionKind.Moot, "the next question replaces it"));
        }
    }

    /// <summary>Another robot has answered the visitor: the answer that is being made is wanted no longer.</summary>
    public void AnsweredElsewhere()
    {
        lock (_lock)
        {
            if (_running is { IsQuestion: true }) Interrupt(new Interruption(InterruptionKind.Moot, "another robot answered"));
        }
    }

    /// <summary>Cancels the turn under way, if there is one.</summary>
    private void Interrupt(Interruption interruption)
    {
        lock (_lock)
        {
            if (_turn is null) return;
            // A human goes before everything else.
            if (_interruption is null || interruption.Kind == InterruptionKind.Human) _interruption = interruption;
            _turn.Cancel();
        }
    }

    /// <summary>A turn begins.</summary>
    public CancellationToken BeginTurn(RunningTurn running, CancellationToken stopping)
    {
        lock (_lock)
        {
            _interruption = null;
            _running = running;
            _turn = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            // A human came while it waited for its turn: nobody thinks about it before that is handled.
            if (_humanSigns > 0 && !running.IsHumanSign) Interrupt(HumanIsHere);
            return _turn.Token;
        }
    }

    /// <summary>The turn has ended.</summary>
    /// <returns>Why it was interrupted; null if it was not.</returns>
    public Interruption? EndTurn()
    {
        lock (_lock)
        {
            _turn?.Dispose();
            _turn = null;
            _running = null;
            return _interruption;
        }
    }

    /// <summary>Takes over what was committed.</summary>
    public void Committed(Wire.Thread thread, string stateJson, Owner owner, bool closed) => (Thread, StateJson, Owner, Closed) = (thread, stateJson, owner, closed);

    /// <summary>Takes over what is stored: another instance may have changed it.</summary>
    public void Refresh(ConversationRow row)
    {
        if (row.State != StateJson) Committed(Wire.Thread.Parser.ParseFrom(row.Thread), row.State, ConversationState.FromJson(row.State).Ownership.Owner, row.Closed);
    }

    /// <summary>As stored.</summary>
    public static Conversation From(ConversationRow row)
    {
        var conversation = new Conversation(row.Topic, Wire.Thread.Parser.ParseFrom(row.Thread), row.State, row.Closed);
        conversation.Owner = ConversationState.FromJson(row.State).Ownership.Owner;
        return conversation;
    }

    /// <summary>A new one.</summary>
    public static Conversation New(Wire.Thread thread) => new(thread.Topic, thread, ConversationState.Blank, closed: false);
}
