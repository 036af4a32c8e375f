namespace Weiyu.Sandbox;

/// <summary>An MQTT connection that stands now.</summary>
/// <param name="ClientId">{user}/{channel}/{device}.</param>
/// <param name="UserUid">First part of the client id.</param>
/// <param name="Username">What it logged in with.</param>
/// <param name="CleanSession">As the client asked.</param>
/// <param name="KeepAlive">Seconds, as the client asked.</param>
/// <param name="Topics">What it is subscribed to, what the server added included.</param>
/// <param name="ConnectedAt">Since when.</param>
public sealed record SandboxSession(
    string ClientId,
    string UserUid,
    string? Username,
    bool CleanSession,
    int KeepAlive,
    IReadOnlyCollection<string> Topics,
    DateTimeOffset ConnectedAt);
