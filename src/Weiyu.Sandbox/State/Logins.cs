using System.Security.Cryptography;

namespace Weiyu.Sandbox.State;

/// <summary>Passwords, tokens and locked accounts. Has its own lock: a login waits for no message.</summary>
internal sealed class Logins(SandboxOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (SandboxAccount Account, DateTimeOffset Until)> _tokens = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Refused, DateTimeOffset LockedUntil)> _refusals = new(StringComparer.Ordinal);
    private bool _issuedTokensExpired;

    /// <summary>Logins that were accepted, by password and by token.</summary>
    public int Accepted { get; private set; }

    /// <summary>A token, or why there is none.</summary>
    public (string? Token, SandboxAccount? Account, string Error) Login(string? username, string? password)
    {
        lock (_gate)
        {
            var name = username ?? "";
            var refusal = _refusals.GetValueOrDefault(name);
            if (refusal.LockedUntil > time.GetUtcNow())
            {
                return (null, null, "account is locked, try again later");
            }

            var account = options.Data.Accounts.FirstOrDefault(a => a.Username == name && a.Password == password);
            if (account is null)
            {
                Refuse(name, refusal.Refused + 1);
                return (null, null, "username or password is wrong");
            }

            _refusals.Remove(name);
            Accepted++;
            return (Issue(account), account, "");
        }
    }

    /// <summary>The account of a valid token; null when it is unknown or has expired.</summary>
    public SandboxAccount? Find(string? token)
    {
        if (string.IsNullOrEmpty(token))
        {
            return null;
        }

        lock (_gate)
        {
            if (_tokens.TryGetValue(token, out var issued))
            {
                return issued.Until > time.GetUtcNow() ? issued.Account : null;
            }

            return _issuedTokensExpired ? null : options.Data.Accounts.FirstOrDefault(a => a.AccessToken == token);
        }
    }

    /// <summary>A login with a token from the admin console gives a token of its own.</summary>
    public (string Token, SandboxAccount Account)? Exchange(string? token)
    {
        lock (_gate)
        {
            var account = token is null ? null : options.Data.Accounts.FirstOrDefault(a => a.AccessToken == token);
            if (account is null)
            {
                return null;
            }

            Accepted++;
            return (Issue(account), account);
        }
    }

    public string Issue(SandboxAccount account)
    {
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        lock (_gate)
        {
            if (_tokens.Count >= 10_000)
            {
                _tokens.Clear();
            }

            _tokens[token] = (account, time.GetUtcNow() + options.TokenLifetime);
        }

        return token;
    }

    public void Revoke(string token)
    {
        lock (_gate)
        {
            _tokens.Remove(token);
        }
    }

    /// <summary>No token is valid any longer; the admin console's still buy a new one.</summary>
    public void ExpireAll()
    {
        lock (_gate)
        {
            _tokens.Clear();
            _issuedTokensExpired = true;
        }
    }

    private void Refuse(string username, int refused)
    {
        if (_refusals.Count >= 10_000)
        {
            _refusals.Clear();
        }

        _refusals[username] = refused >= options.LoginAttempts ? (0, time.GetUtcNow() + options.LockTime) : (refused, default);
    }
}
