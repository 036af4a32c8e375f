namespace Weiyu.Bot.Pipeline;

/// <summary>Fire-and-forget messages: never stored, dropped when stale or when the line is down.</summary>
internal interface ISignals
{
    /// <summary>Sends a message of <paramref name="type"/> to <paramref name="thread"/>, now or never. Never throws, never waits.</summary>
    /// <param name="thread">Where to.</param>
    /// <param name="type">TYPING, PROCESSING, READ, DELIVERED.</param>
    /// <param name="content">The uid of the message that a receipt is for; empty for TYPING.</param>
    /// <param name="causeUid">What the uid is derived from.</param>
    void Send(Wire.Thread thread, string type, string content, string causeUid);
}
