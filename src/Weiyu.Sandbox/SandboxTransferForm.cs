namespace Weiyu.Sandbox;

/// <summary>How TRANSFER and its answers are written.</summary>
public enum SandboxTransferForm
{
    /// <summary>TRANSFER {note, thread}; answers {uid, thread} (2024).</summary>
    Note,

    /// <summary>TRANSFER {content, status}; answers with the older form's members too (2025).</summary>
    Content,

    /// <summary>{note, sender, receiver, thread, type, status, messageUid} (2026).</summary>
    People,
}
