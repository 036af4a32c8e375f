using Weiyu.Sandbox.Desk;
using Weiyu.Sandbox.State;

namespace Weiyu.Sandbox;

/// <summary>What an administrator does to the accounts of a running server. Thread-safe.</summary>
public sealed class SandboxAccounts
{
    private readonly AccountDesk _desk;
    private readonly Logins _logins;

    internal SandboxAccounts(AccountDesk desk, Logins logins) => (_desk, _logins) = (desk, logins);

    /// <summary>
    /// The account can't log in (code -1, as with a wrong password), and its calls get 403. It stays connected to MQTT and can't connect again.
    /// </summary>
    public void Disable(SandboxAccount account) => _desk.Change(account, state => state with { IsEnabled = false });

    /// <summary>Takes it back.</summary>
    public void Enable(SandboxAccount account) => _desk.Change(account, state => state with { IsEnabled = true });

    /// <summary>
    /// Logs the account out by force: KICKOFF on <c>user/{uid}</c>, tokens revoked, MQTT connections ended, and no login (code -1) until it is
    /// lifted.
    /// </summary>
    public void ForceLogout(SandboxAccount account, string reason = "您已被管理员强制下线") => _desk.ForceLogout(account, reason);

    /// <summary>The account may log in again.</summary>
    public void RestoreLogin(SandboxAccount account) => _desk.RestoreLogin(account);

    /// <summary>Tokens of this account are worth nothing any longer, on REST (401) and, where they are checked, at the next MQTT connect.</summary>
    public void RevokeTokens(SandboxAccount account) => _desk.RevokeTokens(account);

    /// <summary>What the account may do from now on, see <see cref="SandboxAuthorities"/>.</summary>
    public void SetAuthorities(SandboxAccount account, params IReadOnlyCollection<string> authorities) =>
        _desk.Change(account, state => state with { Authorities = [.. authorities] });

    /// <summary>What the account may do.</summary>
    public IReadOnlyCollection<string> AuthoritiesOf(SandboxAccount account) => _logins.Accounts.AuthoritiesOf(account);

    /// <summary>A token as a login gives it, for tests that need one without the call.</summary>
    public string IssueToken(SandboxAccount account) => _logins.Issue(account);

    /// <summary>Forgets the refused logins of an account and lifts its lock.</summary>
    public void Unlock(SandboxAccount account)
    {
        ArgumentNullException.ThrowIfNull(account);
        _logins.Unlock(account.Username);
    }
}
