using System.Collections.Concurrent;

namespace Weiyu.Client.Rest;

/// <summary>
/// Remembers which form of each call this server answers. Learnt from answers alone; a server that is updated while the client runs no longer has the
/// remembered path, and so is asked for the other one at once.
/// </summary>
internal sealed class Dialect
{
    private readonly ConcurrentDictionary<ServerCall, CallForm> _proven = new();

    /// <summary>The generation that the answers so far speak for; null before the first that tells.</summary>
    public ServerGeneration? Generation => _proven.GetValueOrDefault(ServerCalls.History) is { } form ? form.Until
        : _proven.GetValueOrDefault(ServerCalls.Agent) is { } other ? other.Until
        : null;

    /// <summary>Whether a server that is known would not have a call that came with a generation.</summary>
    public bool Lacks(ServerCall call) => Generation is { } known && call.Forms.All(f => f.Since > known);

    /// <summary>The forms of a call in the order in which to ask.</summary>
    public IEnumerable<CallForm> FormsOf(ServerCall call)
    {
        var first = _proven.GetValueOrDefault(call);
        if (first is not null) yield return first;
        foreach (var form in call.Forms) if (form != first) yield return form;
    }

    /// <summary>Whether the server has answered a form before.</summary>
    public bool IsProven(ServerCall call, CallForm form) => _proven.GetValueOrDefault(call) == form;

    /// <summary>The server answered a form as a server of that generation does.</summary>
    public void Proven(ServerCall call, CallForm form) => _proven[call] = form;

    /// <summary>The server no longer answers a form.</summary>
    public void Gone(ServerCall call, CallForm form) => _proven.TryRemove(new KeyValuePair<ServerCall, CallForm>(call, form));
}
