using System.Text.Json.Nodes;
using Weiyu.Client.Messages;
using Weiyu.Sandbox.Messaging;

namespace Weiyu.Sandbox.Desk;

/// <summary>
/// What the server itself says. Since 2026 that is the SYSTEM user, on channel SYSTEM, with JSON in what used to be plain text; older servers let the
/// agent say that it has closed the conversation.
/// </summary>
internal sealed class Notes(Hub hub, MessageWriter writer)
{
    /// <summary>Values of a thread's <c>closeType</c>.</summary>
    public const string Auto = "AUTO";
    public const string Agent = "AGENT";
    public const string Visitor = "VISITOR";

    private SandboxHabits Habits => hub.Habits;

    /// <summary>The thread has been closed.</summary>
    public Wire.Message Closed(SandboxThread thread, SandboxAccount? by)
    {
        var (type, text) = thread.CloseType switch
        {
            Agent => (MessageTypes.AgentClosed, "会话已结束"),
            Visitor when Habits.NotesBySystemUser => (MessageTypes.VisitorClosed, "访客已结束会话"),
            _ => (MessageTypes.AutoClosed, "会话已自动结束"),
        };
        return by is null || Habits.NotesBySystemUser
            ? writer.WriteAsSystem(thread, type, Note(thread, type, text))
            : writer.Write(thread, MessageWriter.Speaker(by, thread.Type), type, text);
    }

    /// <summary>A few words of the server to the visitor. Today their type is TEXT: only the sender shows that nobody asks anything.</summary>
    public Wire.Message Words(SandboxThread thread, string text) => Habits.NotesBySystemUser
        ? writer.WriteAsSystem(thread, MessageTypes.Text, text)
        : writer.WriteAsSystem(thread, MessageTypes.System, text);

    /// <summary>A message of type SYSTEM.</summary>
    public Wire.Message SystemNote(SandboxThread thread, string text) =>
        writer.WriteAsSystem(thread, MessageTypes.System, Note(thread, MessageTypes.System, text));

    /// <summary>A notice to one user: on <c>system/{user}</c> in 2026, on <c>user/{user}</c> before.</summary>
    public Wire.Message Notice(SandboxAccount account, string title, string text)
    {
        var content = !Habits.NotesAreJson ? text : MessageWriter.Text(new JsonObject
        {
            ["noticeUid"] = MessageWriter.NewUid(),
            ["title"] = title,
            ["content"] = text,
            ["type"] = "SYSTEM",
            ["status"] = "UNREAD",
            ["level"] = "USER",
            ["orgUid"] = hub.Options.Data.OrgUid,
            ["userUid"] = account.UserUid,
            ["extra"] = "",
        });
        return writer.WriteTo(account, NoticeTopic(account), MessageTypes.Notice, content);
    }

    /// <summary>Where notices to a user go.</summary>
    public string NoticeTopic(SandboxAccount account) => Habits.NotesAreJson ? "system/" + account.UserUid : Topics.User(account.UserUid);

    /// <summary>The user is logged out by force.</summary>
    public Wire.Message Kickoff(SandboxAccount account, string text) =>
        writer.WriteTo(account, Topics.User(account.UserUid), MessageTypes.Kickoff, text);

    /// <summary>Somebody put an emoji to a message, or took it off again.</summary>
    public Wire.Message Reaction(SandboxThread thread, Wire.Message target, string emoji, string userUid) =>
        writer.WriteAsSystem(thread, MessageTypes.Reaction, MessageWriter.Text(new JsonObject
        {
            ["messageUid"] = target.Uid,
            ["content"] = target.Content,
            ["emoji"] = emoji,
            ["userUid"] = userUid,
            ["serverTimestamp"] = hub.Time.GetUtcNow().ToUnixTimeMilliseconds(),
        }));

    /// <summary>Somebody listened to a voice message.</summary>
    public Wire.Message Playback(SandboxThread thread, Wire.Message target, string? userUid) =>
        writer.WriteAsSystem(thread, MessageTypes.Playback, MessageWriter.Text(new JsonObject
        {
            ["messageUid"] = target.Uid,
            ["content"] = target.Content,
            ["played"] = true,
            ["userUid"] = userUid,
            ["serverTimestamp"] = hub.Time.GetUtcNow().ToUnixTimeMilliseconds(),
        }));

    /// <summary>{type, content, title, extra}, and in extra whether the visitor is to say if it was solved.</summary>
    private string Note(SandboxThread thread, string type, string text) => !Habits.NotesAreJson ? text : MessageWriter.Text(new JsonObject
    {
        ["type"] = type,
        ["content"] = text,
        ["title"] = "",
        ["extra"] = MessageWriter.Text(new JsonObject
        {
            ["resolvedPrompt"] = new JsonObject
            {
                ["show"] = MessageTypes.EndsConversation(type),
                ["threadUid"] = thread.Uid,
                ["orgUid"] = hub.Options.Data.OrgUid,
                ["allowResolvedFeedback"] = true,
                ["submitted"] = false,
                ["resolved"] = false,
            },
        }),
    });
}
