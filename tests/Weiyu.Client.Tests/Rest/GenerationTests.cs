using System.Globalization;
using Microsoft.AspNetCore.Http;
using Weiyu.Client.Rest;
using Weiyu.Client.Tests.Support;

namespace Weiyu.Client.Tests.Rest;

/// <summary>One client, servers of every generation.</summary>
public sealed class GenerationTests : IAsyncLifetime
{
    private const string Topic = "org/agent/a1/v1";
    private const string Agent = """{"uid":"a1","nickname":"小微","status":"AVAILABLE","userUid":"u1","orgUid":"org1"}""";

    private readonly HttpClient _http = new();
    private ApiServer _server = null!;
    private WeiyuRestClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await ApiServer.StartAsync();
        _client = new WeiyuRestClient(_http, WeiyuCredentials.Password("bot@x.test", "p"), new WeiyuRestOptions { ApiUrl = _server.Url });
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(200)]
    [InlineData(404)]
    public async Task An_older_server_is_asked_in_its_own_way_and_afterwards_only_so(int status)
    {
        Answer(Older(status));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("m1", Assert.Single((await _client.GetHistoryAsync(Topic, 0, 10, Token)).Items).Uid);
            Assert.Equal("a1", (await _client.FindAgentAsync(Token))?.Uid);
            Assert.Equal("t1", (await _client.FindThreadAsync(Topic, Token))?.Uid);
        }

        Assert.Equal(ServerGeneration.Y2025, _client.Generation);
        Assert.Equal(1, Asked("/api/v1/message/thread/topic"));
        Assert.Equal(1, Asked("/api/v1/agent/query/user/uid"));
        Assert.Equal(1, Asked("/api/v1/thread/query/topic/owner"));
        Assert.Null(await _client.IsStoredAsync("m1", Token));
        Assert.Null(await _client.GetOrganisationHistoryAsync(DateTimeOffset.UnixEpoch, 0, 10, Token));
        Assert.Null(await _client.IsOnlineAsync("u2", Token));
        Assert.Equal(0, Asked("/api/v1/message/query/uid"));
        Assert.Empty(_client.Troubles);
    }

    [Fact]
    public async Task A_server_of_today_is_asked_once_a_call()
    {
        Answer(Today);
        Assert.Equal("m1", Assert.Single((await _client.GetHistoryAsync(Topic, 0, 10, Token)).Items).Uid);
        Assert.Equal("a1", (await _client.FindAgentAsync(Token))?.Uid);
        Assert.Equal("t1", (await _client.FindThreadAsync(Topic, Token))?.Uid);
        Assert.Equal(ServerGeneration.Y2026, _client.Generation);
        Assert.Equal(3 + 1, _server.Calls.Count);
        Assert.True(await _client.IsStoredAsync("m1", Token));
        Assert.False(await _client.IsStoredAsync("m2", Token));
        Assert.True(await _client.IsOnlineAsync("u1", Token));
    }

    [Fact]
    public async Task A_server_that_is_updated_while_the_client_runs_is_asked_in_the_new_way_from_the_next_call_on()
    {
        Answer(Older(200));
        await _client.GetHistoryAsync(Topic, 0, 10, Token);
        await _client.FindAgentAsync(Token);
        await _client.FindThreadAsync(Topic, Token);

        Answer(Today);
        Assert.Single((await _client.GetHistoryAsync(Topic, 0, 10, Token)).Items);
        // agent/query and thread/query/topic are there still, and mean something else.
        Assert.Equal("a1", (await _client.FindAgentAsync(Token))?.Uid);
        Assert.Equal("t1", (await _client.FindThreadAsync(Topic, Token))?.Uid);
        Assert.Equal(ServerGeneration.Y2026, _client.Generation);
        Assert.True(await _client.IsStoredAsync("m1", Token));
        var before = _server.Calls.Count;
        await _client.GetHistoryAsync(Topic, 0, 10, Token);
        Assert.Equal(before + 1, _server.Calls.Count);
    }

    [Fact]
    public async Task Of_a_page_of_threads_the_one_with_the_exact_topic_is_picked_and_of_agents_the_own_one()
    {
        Answer(path => path switch
        {
            "/api/v1/agent/query" => Page("""{"uid":"a9","userUid":"u9"}""", Agent),
            "/api/v1/thread/query/topic" => Page("""{"uid":"t9","topic":"org/agent/a1/v12"}""", """{"uid":"t1","topic":"org/agent/a1/v1"}"""),
            _ => null,
        });
        Assert.Equal("a1", (await _client.FindAgentAsync(Token))?.Uid);
        Assert.Equal("t1", (await _client.FindThreadAsync(Topic, Token))?.Uid);
        Assert.Null(await _client.FindThreadAsync("org/agent/a1/v", Token));
    }

    [Fact]
    public async Task A_missing_permission_is_no_reason_to_log_in_again_and_is_named_with_its_cure()
    {
        _server.OnCall = (context, _) => ApiServer.Raw(context, """{"message":"没有权限","code":403,"data":false}""", 403);
        var error = await Assert.ThrowsAsync<WeiyuApiException>(() => _client.FindAgentAsync(Token));
        Assert.True(error.IsForbidden);
        await Assert.ThrowsAsync<WeiyuApiException>(() => _client.FindAgentAsync(Token));
        Assert.Equal(1, _server.Logins);
        var trouble = Assert.Single(_client.Troubles);
        Assert.Equal((CallTroubleKind.Forbidden, 2), (trouble.Kind, trouble.Failures));
        Assert.Contains("AGENT_READ", trouble.Cure(), StringComparison.Ordinal);
        Assert.Contains("speaks as the account", trouble.Describe(), StringComparison.Ordinal);

        Answer(Today);
        await _client.FindAgentAsync(Token);
        Assert.Empty(_client.Troubles);
    }

    [Fact]
    public async Task A_server_before_2026_says_403_of_a_token_too()
    {
        Answer(Older(200));
        await _client.GetHistoryAsync(Topic, 0, 10, Token);
        var stale = true;
        _server.OnCall = (context, _) => stale ? ApiServer.Raw(context, "", 403, "text/plain") : ApiServer.Ok(context, Page(Message));
        _server.OnLogin = (context, _) =>
        {
            stale = false;
            return _server.LoginAsync(context);
        };
        Assert.Single((await _client.GetHistoryAsync(Topic, 0, 10, Token)).Items);
        Assert.Equal(2, _server.Logins);
    }

    [Fact]
    public async Task Two_changes_that_met_in_the_server_are_made_again_and_what_it_refuses_is_not()
    {
        var collisions = 2;
        _server.OnCall = (context, _) => collisions-- > 0
            ? ApiServer.Raw(context, """{"message":"row was updated","code":409,"data":false}""", 409)
            : ApiServer.Ok(context);
        await _client.CloseThreadAsync(Some.Thread(), Token);
        Assert.Equal(3, Asked("/api/v1/thread/close"));

        _server.OnCall = (context, _) => ApiServer.Fail(context, 500, "thread is closed already");
        var refused = await Assert.ThrowsAsync<WeiyuApiException>(() => _client.CloseThreadAsync(Some.Thread(), Token));
        Assert.Equal(500, refused.Code);
        Assert.Equal(4, Asked("/api/v1/thread/close"));
        Assert.Empty(_client.Troubles);
    }

    [Fact]
    public async Task A_history_that_comes_in_the_order_of_changes_is_put_in_the_order_of_time()
    {
        var changed = Message.Replace("m1", "m0", StringComparison.Ordinal).Replace("09:05", "08:05", StringComparison.Ordinal);
        var newest = Message.Replace("m1", "m2", StringComparison.Ordinal).Replace("09:05", "09:06", StringComparison.Ordinal);
        Answer(path => path == "/api/v1/message/thread/topic" ? Page(changed, newest, Message) : null);
        Assert.Equal(["m2", "m1", "m0"], (await _client.GetHistoryAsync(Topic, 0, 10, Token)).Items.Select(m => m.Uid));
    }

    [Fact]
    public async Task Every_call_is_one_that_the_server_of_today_publishes_or_is_marked_as_older()
    {
        var published = (await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "Vectors", "operations-2026-01.tsv"), Token))
            .Where(line => line.Length > 0 && line[0] != '#').ToHashSet(StringComparer.Ordinal);
        foreach (var call in ServerCalls.All)
        {
            Assert.Equal(call.Forms.OrderByDescending(f => f.Since), call.Forms);
            foreach (var form in call.Forms.Where(f => f.Until == ServerGeneration.Y2026))
            {
                var line = $"{call.Method}\t/{form.Path}{(call == ServerCalls.Presence ? "/{userUid}" : "")}";
                Assert.True(published.Contains(line) || IsOutsideOfTheList(form.Path), $"{line} is not published");
            }

            Assert.Contains(call.Forms, f => f.Until == ServerGeneration.Y2026);
        }
    }

    /// <summary>The list holds what is below <c>/api</c>; the properties and the login are before it.</summary>
    private static bool IsOutsideOfTheList(string path) => !path.StartsWith("api/", StringComparison.Ordinal);

    private const string Message =
        """{"uid":"m1","type":"TEXT","content":"x","createdAt":"2026-01-31 09:05:07","user":{"uid":"v1","type":"VISITOR"},"thread":{"topic":"org/agent/a1/v1"}}""";

    private const string OneThread = """{"uid":"t1","topic":"org/agent/a1/v1","type":"AGENT"}""";

    private static string Page(params string[] items) => $$"""{"content":[{{string.Join(',', items)}}],"last":true}""";

    /// <summary>What a server of 2025 answers; other paths are not there, and it says so with one status or another.</summary>
    private static Func<string, string?> Older(int missing) => path => path switch
    {
        "/api/v1/message/query/topic" => Page(Message),
        "/api/v1/agent/query" => Agent,
        "/api/v1/thread/query/topic" => OneThread,
        _ => missing.ToString(CultureInfo.InvariantCulture),
    };

    private static string? Today(string path) => path switch
    {
        "/api/v1/message/thread/topic" => Page(Message),
        "/api/v1/agent/query/user/uid" => Agent,
        "/api/v1/agent/query" => Page(Agent),
        "/api/v1/thread/query/topic/owner" => OneThread,
        "/api/v1/thread/query/topic" => Page(OneThread),
        "/api/v1/message/query/uid?uid=m1&orgUid=org1" => Message,
        "/api/v1/connection/presence/u1" => """{"online":true,"activeCount":1}""",
        _ => null,
    };

    /// <summary>Data for a path, with or without its query; null: code 404; a number: that HTTP status, and code 404 where it is 200.</summary>
    private void Answer(Func<string, string?> data) => _server.OnCall = (context, _) =>
        (data(context.Request.Path + context.Request.QueryString) is { Length: > 3 } whole ? whole : data(context.Request.Path)) switch
        {
            null or "200" => ApiServer.Fail(context, 404, "not found"),
            "404" => ApiServer.Raw(context, "", 404, "text/plain"),
            var found => ApiServer.Ok(context, found),
        };

    private int Asked(string path) => _server.Calls.Count(c => c.Path.Split('?')[0] == path);
}
