namespace Weiyu.Sandbox.Rest.Answers;

/// <summary>One call of the server: where it is, who may make it, what it does.</summary>
/// <param name="Method">GET or POST.</param>
/// <param name="Path">With parameters in braces.</param>
/// <param name="Handle">Answers it; the body is empty for a GET.</param>
internal sealed record RestRoute(string Method, string Path, Func<RestCall, Body, Task> Handle)
{
    /// <summary>Whether a server of these habits has the call.</summary>
    public Func<SandboxHabits, bool> IsServed { get; init; } = static _ => true;

    /// <summary>The authority that the call is marked with; null: none.</summary>
    public string? Authority { get; init; }

    /// <summary>The call wants the caller's organisation.</summary>
    public bool WantsOrgUid { get; init; }

    public static RestRoute Get(string path, Func<RestCall, Task> handle) => new("GET", path, (call, _) => handle(call));

    public static RestRoute Post(string path, Func<RestCall, Body, Task> handle) => new("POST", path, handle);

    /// <summary>A call that came with 2026.</summary>
    public RestRoute New() => this with { IsServed = static habits => habits.HasCallsOf2026 };
}
