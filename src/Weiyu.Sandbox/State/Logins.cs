using System.Globalization;
using System.Security.Cryptography;

namespace Weiyu.Sandbox.State;

/// <summary>Passwords, tokens and locked accounts. Has its own lock: a login waits for no message.</summary>
internal sealed class Logins(SandboxOptions options, LiveHabits live, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (SandboxAccount Account, DateTimeOffset Until)> _tokens = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Refusals> _refusals = new(StringComparer.Ordinal);
    private readonly HashSet<string> _revokedConsoleTokens = new(StringComparer.Ordinal);

    /// <summary>What an administrator did to the accounts.</summary>
    public AccountStates Accounts { get; } = new();

    /// <summary>Logins that were accepted, by password and by token.</summary>
    public int Accepted { get; private set; }

    /// <summary>Logins by password that were refused and counted.</summary>
    public int Refused { get; private set; }

    /// <summary>What is said to a wrong password where nothing is counted.</summary>
    public static string WrongPassword(SandboxHabits habits) => habits.RefusedLoginsCount ? "用户名或密码错误" : "username or password is wrong";

    /// <summary>A token, or why there is none.</summary>
    public (string? Token, SandboxAccount? Account, string Error) Login(string? username, string? password)
    {
        var habits = live.Now;
        lock (_gate)
        {
            var name = username ?? "";
            var now = time.GetUtcNow();
            var refusals = _refusals.GetValueOrDefault(name);
            var isLocked = refusals.LockedUntil > now;
            if (isLocked && !habits.RightPasswordPassesLock) return (null, null, Locked(habits, refusals.LockedUntil - now));

            // Whatever goes wrong inside the login counts as a wrong password: a disabled account too.
            var account = options.Data.Accounts.FirstOrDefault(a => a.Username == name && a.Password == password);
            if (account is null || !Accounts.Of(account).MayLogIn) return (null, null, Refuse(habits, name, refusals, isLocked, now));

            _refusals.Remove(name);
            Accepted++;
            return (Issue(account), account, "");
        }
    }

    /// <summary>The account of a valid token; null when it is unknown, has expired or was revoked.</summary>
    public SandboxAccount? Find(string? token)
    {
        if (string.IsNullOrEmpty(token)) return null;

        lock (_gate)
        {
            if (_tokens.TryGetValue(token, out var issued)) return issued.Until > time.GetUtcNow() ? issued.Account : null;

            return _revokedConsoleTokens.Contains(token) ? null : options.Data.Accounts.FirstOrDefault(a => a.AccessToken == token);
        }
    }

    /// <summary>A login with a token from the admin console gives a token of its own.</summary>
    public (string Token, SandboxAccount Account)? Exchange(string? token)
    {
        lock (_gate)
        {
            var account = token is null ? null : options.Data.Accounts.FirstOrDefault(a => a.AccessToken == token);
            if (account is null || !Accounts.Of(account).MayLogIn) return null;

            Accepted++;
            return (Issue(account), account);
        }
    }

    public string Issue(SandboxAccount account)
    {
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        lock (_gate)
        {
            if (_tokens.Count >= 10_000) _tokens.Clear();

            _tokens[token] = (account, time.GetUtcNow() + options.TokenLifetime);
        }

        return token;
    }

    public void Revoke(string token)
    {
        lock (_gate) _tokens.Remove(token);
    }

    /// <summary>No token of these accounts is valid any longer; the admin console's still buy a new one.</summary>
    public void Revoke(Func<SandboxAccount, bool> whose)
    {
        lock (_gate)
        {
            foreach (var (token, _) in _tokens.Where(t => whose(t.Value.Account)).ToList()) _tokens.Remove(token);

            _revokedConsoleTokens.UnionWith(options.Data.Accounts.Where(whose).Select(a => a.AccessToken).OfType<string>());
        }
    }

    /// <summary>Forgets refused logins and lifts the lock of an account.</summary>
    public void Unlock(string username)
    {
        lock (_gate) _refusals.Remove(username);
    }

    private string Refuse(SandboxHabits habits, string username, Refusals before, bool isLocked, DateTimeOffset now)
    {
        Refused++;
        if (habits.LoginAttempts <= 0) return WrongPassword(habits);

        if (_refusals.Count >= 10_000) _refusals.Clear();

        var count = before.LastAt + habits.LoginWindow > now ? before.Count + 1 : 1;
        if (isLocked || count >= habits.LoginAttempts)
        {
            _refusals[username] = new Refusals(0, now, now + habits.LockTime);
            return Locked(habits, habits.LockTime);
        }

        _refusals[username] = new Refusals(count, now, default);
        return habits.RefusedLoginsCount
            ? string.Create(CultureInfo.InvariantCulture, $"{WrongPassword(habits)}，还可尝试{habits.LoginAttempts - count}次")
            : WrongPassword(habits);
    }

    private static string Locked(SandboxHabits habits, TimeSpan left) => habits.RefusedLoginsCount
        ? string.Create(CultureInfo.InvariantCulture, $"登录失败次数过多，账号已锁定，请{Math.Ceiling(left.TotalMinutes)}分钟后再试")
        : "account is locked, try again later";

    private readonly record struct Refusals(int Count, DateTimeOffset LastAt, DateTimeOffset LockedUntil);
}
