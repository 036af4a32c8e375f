namespace Weiyu.Sandbox.Tests.Support;

/// <summary>Servers of a generation, without a store lag.</summary>
internal static class Generation
{
    public static Task<SandboxServer> StartAsync(SandboxGeneration generation = SandboxGeneration.Y2026, TimeProvider? time = null) =>
        StartAsync(SandboxHabits.Of(generation), time);

    public static Task<SandboxServer> StartAsync(SandboxHabits habits, TimeProvider? time = null, SandboxData? data = null) =>
        SandboxServer.StartAsync(
            SandboxOptions.Ephemeral with { Habits = habits, StoreLag = TimeSpan.Zero, Data = data ?? new SandboxData() },
            time,
            cancellation: TestContext.Current.CancellationToken);
}
