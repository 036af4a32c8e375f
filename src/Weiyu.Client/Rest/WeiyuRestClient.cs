using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Weiyu.Client.Messages;

namespace Weiyu.Client.Rest;

/// <summary>
/// The server's REST interface, of whatever generation (see <see cref="ServerCalls"/>). Logs in when the first call needs it, and again (once, together
/// with all other calls) when the token is refused. Safe for concurrent use.
/// </summary>
/// <remarks>
/// Every call may throw <see cref="WeiyuApiException"/> (the server said no), <see cref="WeiyuUnavailableException"/> (it cannot be reached) and
/// <see cref="WeiyuLoginRefusedException"/>.
/// </remarks>
public sealed class WeiyuRestClient
{
    private readonly HttpExchange _exchange;
    private readonly LoginKeeper _login;
    private readonly ServerCaller _caller;
    private readonly Dialect _dialect = new();
    private readonly CallTroubles _troubles;

    /// <param name="http">Its own time-out should not be shorter than <see cref="WeiyuRestOptions.Timeout"/>. Stays the caller's.</param>
    /// <param name="credentials">Who logs in.</param>
    /// <param name="options">Where and how.</param>
    /// <param name="time">The clock of time-outs and pauses.</param>
    /// <param name="logger">Never sees a secret.</param>
    /// <param name="random">The jitter of the pauses after refused logins.</param>
    /// <param name="memory">Where refused logins are remembered across restarts; null: nowhere.</param>
    public WeiyuRestClient(
        HttpClient http, WeiyuCredentials credentials, WeiyuRestOptions options, TimeProvider? time = null, ILogger<WeiyuRestClient>? logger = null,
        Random? random = null, ILoginMemory? memory = null)
    {
        time ??= TimeProvider.System;
        logger ??= NullLogger<WeiyuRestClient>.Instance;
        _exchange = new HttpExchange(http, options, time);
        var policy = new LoginPolicy(random ?? new Random((int)time.GetTimestamp()), options.LoginRetry);
        _login = new LoginKeeper(_exchange, new LoginRequest(credentials, options), options, policy, memory ?? new NoLoginMemory(), time, logger);
        _troubles = new CallTroubles(time, logger);
        _caller = new ServerCaller(_exchange, _login, _dialect, _troubles, time, logger);
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

    /// <summary>The generation that the server's answers speak for; null before the first that tells.</summary>
    public ServerGeneration? Generation => _dialect.Generation;

    /// <summary>The calls that do not work now, and why.</summary>
    public IReadOnlyList<CallTrouble> Troubles => _troubles.Now;

    /// <summary>The server's clock minus ours, in whole seconds; null before the first answer that told.</summary>
    public TimeSpan? ClockDifference => _caller.ClockDifference;

    /// <summary>The session, from a login where there is none yet.</summary>
    public Task<Session> LoginAsync(CancellationToken cancellation = default) => _login.GetAsync(cancellation).AsTask();

    /// <summary>A new session in place of one that somebody (the MQTT server, say) refused. Does nothing when it was renewed already.</summary>
    public Task<Session> RenewAsync(Session refused, CancellationToken cancellation = default) => _login.RenewAsync(refused, cancellation);

    /// <summary>
    /// Whether a login may be tried before <see cref="WeiyuLoginRefusedException.NextLoginAt"/>: the credentials are others than those that were
    /// refused, or somebody else has logged in with them meanwhile. If so, <see cref="LoginRefusal"/> is null from now on.
    /// </summary>
    public Task<bool> ReconsiderLoginAsync(CancellationToken cancellation = default) => _login.ReconsiderAsync(cancellation);

    /// <summary>Lifts the pause after a refused login, because a person says that the account is well again.</summary>
    public void AllowLogin() => _login.Allow();

    /// <summary>The server logged the account out by force (KICKOFF): if the next login is refused, that is why.</summary>
    public void NoteForcedLogout() => _login.NoteForcedLogout();

    /// <summary>What the server says of itself; no login is needed.</summary>
    /// <exception cref="WeiyuApiException">It says nothing.</exception>
    /// <exception cref="WeiyuUnavailableException">It cannot be reached.</exception>
    public Task<ServerProperties> GetPropertiesAsync(CancellationToken cancellation = default) => _login.GetPropertiesAsync(cancellation);

    public Task<UserInfo> GetProfileAsync(CancellationToken cancellation = default) =>
        _caller.GetAsync(ServerCalls.Profile, static _ => "", static (answer, _) => new Reading<UserInfo>(JsonValues.User(answer.Data)), cancellation);

    /// <summary>The agent that the user is in the session's organisation; null when it is none.</summary>
    public Task<AgentInfo?> FindAgentAsync(CancellationToken cancellation = default) =>
        NullWhereNoneAsync(_caller.GetAsync(
            ServerCalls.Agent,
            static session => Query(("userUid", session.UserUid), ("orgUid", session.OrgUid)),
            static (answer, session) => JsonValues.IsPage(answer.Data)
                ? new Reading<AgentInfo?>(JsonValues.Page(answer.Data, 0, 1, JsonValues.Agent).Items.FirstOrDefault(a => a.UserUid == session.UserUid), IsProof: false)
                : new Reading<AgentInfo?>(JsonValues.Agent(answer.Data) is { Uid.Length: > 0 } agent ? agent : null),
            cancellation));

    /// <summary>The agents of the session's organisation. A server that does not list them says no.</summary>
    public Task<Page<AgentInfo>> GetAgentsAsync(int page, int size, CancellationToken cancellation = default) =>
        GetPageAsync(ServerCalls.Agents, static session => [("orgUid", session.OrgUid)], page, size, JsonValues.Agent, cancellation);

    /// <summary>Whether a client of an account is connected; null where the server does not say.</summary>
    public async Task<bool?> IsOnlineAsync(string userUid, CancellationToken cancellation = default)
    {
        if (_dialect.Lacks(ServerCalls.Presence)) return null;
        return await _caller.GetAsync(
            ServerCalls.Presence, _ => "/" + Uri.EscapeDataString(userUid), static (answer, _) => new Reading<bool?>(JsonValues.Flag(answer.Data, "online")), cancellation);
    }

    /// <param name="agentUid">The agent.</param>
    /// <param name="status">See <see cref="AgentStatuses"/>: the server takes any other, too, and then gives the agent no visitors.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>The agent as it is now.</returns>
    public Task<AgentInfo> UpdateAgentStatusAsync(string agentUid, string status, CancellationToken cancellation = default) =>
        _caller.PostAsync(
            ServerCalls.AgentStatus, new JsonObject { ["uid"] = agentUid, ["status"] = status }, static answer => JsonValues.Agent(answer.Data), cancellation);

    /// <summary>Takes a queued thread.</summary>
    public Task AcceptThreadAsync(Wire.Thread thread, CancellationToken cancellation = default) =>
        PostAsync(ServerCalls.Accept, new JsonObject { ["uid"] = thread.Uid, ["topic"] = thread.Topic, ["type"] = thread.Type }, cancellation);

    /// <summary>The user's threads, the one that changed last first. A server of today lists those of its robots, too, see <see cref="ThreadInfo.IsOfRobot"/>.</summary>
    public Task<Page<ThreadInfo>> GetThreadsAsync(int page, int size, CancellationToken cancellation = default) =>
        GetPageAsync(ServerCalls.Threads, static session => [("orgUid", session.OrgUid)], page, size, JsonValues.Thread, cancellation);

    /// <summary>One thread; null when the server does not know it.</summary>
    public Task<ThreadInfo?> FindThreadAsync(string topic, CancellationToken cancellation = default) =>
        NullWhereNoneAsync(_caller.GetAsync(
            ServerCalls.ThreadByTopic,
            session => Query(("topic", topic), ("orgUid", session.OrgUid)),
            (answer, _) => JsonValues.IsPage(answer.Data)
                ? new Reading<ThreadInfo?>(JsonValues.Page(answer.Data, 0, 1, JsonValues.Thread).Items.FirstOrDefault(t => t.Topic == topic), IsProof: false)
                : new Reading<ThreadInfo?>(JsonValues.Thread(answer.Data) is { Uid.Length: > 0 } thread ? thread : null),
            cancellation));

    /// <summary>One thread by its uid, or where the server can't be asked so, by its topic; null when the server does not know it.</summary>
    public async Task<ThreadInfo?> FindThreadAsync(Wire.Thread thread, CancellationToken cancellation = default)
    {
        if (thread.Uid.Length == 0 || _dialect.Lacks(ServerCalls.ThreadByUid)) return await FindThreadAsync(thread.Topic, cancellation);
        return await NullWhereNoneAsync(_caller.GetAsync(
                ServerCalls.ThreadByUid,
                session => Query(("uid", thread.Uid), ("orgUid", session.OrgUid)),
                static (answer, _) => new Reading<ThreadInfo?>(JsonValues.Thread(answer.Data) is { Uid.Length: > 0 } found ? found : null),
                cancellation))
            ?? await FindThreadAsync(thread.Topic, cancellation);
    }

    public Task CloseThreadAsync(Wire.Thread thread, CancellationToken cancellation = default) =>
        PostAsync(ServerCalls.Close, new JsonObject { ["uid"] = thread.Uid, ["topic"] = thread.Topic }, cancellation);

    /// <summary>Replaces a thread's tags.</summary>
    public Task UpdateTagsAsync(Wire.Thread thread, IEnumerable<string> tags, CancellationToken cancellation = default) =>
        PostAsync(
            ServerCalls.Tags,
            new JsonObject { ["uid"] = thread.Uid, ["topic"] = thread.Topic, ["tagList"] = new JsonArray([.. tags.Select(tag => (JsonNode)JsonValue.Create(tag))]) },
            cancellation);

    /// <summary>Replaces a thread's note.</summary>
    public Task UpdateNoteAsync(Wire.Thread thread, string note, CancellationToken cancellation = default) =>
        PostAsync(ServerCalls.Note, new JsonObject { ["uid"] = thread.Uid, ["topic"] = thread.Topic, ["note"] = note }, cancellation);

    /// <summary>A thread's history, newest first. May lag: the server stores in batches, every 5 s.</summary>
    public async Task<Page<Wire.Message>> GetHistoryAsync(string topic, int page, int size, CancellationToken cancellation = default)
    {
        // Never "uid": a server of today takes it for a visitor's. Without sortBy it puts first what was changed last, by a reading or a rating.
        var found = await GetPageAsync(
            ServerCalls.History, session => [("topic", topic), ("orgUid", session.OrgUid), ("sortBy", "createdAt")], page, size, MessageJson.Read, cancellation);
        return found with { Items = NewestFirst(found.Items) };
    }

    /// <summary>
    /// What was said in all threads of the organisation since a time, newest first; others' threads are among them. Not of unified entries: their topics
    /// are not of this list.
    /// </summary>
    /// <param name="since">A server that does not know this parameter answers with all there is: stop at the first message that is older.</param>
    /// <param name="page">From 0.</param>
    /// <param name="size">Messages on a page.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>Null where the server is known not to have this.</returns>
    public async Task<Page<Wire.Message>?> GetOrganisationHistoryAsync(DateTimeOffset since, int page, int size, CancellationToken cancellation = default)
    {
        if (_dialect.Lacks(ServerCalls.OrganisationHistory)) return null;
        var startAt = since.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var found = await GetPageAsync(
            ServerCalls.OrganisationHistory,
            session => [("orgUid", session.OrgUid), ("componentType", "service"), ("startAt", startAt), ("sortBy", "createdAt")],
            page, size, MessageJson.Read, cancellation);
        return found with { Items = NewestFirst(found.Items) };
    }

    /// <summary>Whether the server has stored a message; null where it can't be asked so. It stores in batches, every 5 s.</summary>
    public async Task<bool?> IsStoredAsync(string messageUid, CancellationToken cancellation = default)
    {
        if (_dialect.Lacks(ServerCalls.MessageByUid)) return null;
        try
        {
            return await _caller.GetAsync(
                ServerCalls.MessageByUid,
                session => Query(("uid", messageUid), ("orgUid", session.OrgUid)),
                (answer, _) => new Reading<bool?>(JsonText.Of(answer.Data, "uid") == messageUid ? true : null),
                cancellation);
        }
        catch (WeiyuApiException e) when (e.IsMissing && _dialect.Generation == ServerGeneration.Y2026)
        {
            return false;
        }
        catch (WeiyuApiException)
        {
            return null;
        }
    }

    /// <summary>
    /// Sends a message when MQTT cannot. A repeated uid is stored once, and broadcast again. Returns the server's echo, or the message itself where the
    /// server did not echo it.
    /// </summary>
    public Task<Wire.Message> SendAsync(Wire.Message message, CancellationToken cancellation = default) =>
        _caller.PostAsync(ServerCalls.Send, new JsonObject { ["json"] = MessageJson.Write(message) }, answer => Echo(answer.Data, message), cancellation);

    /// <summary>Revokes the token; does nothing when there is no session.</summary>
    public async Task LogoutAsync(CancellationToken cancellation = default)
    {
        if (_login.Session is not { } session) return;

        // No new login for a token that is refused here: it is gone already, as was wished.
        using var answer = await _exchange.SendAsync(HttpMethod.Post, ServerCalls.Logout.Forms[0].Path, "{}"u8.ToArray(), session.AccessToken, cancellation);
        _login.Forget();
        if (answer is { IsUnauthorized: false, IsSuccess: false }) throw new WeiyuApiException(answer.Code, answer.Message);
    }

    private static Wire.Message Echo(JsonElement data, Wire.Message sent)
    {
        var echo = data.ValueKind == JsonValueKind.Object ? MessageJson.Read(data) : MessageJson.TryRead(JsonText.Of(data), out var read) ? read : null;
        return echo is { Uid.Length: > 0 } ? echo : sent;
    }

    /// <summary>Puts a page in order where its times tell another one than the server's; equal times stay as they came.</summary>
    private static IReadOnlyList<Wire.Message> NewestFirst(IReadOnlyList<Wire.Message> messages)
    {
        var times = messages.Select(m => MessageTime.Read(m.CreatedAt, MessageTime.DefaultZone)).ToList();
        for (var i = 1; i < times.Count; i++)
        {
            if (times[i] > times[i - 1]) return [.. messages.Zip(times).OrderByDescending(m => m.Second ?? DateTimeOffset.MinValue).Select(m => m.First)];
        }

        return messages;
    }

    private static string Query(params ReadOnlySpan<(string Name, string Value)> parameters)
    {
        var query = new StringBuilder();
        foreach (var (name, value) in parameters)
        {
            if (value.Length > 0) query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }

        return query.ToString();
    }

    /// <summary>Older servers say with code -1 that there is none; those of today with 404.</summary>
    private static async Task<T?> NullWhereNoneAsync<T>(Task<T?> search)
        where T : class
    {
        try
        {
            return await search;
        }
        catch (WeiyuApiException e) when (e.Code == -1 || e.IsMissing)
        {
            return null;
        }
    }

    private Task<Page<T>> GetPageAsync<T>(
        ServerCall call, Func<Session, (string Name, string Value)[]> parameters, int page, int size, Func<JsonElement, T> read, CancellationToken cancellation) =>
        _caller.GetAsync(
            call,
            session => Query([.. parameters(session), ("pageNumber", page.ToString(CultureInfo.InvariantCulture)), ("pageSize", size.ToString(CultureInfo.InvariantCulture))]),
            (answer, _) => JsonValues.IsPage(answer.Data)
                ? new Reading<Page<T>>(JsonValues.Page(answer.Data, page, size, read))
                // To take that for an empty list would be to miss, in silence, what is in it.
                // It is as if there were no such path: an older form of the call may do.
                : throw new WeiyuUnavailableException($"{call.Name} was answered with code 200 and no list.", mayHaveBeenProcessed: true) { Status = System.Net.HttpStatusCode.NotFound },
            cancellation);

    private async Task PostAsync(ServerCall call, JsonObject body, CancellationToken cancellation) =>
        await _caller.PostAsync(call, body, static answer => answer.Data.ValueKind, cancellation);
}
