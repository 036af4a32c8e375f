using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Weiyu.Client.Messages;

namespace Weiyu.Client.Rest;

/// <summary>
/// The server's REST interface. Logs in when the first call needs it, and again (once, together with all other calls) when the token is refused.
/// Safe for concurrent use.
/// </summary>
/// <remarks>
/// Every call may throw <see cref="WeiyuApiException"/> (the server said no), <see cref="WeiyuUnavailableException"/> (it cannot be reached) and
/// <see cref="WeiyuLoginRefusedException"/>.
/// </remarks>
public sealed class WeiyuRestClient
{
    private readonly HttpExchange _exchange;
    private readonly LoginKeeper _login;
    private readonly ILogger _logger;

    /// <param name="http">Its own time-out should not be shorter than <see cref="WeiyuRestOptions.Timeout"/>. Stays the caller's.</param>
    /// <param name="credentials">Who logs in.</param>
    /// <param name="options">Where and how.</param>
    /// <param name="time">The clock of time-outs and pauses.</param>
    /// <param name="logger">Never sees a secret.</param>
    /// <param name="random">The jitter of the pauses after refused logins.</param>
    public WeiyuRestClient(
        HttpClient http, WeiyuCredentials credentials, WeiyuRestOptions options, TimeProvider? time = null, ILogger<WeiyuRestClient>? logger = null, Random? random = null)
    {
        time ??= TimeProvider.System;
        _logger = logger ?? NullLogger<WeiyuRestClient>.Instance;
        _exchange = new HttpExchange(http, options, time);
        _login = new LoginKeeper(_exchange, credentials, options, time, random ?? new Random((int)time.GetTimestamp()), _logger);
    }

    /// <summary>A login gave a new session; called once a login, in no particular context.</summary>
    public event Action<Session>? SessionChanged
    {
        add => _login.Changed += value;
        remove => _login.Changed -= value;
    }

    /// <summary>The session of the last login; null before the first and after a logout.</summary>
    public Session? Session => _login.Session;

    /// <summary>The refusal of the last login, which says when the next is tried; null when it went well.</summary>
    public WeiyuLoginRefusedException? LoginRefusal => _login.Refusal;

    /// <summary>The session, from a login where there is none yet.</summary>
    public Task<Session> LoginAsync(CancellationToken cancellation = default) => _login.GetAsync(cancellation).AsTask();

    /// <summary>A new session in place of one that somebody (the MQTT server, say) refused. Does nothing when it was renewed already.</summary>
    public Task<Session> RenewAsync(Session refused, CancellationToken cancellation = default) => _login.RenewAsync(refused, cancellation);

    public Task<UserInfo> GetProfileAsync(CancellationToken cancellation = default) =>
        GetAsync("api/v1/user/profile", JsonValues.User, cancellation);

    /// <summary>The agent that the user is in the session's organisation; null when it is none.</summary>
    public Task<AgentInfo?> FindAgentAsync(CancellationToken cancellation = default) =>
        FindAsync(session => Query("api/v1/agent/query", ("orgUid", session.OrgUid)), JsonValues.Agent, static agent => agent.Uid, cancellation);

    /// <summary>The agents of the session's organisation. A server that does not list them says no.</summary>
    public Task<Page<AgentInfo>> GetAgentsAsync(int page, int size, CancellationToken cancellation = default) =>
        CallAsync(
            HttpMethod.Get,
            session => Query("api/v1/agent/query/org", ("orgUid", session.OrgUid), ("pageNumber", Text(page)), ("pageSize", Text(size))),
            null,
            answer => JsonValues.Page(Required(answer), page, size, JsonValues.Agent),
            cancellation);

    /// <param name="agentUid">The agent.</param>
    /// <param name="status">See <see cref="AgentStatuses"/>.</param>
    /// <param name="cancellation">Ends the call.</param>
    public Task UpdateAgentStatusAsync(string agentUid, string status, CancellationToken cancellation = default) =>
        PostAsync("api/v1/agent/update/status", new JsonObject { ["uid"] = agentUid, ["status"] = status }, cancellation);

    /// <summary>Takes a queued thread.</summary>
    public Task AcceptThreadAsync(Wire.Thread thread, CancellationToken cancellation = default) =>
        PostAsync("api/v1/agent/accept", new JsonObject { ["uid"] = thread.Uid, ["topic"] = thread.Topic, ["type"] = thread.Type }, cancellation);

    /// <summary>The user's threads, newest first.</summary>
    public Task<Page<ThreadInfo>> GetThreadsAsync(int page, int size, CancellationToken cancellation = default) =>
        CallAsync(
            HttpMethod.Get,
            session => Query("api/v1/thread/query", ("orgUid", session.OrgUid), ("pageNumber", Text(page)), ("pageSize", Text(size))),
            null,
            answer => JsonValues.Page(Required(answer), page, size, JsonValues.Thread),
            cancellation);

    /// <summary>One thread; null when the server does not know it.</summary>
    public Task<ThreadInfo?> FindThreadAsync(string topic, CancellationToken cancellation = default) =>
        FindAsync(_ => Query("api/v1/thread/query/topic", ("topic", topic)), JsonValues.Thread, static thread => thread.Uid, cancellation);

    public Task CloseThreadAsync(Wire.Thread thread, CancellationToken cancellation = default) =>
        PostAsync("api/v1/thread/close", new JsonObject { ["uid"] = thread.Uid, ["topic"] = thread.Topic }, cancellation);

    /// <summary>Replaces a thread's tags.</summary>
    public Task UpdateTagsAsync(Wire.Thread thread, IEnumerable<string> tags, CancellationToken cancellation = default) =>
        PostAsync(
            "api/v1/thread/update/tagList",
            new JsonObject { ["uid"] = thread.Uid, ["topic"] = thread.Topic, ["tagList"] = new JsonArray([.. tags.Select(tag => (JsonNode)JsonValue.Create(tag))]) },
            cancellation);

    /// <summary>Replaces a thread's note.</summary>
    public Task UpdateNoteAsync(Wire.Thread thread, string note, CancellationToken cancellation = default) =>
        PostAsync("api/v1/thread/update/note", new JsonObject { ["uid"] = thread.Uid, ["topic"] = thread.Topic, ["note"] = note }, cancellation);

    /// <summary>A thread's history, newest first. May lag: the server stores in batches, every 5 s.</summary>
    public Task<Page<Wire.Message>> GetHistoryAsync(string topic, int page, int size, CancellationToken cancellation = default) =>
        GetAsync(
            Query("api/v1/message/query/topic", ("topic", topic), ("pageNumber", Text(page)), ("pageSize", Text(size))),
            data => JsonValues.Page(data, page, size, MessageJson.Read),
            cancellation);

    /// <summary>What the user has not read.</summary>
    public Task<Page<Wire.Message>> GetUnreadAsync(int page, int size, CancellationToken cancellation = default) =>
        GetAsync(
            Query("api/v1/message/unread/query", ("pageNumber", Text(page)), ("pageSize", Text(size))),
            data => JsonValues.Page(data, page, size, MessageJson.Read),
            cancellation);

    public Task<long> GetUnreadCountAsync(CancellationToken cancellation = default) =>
        GetAsync(
            "api/v1/message/unread/count",
            static data => long.TryParse(JsonText.Of(data), NumberStyles.Integer, CultureInfo.InvariantCulture, out var count) ? count : JsonValues.Integer(data, "count") ?? 0,
            cancellation);

    public Task ClearUnreadAsync(CancellationToken cancellation = default) => PostAsync("api/v1/message/unread/clear", [], cancellation);

    /// <summary>
    /// Sends a message when MQTT cannot. A repeated uid is stored once, and broadcast again. Returns the server's echo, or the message itself where the
    /// server did not echo it.
    /// </summary>
    public Task<Wire.Message> SendAsync(Wire.Message message, CancellationToken cancellation = default) =>
        CallAsync(
            HttpMethod.Post,
            _ => "api/v1/message/rest/send",
            new JsonObject { ["json"] = MessageJson.Write(message) },
            answer => Echo(Required(answer), message),
            cancellation);

    /// <summary>Revokes the token; does nothing when there is no session.</summary>
    public async Task LogoutAsync(CancellationToken cancellation = default)
    {
        if (_login.Session is not { } session)
        {
            return;
        }

        // No new login for a token that is refused here: it is gone already, as was wished.
        using var answer = await _exchange.SendAsync(HttpMethod.Post, "api/v1/user/logout", "{}"u8.ToArray(), session.AccessToken, cancellation);
        _login.Forget();
        if (!answer.IsUnauthorized)
        {
            Required(answer);
        }
    }

    private static Wire.Message Echo(JsonElement data, Wire.Message sent)
    {
        var echo = data.ValueKind == JsonValueKind.Object ? MessageJson.Read(data) : MessageJson.TryRead(JsonText.Of(data), out var read) ? read : null;
        return echo is { Uid.Length: > 0 } ? echo : sent;
    }

    private static string Query(string path, params ReadOnlySpan<(string Name, string Value)> parameters)
    {
        var query = new StringBuilder(path);
        var separator = '?';
        foreach (var (name, value) in parameters)
        {
            query.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }

        return query.ToString();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static JsonElement Required(Answer answer) =>
        answer.IsSuccess ? answer.Data : throw new WeiyuApiException(answer.Code, answer.Message);

    private Task<T> GetAsync<T>(string path, Func<JsonElement, T> read, CancellationToken cancellation) =>
        CallAsync(HttpMethod.Get, _ => path, null, answer => read(Required(answer)), cancellation);

    /// <summary>Any code but 200 means: not there.</summary>
    private Task<T?> FindAsync<T>(Func<Session, string> path, Func<JsonElement, T> read, Func<T, string> uid, CancellationToken cancellation)
        where T : class =>
        CallAsync(
            HttpMethod.Get,
            path,
            null,
            answer => answer is { IsSuccess: true, Data.ValueKind: JsonValueKind.Object } && read(answer.Data) is var found && uid(found).Length > 0 ? found : null,
            cancellation);

    private async Task PostAsync(string path, JsonObject body, CancellationToken cancellation) =>
        await CallAsync(HttpMethod.Post, _ => path, body, static answer => Required(answer).ValueKind, cancellation);

    private async Task<T> CallAsync<T>(HttpMethod method, Func<Session, string> path, JsonObject? body, Func<Answer, T> read, CancellationToken cancellation)
    {
        var bytes = body is null ? null : Encoding.UTF8.GetBytes(body.ToJsonString(JsonText.Options));
        var session = await _login.GetAsync(cancellation);
        using var first = await _exchange.SendAsync(method, path(session), bytes, session.AccessToken, cancellation);
        if (!first.IsUnauthorized)
        {
            _login.Prove(session);
            return Read(first, session);
        }

        if (_logger.IsEnabled(LogLevel.Information))
        {
            var where = path(session).Split('?')[0];
            Log.TokenRefused(_logger, where);
        }

        session = await _login.RenewAsync(session, cancellation);
        using var second = await _exchange.SendAsync(method, path(session), bytes, session.AccessToken, cancellation);
        if (second.IsUnauthorized)
        {
            throw new WeiyuApiException(second.Code, Clean(second.Message, session));
        }

        _login.Prove(session);
        return Read(second, session);

        T Read(Answer answer, Session of)
        {
            try
            {
                return read(answer);
            }
            catch (WeiyuApiException e)
            {
                throw new WeiyuApiException(e.Code, Clean(e.ServerMessage, of));
            }
        }
    }

    /// <summary>Some servers quote the request in their errors; the token must not come along.</summary>
    private static string Clean(string message, Session session)
    {
        var clean = message.Replace(session.AccessToken, "***", StringComparison.Ordinal);
        return clean.Length > 500 ? clean[..500] + "…" : clean;
    }
}
