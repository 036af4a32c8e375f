using System.Buffers;
using Google.Protobuf;
using Weiyu.Client.Messages;
using Weiyu.Sandbox.State;

namespace Weiyu.Sandbox.Messaging;

/// <summary>
/// The server's heart: takes a message from wherever it comes, stamps it, keeps it, and hands it to everybody who is subscribed.
/// One lock guards all state; what happens under it is short and never waits, so that all see one order.
/// </summary>
internal sealed class Hub
{
    private long _stampSecond = long.MinValue;
    private string _stamp = "";

    private readonly LiveHabits _live;

    public Hub(SandboxOptions options, LiveHabits live, TimeProvider time, SandboxFaults faults)
    {
        (Options, _live, Time, Faults) = (options, live, time, faults);
        Staff = new Staff(options.Data, time);
        Threads = new ThreadBook(time);
        Store = new MessageStore(options, live, time);
        Subscriptions = new Subscriptions(live);
    }

    public Lock Gate { get; } = new();

    public SandboxOptions Options { get; }

    public TimeProvider Time { get; }

    public SandboxFaults Faults { get; }

    /// <summary>As they are now; they may change at any time.</summary>
    public SandboxHabits Habits => _live.Now;

    public SandboxCounters Counters { get; } = new();

    public SandboxCallCounts Calls { get; } = new();

    public ConnectedUsers Presence { get; } = new();

    public Staff Staff { get; }

    public ThreadBook Threads { get; }

    public MessageStore Store { get; }

    public UnreadBox Unread { get; } = new();

    public Subscriptions Subscriptions { get; }

    /// <summary>Sees every message that is passed on. Raised under the lock; subscribe under it too.</summary>
    public event Action<Routed>? PassedOn;

    /// <summary>A thread's owner or state, or (null) an agent's status, is another now. Raised under the lock; subscribe under it too.</summary>
    public event Action<SandboxThread?>? Changed;

    public void HasChanged(SandboxThread? thread) => Changed?.Invoke(thread);

    /// <summary>A PUBLISH packet.</summary>
    public void Publish(in ReadOnlySequence<byte> payload, string packetTopic, byte qos, string sender)
    {
        Counters.CountPublished();
        if (Faults.LosesIncoming())
        {
            Counters.CountLost();
            return;
        }

        var habits = Habits;
        if (!MessageCodec.TryDecode(payload, out var message) || (habits.RoutesByPayload && message.Thread is not { Topic.Length: > 0 }))
        {
            Counters.CountUnparsable();
            if (habits.DropsUnparsable) return;

            message = null;
        }

        Route(message, habits.RoutesByPayload && message is not null ? message.Thread.Topic : packetTopic, payload, qos, sender);
    }

    /// <summary>
    /// A message that did not come as a packet. It belongs to the caller no longer. False when the server could make nothing of it.
    /// </summary>
    public bool Publish(Wire.Message message, string? sender)
    {
        Counters.CountPublished();
        if (message.Thread is not { Topic.Length: > 0 })
        {
            Counters.CountUnparsable();
            return false;
        }

        return Route(message, message.Thread.Topic, default, qos: 1, sender);
    }

    private bool Route(Wire.Message? message, string topic, in ReadOnlySequence<byte> payload, byte qos, string? sender)
    {
        var habits = Habits;
        if (message is not null && habits.FailsOnUnknownThreadType && !ThreadTypes.IsKnown(message.Thread?.Type ?? ""))
        {
            Counters.CountFailed();
            return false;
        }

        lock (Gate)
        {
            var passOn = message;
            if (message is not null)
            {
                message = habits.RewritesMessages ? message : message.Clone();
                message.Status = MessageStatuses.Success;
                message.CreatedAt = Stamp();
            }

            passOn = habits.RewritesMessages ? message : passOn;
            var bytes = payload.IsEmpty || (habits.RewritesMessages && message is not null) ? passOn?.ToByteArray() ?? [] : payload.ToArray();
            var routed = new Routed(passOn, topic, bytes, qos, sender);
            if (message is not null) Keep(message);

            Subscriptions.Deliver(routed);
            PassedOn?.Invoke(routed);
        }

        return true;
    }

    /// <summary>The server's time as text; never runs backwards, so that the history's order is the order of arrival.</summary>
    private string Stamp()
    {
        var now = Time.GetUtcNow().ToUnixTimeSeconds();
        if (now > _stampSecond)
        {
            _stampSecond = now;
            _stamp = MessageTime.Write(DateTimeOffset.FromUnixTimeSeconds(now));
        }

        return _stamp;
    }

    /// <summary>What a message does to the history, to its thread and to what is unread.</summary>
    private void Keep(Wire.Message message)
    {
        if (Threads.ByUid(message.Thread?.Uid) is not { } thread)
        {
            Counters.CountUnknownThread();
            return;
        }

        switch (message.Type)
        {
            case MessageTypes.Read or MessageTypes.Delivered:
                Store.SetStatus(message.Content, message.Type);
                if (message.Type == MessageTypes.Read && thread.Agent is { } reader && Unread.Remove(reader.UserUid, message.Content))
                {
                    thread.UnreadCount = Math.Max(0, thread.UnreadCount - 1);
                }

                return;
            case MessageTypes.Recall:
                Store.Recall(message.Content);
                return;
            case MessageTypes.Transfer:
                thread.PendingTransfer = message;
                break;
            case MessageTypes.TransferCancel or MessageTypes.TransferTimeout or MessageTypes.TransferReject:
                thread.PendingTransfer = null;
                break;
            default:
                break;
        }

        if (!Store.TryAdd(message, thread.Topic))
        {
            if (Store.Find(message.Uid) is not null) Counters.CountRepeated();

            return;
        }

        Counters.CountStored();
        if (!MessageTypes.IsUpdate(message.Type)) thread.LastMessage = message;

        Threads.Touch(thread);
        if (thread.Agent is { } agent && message.User is { } user && Staff.Speaker(user.Uid) is null && !UserTypes.IsMachine(user.Type))
        {
            Unread.Add(agent.UserUid, message);
            thread.UnreadCount++;
        }
    }
}
