using Weiyu.Bot.Storage;

namespace Weiyu.Bot.Outbox;

/// <summary>How an outbox item ended.</summary>
/// <param name="State">Confirmed, failed or withdrawn.</param>
/// <param name="Route">How it went.</param>
/// <param name="Error">Why not.</param>
/// <param name="Proof">What proved it.</param>
internal sealed record OutboxEnd(OutboxState State, string? Route, string? Error, string? Proof)
{
    /// <summary>Another instance has brought it to its end: nothing is left to be done, and nothing changes.</summary>
    public static OutboxEnd Elsewhere { get; } = new(OutboxState.Withdrawn, null, "another instance ended it", null);

    /// <summary>The server has it.</summary>
    public static OutboxEnd Confirmed(string? route, string proof) => new(OutboxState.Confirmed, route, null, proof);

    /// <summary>It is given up.</summary>
    public static OutboxEnd Failed(string error) => new(OutboxState.Failed, null, error, null);

    /// <summary>It was taken back before it was sent.</summary>
    public static OutboxEnd Withdrawn(string reason) => new(OutboxState.Withdrawn, null, reason, null);
}
