using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Weiyu.Client.Rest;

/// <summary>Why a call does not work.</summary>
public enum CallTroubleKind
{
    /// <summary>The account lacks a permission, belongs to another organisation, or is disabled (403).</summary>
    Forbidden,

    /// <summary>This server has no such path, in no generation's form.</summary>
    NoSuchPath,

    /// <summary>The server says no.</summary>
    Refused,

    /// <summary>It can't be reached, is in trouble, or something else answers in its place.</summary>
    Unavailable,
}

/// <summary>A call that does not work now.</summary>
/// <param name="Call">Which; it says what does not work without it.</param>
/// <param name="Kind">Why not.</param>
/// <param name="Message">In the server's words, or what happened.</param>
/// <param name="Since">When it began to fail.</param>
/// <param name="Failures">How often in a row.</param>
public sealed record CallTrouble(ServerCall Call, CallTroubleKind Kind, string Message, DateTimeOffset Since, int Failures)
{
    /// <summary>What is wrong and what does not work, for health and for people.</summary>
    public string Describe() => Kind switch
    {
        CallTroubleKind.Forbidden => $"the server forbids it ({Message}), so {Call.Without}",
        CallTroubleKind.NoSuchPath => $"this server does not have it, so {Call.Without}",
        CallTroubleKind.Refused => $"the server refuses it ({Message}), so {Call.Without}",
        _ => $"it can't be had ({Message}), so {Call.Without}",
    };

    /// <summary>What to do about it.</summary>
    public string Cure() => Kind switch
    {
        CallTroubleKind.Forbidden when Call.Permission is { } permission =>
            $"Give the bot's account a role with the permission {permission} in Weiyu's admin console, and check that its organisation is the one of Weiyu:OrgUid.",
        CallTroubleKind.Forbidden => "Check in Weiyu's admin console that the account is enabled and that its current organisation is the one of Weiyu:OrgUid.",
        CallTroubleKind.NoSuchPath => "Is the path kept from the bot by a proxy? Otherwise update the server; the bot goes on without it.",
        _ => "Look into the server's log; the bot goes on without it and keeps trying.",
    };
}

/// <summary>Keeps which calls do not work. Each kind of trouble of a call is logged once, when it begins, and once when it is over.</summary>
internal sealed class CallTroubles(TimeProvider time, ILogger logger)
{
    private readonly ConcurrentDictionary<ServerCall, CallTrouble> _troubles = new();

    /// <summary>All that does not work now, in the order of the calls' names.</summary>
    public IReadOnlyList<CallTrouble> Now => [.. _troubles.Values.OrderBy(t => t.Call.Name, StringComparer.Ordinal)];

    /// <summary>A call was answered.</summary>
    public void Worked(ServerCall call)
    {
        if (!_troubles.IsEmpty && _troubles.TryRemove(call, out var trouble)) Log.CallWorksAgain(logger, call.Name, trouble.Failures);
    }

    /// <summary>A call was not answered as it should be.</summary>
    public void Failed(ServerCall call, CallTroubleKind kind, string message)
    {
        var trouble = _troubles.AddOrUpdate(
            call,
            _ => new CallTrouble(call, kind, message, time.GetUtcNow(), 1),
            (_, before) => before.Kind == kind
                ? before with { Message = message, Failures = before.Failures + 1 }
                : new CallTrouble(call, kind, message, time.GetUtcNow(), 1));
        if (trouble.Failures == 1) Log.CallFails(logger, call.Name, trouble.Describe(), trouble.Cure());
    }
}
