using Weiyu.Sandbox.Messaging;
using Weiyu.Sandbox.State;

namespace Weiyu.Sandbox.Desk;

/// <summary>What an administrator does to accounts.</summary>
/// <param name="hub">The server.</param>
/// <param name="logins">Tokens and passwords.</param>
/// <param name="notes">What the server says of it.</param>
/// <param name="disconnect">Ends the MQTT connections of a user, after what is on its way to them.</param>
internal sealed class AccountDesk(Hub hub, Logins logins, Notes notes, Action<string> disconnect)
{
    public AccountState StateOf(SandboxAccount account) => logins.Accounts.Of(account);

    public void Change(SandboxAccount account, Func<AccountState, AccountState> change) => logins.Accounts.Change(account, change);

    /// <summary>KICKOFF, no token is valid any longer, MQTT ends, and until it is lifted nobody gets in.</summary>
    public void ForceLogout(SandboxAccount account, string reason)
    {
        Change(account, state => state with { ForcedOut = reason, ForcedOutAt = hub.Time.GetUtcNow() });
        hub.Publish(notes.Kickoff(account, reason), sender: null);
        RevokeTokens(account);
        disconnect(account.UserUid);
    }

    public void RestoreLogin(SandboxAccount account) => Change(account, state => state with { ForcedOut = null, ForcedOutAt = null });

    /// <summary>The tokens of one account are worth nothing any longer; its connections stay.</summary>
    public void RevokeTokens(SandboxAccount account) => logins.Revoke(a => a.UserUid == account.UserUid);
}
