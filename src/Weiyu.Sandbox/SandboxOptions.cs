namespace Weiyu.Sandbox;

/// <summary>How a sandbox is started. Everything is held in memory and gone when it stops.</summary>
public sealed record SandboxOptions
{
    /// <summary>REST and the pages. Loopback only; port 0 takes a free one (see <see cref="SandboxServer.ApiUrl"/>).</summary>
    public string ApiUrl { get; init; } = "http://127.0.0.1:9003";

    /// <summary>MQTT over WebSocket. Loopback only; port 0 takes a free one (see <see cref="SandboxServer.MqttUrl"/>).</summary>
    public string MqttUrl { get; init; } = "ws://127.0.0.1:9885/websocket";

    /// <summary>Both addresses on free ports: for tests that run side by side.</summary>
    public static SandboxOptions Ephemeral { get; } = new() { ApiUrl = "http://127.0.0.1:0", MqttUrl = "ws://127.0.0.1:0/websocket" };

    /// <summary>Who exists at the start.</summary>
    public SandboxData Data { get; init; } = new();

    /// <summary>
    /// In what the server differs from a textbook broker and from its other generations, at the start; see <see cref="SandboxServer.Habits"/>.
    /// </summary>
    public SandboxHabits Habits { get; init; } = SandboxHabits.Real;

    /// <summary>How long an accepted message stays out of the history: the real server writes in batches, every five seconds.</summary>
    public TimeSpan StoreLag { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a token lives.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromDays(30);

    /// <summary>What the server says, in the agent's name, when a thread is opened (a WELCOME); nothing when null.</summary>
    public string? Welcome { get; init; }

    /// <summary>Seed of everything random: faults by fraction, tokens excepted.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Messages kept over all threads; the oldest go first.</summary>
    public int MaxMessages { get; init; } = 500_000;

    /// <summary>Messages kept in the list <c>Received</c> of each visitor and agent; the oldest go first.</summary>
    public int MaxReceived { get; init; } = 10_000;

    /// <summary>Largest file that a page may upload, in bytes.</summary>
    public int MaxUpload { get; init; } = 8 * 1024 * 1024;

    /// <summary>All uploaded files together, in bytes; the oldest go first.</summary>
    public long MaxUploads { get; init; } = 64L * 1024 * 1024;
}
