using Weiyu.Client.Messages;
using Weiyu.Client.Rest;
using Weiyu.Sandbox.Desk;
using Weiyu.Sandbox.Messaging;

namespace Weiyu.Sandbox;

/// <summary>
/// A human agent at a client of its own. With the bot's account it is the person who has the same account open elsewhere:
/// what it says carries the bot's uid. Thread-safe; only WaitForAsync waits.
/// </summary>
public sealed class SandboxAgent : IDisposable
{
    private readonly Hub _hub;
    private readonly ThreadDesk _desk;
    private bool _isDisposed;

    internal SandboxAgent(Hub hub, ThreadDesk desk, SandboxAccount account)
    {
        (_hub, _desk, Account) = (hub, desk, account);
        Inbox = new ReceivedMessages(account.UserUid, hub.Options.MaxReceived)
        {
            IsOwn = m => m.User is { } user && (user.Uid == account.UserUid || user.Uid == account.AgentUid),
        };
        lock (hub.Gate)
        {
            hub.Subscriptions.Attach(account.UserUid, Inbox);
            hub.Presence.Add(account.UserUid);
            desk.AddInboxTopics(account);
        }
    }

    /// <summary>Who it is.</summary>
    public SandboxAccount Account { get; }

    /// <summary>What others sent, oldest first.</summary>
    public IReadOnlyList<Wire.Message> Received => Inbox.Received;

    /// <summary>The hand-overs that were asked for and not answered.</summary>
    public IReadOnlyList<SandboxThread> PendingTransfers
    {
        get
        {
            lock (_hub.Gate) return [.. _hub.Threads.All.Where(t => t.PendingTransfer is not null)];
        }
    }

    /// <summary>AVAILABLE, AWAY, …</summary>
    public string Status
    {
        get
        {
            lock (_hub.Gate) return _hub.Staff.StatusOf(Account.AgentUid ?? "");
        }
    }

    internal ReceivedMessages Inbox { get; }

    /// <summary>Begins to receive a thread's messages, without taking it.</summary>
    public void Join(SandboxThread thread)
    {
        lock (_hub.Gate)
        {
            _hub.Subscriptions.Add(Account.UserUid, thread.Topic, 1);
            thread.Participants.Add(Account.UserUid);
            thread.Monitors.Add(Account.UserUid);
        }
    }

    /// <summary>The thread is given to this agent.</summary>
    public void TakeOver(SandboxThread thread) => _desk.Assign(thread, Account);

    /// <summary>The thread is given to the bot again.</summary>
    public void GiveBack(SandboxThread thread) => _desk.Assign(thread, _hub.Staff.Data.Bot);

    /// <summary>Says something.</summary>
    public Wire.Message Say(SandboxThread thread, string text) => Send(thread, MessageTypes.Text, text);

    /// <summary>Sends a message of any type: as the agent in threads of type AGENT and WORKGROUP, as the user elsewhere.</summary>
    public Wire.Message Send(SandboxThread thread, string type, string content, string? uid = null)
    {
        lock (_hub.Gate)
        {
            if (!thread.Participants.Contains(Account.UserUid)) Join(thread);

            var message = _desk.Writer.Write(thread, MessageWriter.Speaker(Account, thread.Type), type, content, uid);
            _hub.Publish(message, Account.UserUid);
            return message;
        }
    }

    /// <summary>The agent is writing.</summary>
    public void Typing(SandboxThread thread) => Send(thread, MessageTypes.Typing, "");

    /// <summary>The agent has seen a message.</summary>
    public void Read(SandboxThread thread, string messageUid) => Send(thread, MessageTypes.Read, messageUid);

    /// <summary>Takes a message back.</summary>
    public void Recall(SandboxThread thread, string messageUid) => Send(thread, MessageTypes.Recall, messageUid);

    /// <summary>Offers a thread to a colleague: TRANSFER is sent in it.</summary>
    public Wire.Message Transfer(SandboxThread thread, SandboxAccount receiver, string note = "") =>
        Send(thread, MessageTypes.Transfer, _desk.Transfers.Offer(thread, Account, receiver, note));

    /// <summary>Takes a thread that was offered by TRANSFER: it becomes this agent's, and TRANSFER_ACCEPT is sent in it.</summary>
    public void AcceptTransfer(SandboxThread thread)
    {
        lock (_hub.Gate)
        {
            var transfer = thread.PendingTransfer;
            thread.PendingTransfer = null;
            _desk.Assign(thread, Account);
            Send(thread, MessageTypes.TransferAccept, _desk.Transfers.Answer(thread, transfer, Account, isAccepted: true));
        }
    }

    /// <summary>Declines a thread that was offered by TRANSFER.</summary>
    public void RejectTransfer(SandboxThread thread)
    {
        lock (_hub.Gate)
        {
            var transfer = thread.PendingTransfer;
            thread.PendingTransfer = null;
            Send(thread, MessageTypes.TransferReject, _desk.Transfers.Answer(thread, transfer, Account, isAccepted: false));
        }
    }

    /// <summary>Says whether the agent is there: one of <see cref="AgentStatuses"/>.</summary>
    public void SetStatus(string status)
    {
        if (!AgentStatuses.IsKnown(status) || !_desk.SetStatus(Account.AgentUid ?? "", status))
        {
            throw new ArgumentException($"'{status}' is no status of an agent.", nameof(status));
        }
    }

    /// <summary>Ends a thread; AGENT_CLOSED is sent in it.</summary>
    public void CloseThread(SandboxThread thread) => _desk.Close(thread, Notes.Agent, Account);

    /// <summary>The first message from others, received already or to come, that the predicate likes.</summary>
    public Task<Wire.Message> WaitForAsync(Func<Wire.Message, bool> predicate, CancellationToken cancellation = default) =>
        Inbox.WaitForAsync(predicate, cancellation);

    /// <summary>Closes this client; the account stays.</summary>
    public void Dispose()
    {
        lock (_hub.Gate)
        {
            if (_isDisposed) return;

            _isDisposed = true;
            _hub.Presence.Remove(Account.UserUid);
            _hub.Subscriptions.Detach(Account.UserUid, Inbox);
        }
    }
}
