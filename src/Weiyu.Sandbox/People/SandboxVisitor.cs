using Weiyu.Client.Messages;
using Weiyu.Sandbox.Desk;
using Weiyu.Sandbox.Messaging;

namespace Weiyu.Sandbox;

/// <summary>
/// Somebody who asks: a visitor, or in threads of type MEMBER and GROUP a colleague. Lives in this process and talks to the server without a socket.
/// Thread-safe; nothing here waits except <see cref="WaitForAsync(Func{Wire.Message, bool}, CancellationToken)"/>.
/// </summary>
public sealed class SandboxVisitor : IDisposable
{
    private readonly Hub _hub;
    private readonly ThreadDesk _desk;
    private SandboxThread? _thread;

    internal SandboxVisitor(Hub hub, ThreadDesk desk, Wire.User user)
    {
        (_hub, _desk, User) = (hub, desk, user);
        Inbox = new ReceivedMessages(user.Uid, hub.Options.MaxReceived) { IsOwn = m => m.User?.Uid == user.Uid };
        Connect();
    }

    /// <summary>Who it is.</summary>
    public Wire.User User { get; }

    /// <summary>Uid of the visitor.</summary>
    public string Uid => User.Uid;

    /// <summary>The thread opened last, which everything is said in unless another is named.</summary>
    public SandboxThread Thread
    {
        get => _thread ?? throw new InvalidOperationException("This visitor has no thread yet: call SandboxServer.OpenThreadAsync first.");
        internal set => _thread = value;
    }

    /// <summary>What others sent to the visitor, oldest first: replies, and also TYPING, receipts and notices.</summary>
    public IReadOnlyList<Wire.Message> Received => Inbox.Received;

    /// <summary>Whether the visitor is there. While it is not, it receives nothing.</summary>
    public bool IsConnected { get; private set; }

    internal ReceivedMessages Inbox { get; }

    internal bool HasThread => _thread is not null;

    /// <summary>Comes back.</summary>
    public void Connect()
    {
        lock (_hub.Gate)
        {
            _hub.Subscriptions.Attach(Uid, Inbox);
            IsConnected = true;
        }
    }

    /// <summary>Goes away: what is sent to it meanwhile is only in the history.</summary>
    public void Disconnect()
    {
        lock (_hub.Gate)
        {
            _hub.Subscriptions.Detach(Uid, Inbox);
            IsConnected = false;
        }
    }

    /// <summary>Says something. A closed thread is opened again by it.</summary>
    /// <returns>The message as it was sent; its uid is what receipts name.</returns>
    public Wire.Message Say(string text, SandboxThread? thread = null) => Send(MessageTypes.Text, text, thread);

    /// <summary>Sends a message of any type.</summary>
    /// <param name="type">One of <see cref="MessageTypes"/>, or anything.</param>
    /// <param name="content">Text or JSON, by type.</param>
    /// <param name="thread">Where; the visitor's last thread when null.</param>
    /// <param name="uid">The message's uid; a new one when null.</param>
    public Wire.Message Send(string type, string content, SandboxThread? thread = null, string? uid = null)
    {
        thread ??= Thread;
        lock (_hub.Gate)
        {
            if (thread.IsClosed && !MessageTypes.IsReceipt(type) && !MessageTypes.IsEphemeral(type)) _desk.Reopen(thread);

            var message = _desk.Writer.Write(thread, User, type, content, uid);
            _hub.Publish(message, Uid);
            return message;
        }
    }

    /// <summary>The visitor is writing.</summary>
    public void Typing(SandboxThread? thread = null) => Send(MessageTypes.Typing, "", thread);

    /// <summary>Shows what the visitor has written so far.</summary>
    public void Preview(string text, SandboxThread? thread = null) => Send(MessageTypes.Preview, text, thread);

    /// <summary>The visitor has seen a message.</summary>
    public void Read(string messageUid, SandboxThread? thread = null) => Send(MessageTypes.Read, messageUid, thread);

    /// <summary>A message has reached the visitor's device.</summary>
    public void Delivered(string messageUid, SandboxThread? thread = null) => Send(MessageTypes.Delivered, messageUid, thread);

    /// <summary>
    /// Puts an emoji to a message, or takes it off again; the server tells everybody with REACTION. (2026; the server's older generations know no
    /// such thing.)
    /// </summary>
    /// <returns>The message as it is in the history now; null when there is no such message.</returns>
    public Wire.Message? React(string messageUid, string emoji) => _desk.Reactions.Toggle(messageUid, emoji, Uid);

    /// <summary>Has listened to a voice message; the server tells everybody with PLAYBACK. (2026.) False when there is no such message.</summary>
    public bool Playback(string messageUid) => _desk.Reactions.Play(messageUid, Uid);

    /// <summary>Ends the conversation: VISITOR_CLOSED (2026), or AUTO_CLOSED. The next word opens it again.</summary>
    public void CloseThread(SandboxThread? thread = null) => _desk.Close(thread ?? Thread, Notes.Visitor);

    /// <summary>Takes a message back.</summary>
    public void Recall(string messageUid, SandboxThread? thread = null) => Send(MessageTypes.Recall, messageUid, thread);

    /// <summary>The first message from others, received already or to come, that the predicate likes.</summary>
    public Task<Wire.Message> WaitForAsync(Func<Wire.Message, bool> predicate, CancellationToken cancellation = default) =>
        Inbox.WaitForAsync(predicate, cancellation);

    /// <summary>The first TEXT from others, received already or to come.</summary>
    public Task<Wire.Message> WaitForTextAsync(CancellationToken cancellation = default) =>
        Inbox.WaitForAsync(m => m.Type == MessageTypes.Text, cancellation);

    /// <summary>Forgets what was received.</summary>
    public void ClearReceived() => Inbox.Clear();

    /// <summary>The visitor leaves for good; its threads stay.</summary>
    public void Dispose()
    {
        lock (_hub.Gate)
        {
            Disconnect();
            _hub.Subscriptions.Forget(Uid);
        }
    }
}
