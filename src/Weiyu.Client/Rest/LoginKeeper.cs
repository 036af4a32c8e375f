using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Weiyu.Client.Messages;

namespace Weiyu.Client.Rest;

/// <summary>
/// Keeps one valid session. However many calls find their token refused at the same time, one login runs and all wait for it; after a refused login
/// nobody asks the server again before a growing pause is over.
/// </summary>
internal sealed class LoginKeeper(HttpExchange exchange, WeiyuCredentials credentials, WeiyuRestOptions options, TimeProvider time, Random random, ILogger logger)
{
    private const int UnprovenLoginsAllowed = 2;
    private static readonly TimeSpan LockedPause = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Backoff _backoff = new(options.LoginBackoffMin, options.LoginBackoffMax, random);
    private Task<Session>? _flight;
    private volatile Session? _session;
    private WeiyuLoginRefusedException? _refusal;
    private bool _proven;
    private int _unprovenLogins;
    private DateTimeOffset _loginAt;

    public event Action<Session>? Changed;

    public Session? Session => _session;

    public WeiyuLoginRefusedException? Refusal
    {
        get
        {
            lock (_lock)
            {
                return _refusal;
            }
        }
    }

    /// <summary>The session, from a login where there is none yet.</summary>
    public ValueTask<Session> GetAsync(CancellationToken cancellation) => _session is { } session ? new(session) : new(RenewAsync(null, cancellation));

    /// <summary>A session other than the stale one: somebody else's new one, or a new login.</summary>
    public Task<Session> RenewAsync(Session? stale, CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (_flight is null)
            {
                if (_session is { } session && !ReferenceEquals(session, stale))
                {
                    return Task.FromResult(session);
                }

                if (_refusal is { } refusal && time.GetUtcNow() < refusal.NextLoginAt)
                {
                    return Task.FromException<Session>(new WeiyuLoginRefusedException(refusal.Reason, refusal.ServerMessage, refusal.NextLoginAt));
                }

                var isFresh = time.GetUtcNow() - _loginAt < options.LoginBackoffMax;
                if (stale is not null && !_proven && isFresh && _unprovenLogins >= UnprovenLoginsAllowed)
                {
                    // Tokens that never worked: the next login would bring another of the kind. That is a refusal, too.
                    _session = null;
                    return Task.FromException<Session>(Refuse(LoginRefusal.Token, "log in again later"));
                }

                // Nobody's cancellation ends a login that others wait for; the exchange has its own time-out.
                _flight = Task.Run(LoginAsync, CancellationToken.None);
                _ = _flight.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            }

            return _flight.WaitAsync(cancellation);
        }
    }

    /// <summary>A call with this session's token went through.</summary>
    public void Prove(Session session)
    {
        if (!_proven && ReferenceEquals(session, _session))
        {
            lock (_lock)
            {
                _proven = true;
                _unprovenLogins = 0;
                _backoff.Reset();
            }
        }
    }

    public void Forget()
    {
        lock (_lock)
        {
            _session = null;
        }
    }

    private static LoginRefusal ReasonOf(HttpStatusCode code, string message)
    {
        bool Says(string word) => message.Contains(word, StringComparison.OrdinalIgnoreCase);
        return Says("captcha") || Says("验证码") || Says("kaptcha") ? LoginRefusal.Captcha
            : code == HttpStatusCode.TooManyRequests || code == HttpStatusCode.Locked || Says("lock") || Says("锁") || Says("too many") || Says("频繁") ? LoginRefusal.Locked
            : LoginRefusal.Credentials;
    }

    /// <summary>The code -1 stands for everything; these words are of the server's own state and not of the account. None of them may stand in a real refusal: that would be waited for, for ever.</summary>
    private static bool SpeaksOfTrouble(string message)
    {
        ReadOnlySpan<string> words = ["server error", "server busy", "timeout", "timed out", "unavailable", "系统异常", "系统错误", "服务器错误", "服务器异常", "服务异常", "繁忙", "超时"];
        foreach (var word in words)
        {
            if (message.Contains(word, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }

    private async Task<Session> LoginAsync()
    {
        Session? session = null;
        try
        {
            session = await AskAsync();
            return session;
        }
        finally
        {
            lock (_lock)
            {
                _flight = null;
                if (session is not null)
                {
                    _session = session;
                    _refusal = null;
                    _proven = false;
                    _unprovenLogins = time.GetUtcNow() - _loginAt < options.LoginBackoffMax ? _unprovenLogins + 1 : 1;
                    _loginAt = time.GetUtcNow();
                }
            }

            if (session is not null)
            {
                Log.LoggedIn(logger, session.UserUid, session.OrgUid);
                Notify(session);
            }
        }
    }

    private async Task<Session> AskAsync()
    {
        var secret = await SecretAsync();
        var path = credentials.IsAccessToken ? "auth/v1/login/accessToken" : "auth/v1/login";
        using var answer = await exchange.SendAsync(HttpMethod.Post, path, Body(secret), null, CancellationToken.None);
        if (!answer.IsSuccess)
        {
            var message = Redact(answer.Message, secret);
            if (answer.Code is >= 500 or 404 || SpeaksOfTrouble(message))
            {
                throw new WeiyuUnavailableException($"The login failed in the server with code {answer.Code}: {message}", true);
            }

            lock (_lock)
            {
                throw Refuse(ReasonOf((HttpStatusCode)answer.Code, message), message);
            }
        }

        var user = JsonText.TryGet(answer.Data, "user", out var found) ? JsonValues.User(found) : JsonValues.User(answer.Data);
        var token = JsonText.Of(answer.Data, "accessToken") ?? (credentials.IsAccessToken ? secret : "");
        if (token.Length == 0 || user.Uid.Length == 0)
        {
            throw new WeiyuUnavailableException("The login answer has no token or no user: this is not the answer of a Weiyu server. Check the address.", false);
        }

        var username = user.Username.Length > 0 ? user.Username : credentials.Username ?? user.Uid;
        return new Session(token, user.Uid, username, user.Nickname, user.Avatar, options.OrgUid ?? user.OrgUid);
    }

    private async Task<string> SecretAsync()
    {
        try
        {
            return await credentials.Secret(CancellationToken.None);
        }
        catch (Exception e) when (e is not WeiyuException)
        {
            throw new WeiyuUnavailableException($"The password or access token cannot be read: {e.Message}", false, e);
        }
    }

    private byte[] Body(string secret)
    {
        var body = new JsonObject();
        if (credentials.IsAccessToken)
        {
            body["accessToken"] = secret;
        }
        else
        {
            body["username"] = credentials.Username;
            body["password"] = secret;
            body["platform"] = options.Platform;
            body["channel"] = options.LoginChannel;
            if (options.DeviceUid is not null)
            {
                body["deviceUid"] = options.DeviceUid;
            }
        }

        return System.Text.Encoding.UTF8.GetBytes(body.ToJsonString(JsonText.Options));
    }

    /// <summary>Called under the lock.</summary>
    private WeiyuLoginRefusedException Refuse(LoginRefusal reason, string message)
    {
        var pause = _backoff.Next();
        // A locked account opens with time, and each try may begin it anew.
        if (reason == LoginRefusal.Locked && pause < LockedPause) pause = LockedPause;
        _refusal = new WeiyuLoginRefusedException(reason, message, time.GetUtcNow() + pause);
        Log.LoginRefused(logger, reason, message, _refusal.NextLoginAt);
        return _refusal;
    }

    private static string Redact(string message, string secret)
    {
        var clean = secret.Length > 0 ? message.Replace(secret, "***", StringComparison.Ordinal) : message;
        return clean.Length > 300 ? clean[..300] + "…" : clean;
    }

    private void Notify(Session session)
    {
        try
        {
            Changed?.Invoke(session);
        }
        catch (Exception e)
        {
            // A listener's trouble must not spoil the login that everybody waits for.
            Log.ListenerFailed(logger, e);
        }
    }
}
