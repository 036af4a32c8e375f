namespace Weiyu.Client.Messages;

/// <summary>The values of <c>Message.status</c>.</summary>
public static class MessageStatuses
{
    /// <summary>Set by the sender.</summary>
    public const string Sending = "SENDING";

    /// <summary>Set by the server on the copy that it sends to everybody, the sender included: the proof that it took the message.</summary>
    public const string Success = "SUCCESS";

    public const string Failed = "FAILED";
    public const string Delivered = "DELIVERED";
    public const string Read = "READ";
}
