using Weiyu.Sandbox;

namespace Weiyu.EndToEnd.Support;

/// <summary>Servers for tests.</summary>
internal static class Sandboxes
{
    /// <summary>
    /// The generation of the server that the suite is run against: 2024, 2025 or 2026 in the variable WEIYU_GENERATION; today's where it says nothing.
    /// </summary>
    public static SandboxGeneration Generation { get; } =
        Environment.GetEnvironmentVariable("WEIYU_GENERATION") is { Length: > 0 } year ? Enum.Parse<SandboxGeneration>("Y" + year) : SandboxGeneration.Y2026;

    /// <summary>Whether the suite is run against a broker that does what the standard says: <c>textbook</c> in the variable WEIYU_BROKER.</summary>
    public static bool IsTextbook { get; } = Environment.GetEnvironmentVariable("WEIYU_BROKER") == "textbook";

    /// <summary>What the servers of this run do.</summary>
    public static SandboxHabits Habits { get; } = IsTextbook ? SandboxHabits.Of(Generation).AsTextbook() : SandboxHabits.Of(Generation);

    /// <summary>On free ports, with a history that lags only a little.</summary>
    public static SandboxOptions Quick { get; } = SandboxOptions.Ephemeral with { Habits = Habits, StoreLag = TimeSpan.FromMilliseconds(200) };

    /// <summary>
    /// With the platform's broker, whichever the suite is run against: for what only that one does, such as bringing a thread of which nobody has heard yet to
    /// its members, and marking what it took as SUCCESS.
    /// </summary>
    public static SandboxOptions WithItsOwnBroker { get; } = Quick with { Habits = SandboxHabits.Of(Generation) };

    /// <summary>Starts one.</summary>
    public static Task<SandboxServer> StartAsync(SandboxOptions? options = null, TimeProvider? time = null) =>
        SandboxServer.StartAsync(options ?? Quick, time, cancellation: TestContext.Current.CancellationToken);
}
