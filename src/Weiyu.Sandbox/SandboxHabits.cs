namespace Weiyu.Sandbox;

/// <summary>
/// In what the real server differs from a textbook MQTT broker, each switchable. A client has to work with both ends,
/// <see cref="Real"/> and <see cref="Textbook"/>, and with what lies between.
/// </summary>
public sealed record SandboxHabits
{
    /// <summary>The real server, as it is observed.</summary>
    public static SandboxHabits Real { get; } = new();

    /// <summary>A broker that does what the MQTT 3.1.1 standard says and changes no payload.</summary>
    public static SandboxHabits Textbook { get; } = new()
    {
        RoutesByPayload = false,
        DropsUnparsable = false,
        SubscriptionsPerUser = false,
        ExactTopics = false,
        AddsAgentTopics = false,
        RewritesMessages = false,
        AlwaysQosOne = false,
        KeepsForOffline = true,
        SharedPacketIdentifiers = false,
        AcknowledgesFirst = false,
        FailsOnUnknownThreadType = false,
        AcceptsAnyPassword = false,
        MaxPacketSize = 268_435_455,
    };

    /// <summary>A PUBLISH goes to the payload's <c>thread.topic</c>, whatever topic the packet names.</summary>
    public bool RoutesByPayload { get; init; } = true;

    /// <summary>A payload that is no message is dropped without a word. Off: it is passed on as it is.</summary>
    public bool DropsUnparsable { get; init; } = true;

    /// <summary>Subscriptions belong to the user (the first part of the client id), not to the client, and outlive the connection.</summary>
    public bool SubscriptionsPerUser { get; init; } = true;

    /// <summary><c>+</c> and <c>#</c> match nothing.</summary>
    public bool ExactTopics { get; init; } = true;

    /// <summary>The agent that a thread is given to receives its topic without subscribing.</summary>
    public bool AddsAgentTopics { get; init; } = true;

    /// <summary>The sender gets its own message back, as everybody else does.</summary>
    public bool EchoesToSender { get; init; } = true;

    /// <summary>What is passed on carries status SUCCESS and the server's time.</summary>
    public bool RewritesMessages { get; init; } = true;

    /// <summary>Everything is sent at QoS 1, whatever was published and asked for.</summary>
    public bool AlwaysQosOne { get; init; } = true;

    /// <summary>
    /// Messages wait for a client with a persistent session, and what it did not acknowledge is sent again at its next connect.
    /// The real server does neither.
    /// </summary>
    public bool KeepsForOffline { get; init; }

    /// <summary>One counter for the packet identifiers of all clients, which passes through 0. (Only where messages are not kept for offline clients.)</summary>
    public bool SharedPacketIdentifiers { get; init; } = true;

    /// <summary>PUBACK leaves before anybody looks at the payload. (Only where everything is sent at QoS 1.)</summary>
    public bool AcknowledgesFirst { get; init; } = true;

    /// <summary>A message whose <c>thread.type</c> is not known fails: nobody gets it.</summary>
    public bool FailsOnUnknownThreadType { get; init; } = true;

    /// <summary>Any user name and password will do. Off: the password has to be a valid access token; otherwise return code 4.</summary>
    public bool AcceptsAnyPassword { get; init; } = true;

    /// <summary>Largest packet taken, in bytes; a larger one closes the connection.</summary>
    public int MaxPacketSize { get; init; } = 10_240;

    /// <summary>A login needs a captcha unless its channel's name contains FLUTTER.</summary>
    public bool WantsCaptcha { get; init; } = true;
}
