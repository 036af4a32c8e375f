namespace Weiyu.Client.Messages;

/// <summary>
/// The values of <c>Message.status</c> that are told apart here. The platform has some fifty, and more with each version: a reader keeps any other as
/// it came, and a sender writes only <see cref="Sending"/>, since a server of 2026 may fail on a status that it does not know.
/// </summary>
public static class MessageStatuses
{
    /// <summary>Set by the sender.</summary>
    public const string Sending = "SENDING";

    /// <summary>Set by the server on the copy that it sends to everybody, the sender included: the proof that it took the message.</summary>
    public const string Success = "SUCCESS";

    public const string Failed = "FAILED";
    public const string Delivered = "DELIVERED";
    public const string Read = "READ";

    /// <summary>Inside a TRANSFER's content: nobody has taken it yet.</summary>
    public const string TransferPending = "TRANSFER_PENDING";

    /// <summary>Inside a TRANSFER_ACCEPT's content.</summary>
    public const string TransferAccepted = "TRANSFER_ACCEPTED";
}
