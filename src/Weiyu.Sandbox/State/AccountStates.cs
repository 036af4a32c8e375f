using System.Collections.Concurrent;

namespace Weiyu.Sandbox.State;

/// <summary>What an administrator has done to an account.</summary>
/// <param name="IsEnabled">Off: it can't log in, and its calls get 403.</param>
/// <param name="ForcedOut">Why it was logged out by force; null: it was not. While it is set the account can't log in.</param>
/// <param name="ForcedOutAt">Since when.</param>
/// <param name="Authorities">What it may do; null: what it may from the start.</param>
internal sealed record AccountState(
    bool IsEnabled = true, string? ForcedOut = null, DateTimeOffset? ForcedOutAt = null, IReadOnlyCollection<string>? Authorities = null)
{
    public static AccountState AtFirst { get; } = new();

    /// <summary>Whether a login with the right password is let in.</summary>
    public bool MayLogIn => IsEnabled && ForcedOut is null;
}

/// <summary>What an administrator has done to the accounts. Needs no lock.</summary>
internal sealed class AccountStates
{
    private readonly ConcurrentDictionary<string, AccountState> _byUser = new(StringComparer.Ordinal);

    public AccountState Of(SandboxAccount account) => _byUser.GetValueOrDefault(account.UserUid, AccountState.AtFirst);

    public IReadOnlyCollection<string> AuthoritiesOf(SandboxAccount account) => Of(account).Authorities ?? account.Authorities ?? OfRole(account);

    public void Change(SandboxAccount account, Func<AccountState, AccountState> change) =>
        _byUser.AddOrUpdate(account.UserUid, _ => change(AccountState.AtFirst), (_, state) => change(state));

    private static IReadOnlyList<string> OfRole(SandboxAccount account) => account.AgentUid is null ? [] : SandboxAuthorities.OfAgents;
}
