using Weiyu.Sandbox;

namespace Weiyu.EndToEnd.Support;

/// <summary>Servers for tests.</summary>
internal static class Sandboxes
{
    /// <summary>On free ports, with a history that lags only a little.</summary>
    public static SandboxOptions Quick { get; } = SandboxOptions.Ephemeral with { StoreLag = TimeSpan.FromMilliseconds(200) };

    /// <summary>Starts one.</summary>
    public static Task<SandboxServer> StartAsync(SandboxOptions? options = null, TimeProvider? time = null) =>
        SandboxServer.StartAsync(options ?? Quick, time, cancellation: TestContext.Current.CancellationToken);
}
