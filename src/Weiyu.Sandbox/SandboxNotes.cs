using Weiyu.Sandbox.Desk;
using Weiyu.Sandbox.Messaging;

namespace Weiyu.Sandbox;

/// <summary>What the server itself says, in the words of its generation. Nobody asks anything with it.</summary>
public sealed class SandboxNotes
{
    private readonly Hub _hub;
    private readonly Notes _notes;

    internal SandboxNotes(Hub hub, Notes notes) => (_hub, _notes) = (hub, notes);

    /// <summary>
    /// A few words in a thread. Since 2026 their type is TEXT and only the sender's (SYSTEM) shows what they are; before it is SYSTEM.
    /// </summary>
    public Wire.Message Words(SandboxThread thread, string text) => Say(_notes.Words(thread, text));

    /// <summary>A message of type SYSTEM in a thread: a JSON object since 2026, plain before.</summary>
    public Wire.Message SystemNote(SandboxThread thread, string text) => Say(_notes.SystemNote(thread, text));

    /// <summary>A NOTICE to one account, on <c>system/{user}</c> since 2026, on <c>user/{user}</c> before.</summary>
    public Wire.Message Notice(SandboxAccount account, string title, string text) => Say(_notes.Notice(account, title, text));

    private Wire.Message Say(Wire.Message message)
    {
        _hub.Publish(message, sender: null);
        return message;
    }
}
