namespace Weiyu.Rules.Grammar;

/// <summary>The words of the platform that rule files may use. What they mean on the wire is no matter of the rules.</summary>
internal sealed record Platform
{
    /// <summary>No words at all: each is taken as it stands.</summary>
    public static Platform Unknown { get; } = new();

    /// <summary>The types of messages that advice names.</summary>
    public IReadOnlyCollection<string> MessageTypes { get; init; } = [];

    /// <summary>The types of threads that advice names.</summary>
    public IReadOnlyCollection<string> ThreadTypes { get; init; } = [];

    /// <summary>Whether a message type is one of the platform's.</summary>
    public Func<string, bool> IsMessageType { get; init; } = static _ => true;

    /// <summary>Whether a thread type is one of the platform's.</summary>
    public Func<string, bool> IsThreadType { get; init; } = static _ => true;

    /// <summary>Whether a notice can be a message of a type.</summary>
    public Func<string, bool> MayBeNotice { get; init; } = static _ => true;

    /// <summary>Whether a text is a topic that can be sent to.</summary>
    public Func<string, bool> IsTopic { get; init; } = static _ => true;

    /// <summary>The topic of the group with a uid.</summary>
    public Func<string, string> GroupTopic { get; init; } = static uid => uid;
}
