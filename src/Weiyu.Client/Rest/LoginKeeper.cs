using Microsoft.Extensions.Logging;

namespace Weiyu.Client.Rest;

/// <summary>
/// Keeps one valid session. However many calls find their token refused at the same time, one login runs and all wait for it; after a refused login
/// nobody asks the server again before the pause of <see cref="LoginPolicy"/> is over, in this process or in the next.
/// </summary>
internal sealed class LoginKeeper(
    HttpExchange exchange, LoginRequest request, WeiyuRestOptions options, LoginPolicy policy, ILoginMemory memory, TimeProvider time, ILogger logger)
{
    private const int UnprovenLoginsAllowed = 2;
    private static readonly TimeSpan PropertiesPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan KickoffCounts = TimeSpan.FromDays(1);

    private readonly Lock _lock = new();
    private readonly Backoff _backoff = new(options.LoginBackoffMin, options.LoginBackoffMax, new Random((int)time.GetTimestamp()));
    private Task<Session>? _flight;
    private volatile Session? _session;
    private WeiyuLoginRefusedException? _refusal;
    private LoginRecord? _record;
    private ServerProperties? _properties;
    private bool _hasRead;
    private bool _proven;
    private int _unprovenLogins;
    private DateTimeOffset _loginAt;
    private DateTimeOffset? _forcedLogoutAt;

    public event Action<Session>? Changed;

    public Session? Session => _session;

    public WeiyuLoginRefusedException? Refusal
    {
        get
        {
            lock (_lock) return _refusal;
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
                if (_session is { } session && !ReferenceEquals(session, stale)) return Task.FromResult(session);

                if (_refusal is { } refusal && time.GetUtcNow() < refusal.NextLoginAt) return Task.FromException<Session>(Again(refusal));

                var isFresh = time.GetUtcNow() - _loginAt < options.LoginBackoffMax;
                if (stale is not null && !_proven && isFresh && _unprovenLogins >= UnprovenLoginsAllowed)
                {
                    // Tokens that never worked: the next login would bring another of the kind. That is a refusal, too.
                    _session = null;
                    return Task.FromException<Session>(Refuse(LoginRefusal.Token, "log in again later", (time.GetUtcNow() + _backoff.Next(), true)));
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
        lock (_lock) _session = null;
    }

    /// <summary>Lifts the pause after a refusal.</summary>
    public void Allow()
    {
        lock (_lock)
        {
            _refusal = null;
            _hasRead = true;
        }
    }

    /// <summary>The server said KICKOFF.</summary>
    public void NoteForcedLogout()
    {
        lock (_lock) _forcedLogoutAt = time.GetUtcNow();
    }

    /// <summary>Lifts the pause after a refusal if there is a reason to: other credentials, or another process that got in with them.</summary>
    public async Task<bool> ReconsiderAsync(CancellationToken cancellation)
    {
        LoginRecord? refused;
        lock (_lock)
        {
            if (_refusal is null) return true;
            refused = _record;
        }

        // A refusal of the token, not of the login, has no record.
        if (refused is null || (memory.Read() is not null && request.Fingerprint(await request.SecretAsync(cancellation), refused.Salt) == refused.Fingerprint)) return false;
        Allow();
        return true;
    }

    /// <summary>What the server says of itself before a login.</summary>
    public async Task<ServerProperties> GetPropertiesAsync(CancellationToken cancellation)
    {
        using var answer = await exchange.SendAsync(HttpMethod.Get, ServerCalls.Properties.Forms[0].Path, null, null, cancellation);
        return answer.IsSuccess ? JsonValues.Properties(answer.Data) : throw new WeiyuApiException(answer.Code, answer.Message);
    }

    private static WeiyuLoginRefusedException Again(WeiyuLoginRefusedException refusal) =>
        new(refusal.Reason, refusal.ServerMessage, refusal.NextLoginAt) { IsConfirmed = refusal.IsConfirmed };

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
                    _forcedLogoutAt = null;
                    _proven = false;
                    _unprovenLogins = time.GetUtcNow() - _loginAt < options.LoginBackoffMax ? _unprovenLogins + 1 : 1;
                    _loginAt = time.GetUtcNow();
                }
            }

            if (session is not null)
            {
                Remember(null);
                Log.LoggedIn(logger, session.UserUid, session.OrgUid);
                Notify(session);
            }
        }
    }

    private async Task<Session> AskAsync()
    {
        var secret = await request.SecretAsync(CancellationToken.None);
        Recall(secret);
        using var answer = await exchange.SendAsync(request.Call.Method, request.Call.Forms[0].Path, request.Body(secret), null, CancellationToken.None);
        if (answer.IsSuccess) return request.Session(answer, secret);

        var message = LoginRequest.Redact(answer.Message, secret);
        if (answer.Code is >= 500 or 404 || (LoginRequest.SpeaksOfTrouble(message) && !LoginPolicy.Counts(message)))
        {
            throw new WeiyuUnavailableException($"The login failed in the server with code {answer.Code}: {message}. Is the address right?", true);
        }

        var limit = await LimitAsync();
        lock (_lock) throw Refused(LoginRequest.ReasonOf(answer.Code, message), message, secret, limit);
    }

    /// <summary>What an earlier process was told of the same credentials counts here, too.</summary>
    private void Recall(string secret)
    {
        if (_hasRead) return;
        _hasRead = true;
        if (memory.Read() is not { } known || request.Fingerprint(secret, known.Salt) != known.Fingerprint) return;
        lock (_lock)
        {
            _record = known;
            if (known.NextLoginAt <= time.GetUtcNow()) return;
            // Told by another process: this one has not asked yet.
            throw Refuse(known.Reason, known.ServerMessage, (known.NextLoginAt, false));
        }
    }

    /// <summary>Called under the lock.</summary>
    private WeiyuLoginRefusedException Refused(LoginRefusal reason, string message, string secret, int? limit)
    {
        var now = time.GetUtcNow();
        var before = _record is { } known && request.Fingerprint(secret, known.Salt) == known.Fingerprint ? known : null;
        // The server says the same of a forced logout as of a wrong password.
        var isForced = reason == LoginRefusal.Credentials && (now - _forcedLogoutAt < KickoffCounts || before?.Reason == LoginRefusal.ForcedLogout);
        if (isForced) reason = LoginRefusal.ForcedLogout;
        List<DateTimeOffset> refusedAt = [.. before?.RefusedAt.Where(at => now - at < LoginPolicy.Counted) ?? [], now];
        var next = policy.Next(reason, message, refusedAt, limit, now);
        var salt = before?.Salt ?? LoginRequest.Salt();
        _record = new LoginRecord(salt, before?.Fingerprint ?? request.Fingerprint(secret, salt), refusedAt, reason, message, next.NextAt);
        Remember(_record);
        return Refuse(reason, message, next);
    }

    /// <summary>Called under the lock.</summary>
    private WeiyuLoginRefusedException Refuse(LoginRefusal reason, string message, (DateTimeOffset NextAt, bool IsConfirmed) next)
    {
        _refusal = new WeiyuLoginRefusedException(reason, message, next.NextAt) { IsConfirmed = next.IsConfirmed };
        Log.LoginRefused(logger, reason, message, _refusal.NextLoginAt);
        return _refusal;
    }

    /// <summary>The server's limit of refused logins, asked once.</summary>
    private async Task<int?> LimitAsync()
    {
        if (_properties is not null) return _properties.LoginRetries;
        using var patience = new CancellationTokenSource(PropertiesPatience, time);
        try
        {
            _properties = await GetPropertiesAsync(patience.Token);
        }
        catch (Exception e) when (e is WeiyuException or OperationCanceledException)
        {
            // Then it is as it is by default.
            _properties = new ServerProperties("", null, null);
        }

        return _properties.LoginRetries;
    }

    private void Remember(LoginRecord? record)
    {
        try
        {
            memory.Write(record);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.RefusalNotKept(logger, e.Message);
        }
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
