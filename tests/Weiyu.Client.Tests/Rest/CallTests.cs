using Microsoft.AspNetCore.Http;
using Weiyu.Client.Rest;
using Weiyu.Client.Tests.Support;

namespace Weiyu.Client.Tests.Rest;

public sealed class CallTests : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private ApiServer _server = null!;
    private WeiyuRestClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await ApiServer.StartAsync();
        _client = Client(TimeSpan.FromSeconds(30));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Profile_and_agent_are_read()
    {
        _server.OnCall = (context, _) => ApiServer.Ok(context, context.Request.Path == "/api/v1/user/profile"
            ? """{"uid":"u1","username":"n","nickname":"小微","currentOrganization":{"uid":"org1"}}"""
            : """{"uid":"a1","nickname":"小微","status":"AVAILABLE","userUid":"u1","orgUid":"org1","currentThreadCount":2,"maxThreadCount":"10"}""");
        Assert.Equal(new UserInfo("u1", "n", "小微", "", "org1"), await _client.GetProfileAsync(Token));
        Assert.Equal(new AgentInfo("a1", "小微", "", "AVAILABLE", "u1", "org1", 2, 10), await _client.FindAgentAsync(Token));
        Assert.Equal("/api/v1/agent/query/user/uid?userUid=u1&orgUid=org1", _server.Calls.Last().Path);
    }

    [Fact]
    public async Task What_the_server_does_not_know_is_null()
    {
        _server.OnCall = (context, _) => ApiServer.Fail(context, -1, "not found");
        Assert.Null(await _client.FindAgentAsync(Token));
        Assert.Null(await _client.FindThreadAsync("org/agent/a/v", Token));
        Assert.Equal("/api/v1/thread/query/topic?topic=org%2Fagent%2Fa%2Fv&orgUid=org1", _server.Calls.Last().Path);
    }

    [Fact]
    public async Task Threads_come_in_pages()
    {
        _server.OnCall = (context, _) => ApiServer.Ok(context, """
            {"content":[{"uid":"t1","topic":"org/agent/a/v","type":"AGENT","status":"CHATTING","user":{"uid":"v"},"agent":"{\"uid\":\"a\",\"nickname\":\"小微\"}",
             "unreadCount":3,"updatedAt":"2025-01-31 09:05:07","tagList":["vip"],"note":null,"extra":"{}"},17],
             "last":false,"first":true,"number":0,"numberOfElements":1,"totalElements":41,"totalPages":3}
            """);
        var page = await _client.GetThreadsAsync(0, 20, Token);
        Assert.False(page.IsLast);
        Assert.Equal(41, page.TotalElements);
        Assert.Equal(3, page.TotalPages);
        var thread = Assert.Single(page.Items);
        Assert.Equal("t1", thread.Uid);
        Assert.Equal("CHATTING", thread.Thread.State);
        Assert.Equal("小微", thread.Agent?.Nickname);
        Assert.Equal(3, thread.UnreadCount);
        Assert.Equal(["vip"], thread.Tags);
        Assert.Equal("/api/v1/thread/query?orgUid=org1&pageNumber=0&pageSize=20", _server.Calls.Last().Path);
    }

    [Fact]
    public async Task History_is_read_as_messages()
    {
        _server.OnCall = (context, _) => ApiServer.Ok(context, $$"""{"content":[{{MessageJson.Write(Some.Message())}}],"last":true}""");
        var page = await _client.GetHistoryAsync("org/agent/a1/v1", 2, 50, Token);
        Assert.True(page.IsLast);
        Assert.Equal([Some.Message()], page.Items);
        Assert.Equal("/api/v1/message/thread/topic?topic=org%2Fagent%2Fa1%2Fv1&orgUid=org1&sortBy=createdAt&pageNumber=2&pageSize=50", _server.Calls.Last().Path);
    }

    [Fact]
    public async Task A_message_is_sent_as_a_JSON_string_and_echoed()
    {
        _server.OnCall = (context, body) =>
        {
            using var outer = JsonDocument.Parse(body);
            return ApiServer.Ok(context, JsonSerializer.Serialize(outer.RootElement.GetProperty("json").GetString()));
        };
        var echo = await _client.SendAsync(Some.Message(), Token);
        Assert.Equal(Some.Message(), echo);
        using var sent = JsonDocument.Parse(_server.Calls.Last().Body);
        using var inner = JsonDocument.Parse(sent.RootElement.GetProperty("json").GetString()!);
        Assert.Equal("""{"orgUid":"org1"}""", inner.RootElement.GetProperty("extra").GetString());
        Assert.Equal("/api/v1/message/rest/send", _server.Calls.Last().Path);
    }

    [Fact]
    public async Task Posts_say_what_the_sheet_says()
    {
        var thread = Some.Thread();
        await _client.UpdateAgentStatusAsync("a1", AgentStatuses.Available, Token);
        await _client.AcceptThreadAsync(thread, Token);
        await _client.CloseThreadAsync(thread, Token);
        await _client.UpdateTagsAsync(thread, ["vip", "退款"], Token);
        await _client.UpdateNoteAsync(thread, "回电", Token);
        Assert.Equal(
            [
                ("/api/v1/agent/update/status", """{"uid":"a1","status":"AVAILABLE"}"""),
                ("/api/v1/agent/accept", """{"uid":"t1","topic":"org/agent/a1/v1","type":"AGENT"}"""),
                ("/api/v1/thread/close", """{"uid":"t1","topic":"org/agent/a1/v1"}"""),
                ("/api/v1/thread/update/tagList", """{"uid":"t1","topic":"org/agent/a1/v1","tagList":["vip","退款"]}"""),
                ("/api/v1/thread/update/note", """{"uid":"t1","topic":"org/agent/a1/v1","note":"回电"}"""),
            ],
            _server.Calls.Skip(1).Select(c => (c.Path, c.Body)));
    }

    [Fact]
    public async Task A_logout_revokes_the_token_and_forgets_it()
    {
        await _client.LogoutAsync(Token);
        Assert.Empty(_server.Calls);
        await _client.LoginAsync(Token);
        await _client.LogoutAsync(Token);
        Assert.Equal("/api/v1/user/logout", _server.Calls.Last().Path);
        Assert.Null(_client.Session);
    }

    [Fact]
    public async Task Another_code_than_200_is_an_error_without_the_token()
    {
        _server.OnCall = (context, _) => ApiServer.Fail(context, -3, $"bad call with {_server.ValidToken}");
        var error = await Assert.ThrowsAsync<WeiyuApiException>(() => _client.SendAsync(Some.Message(), Token));
        Assert.Equal(-3, error.Code);
        Assert.Equal("bad call with ***", error.ServerMessage);
        Assert.DoesNotContain("secret-token", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500, "{}", true)]
    [InlineData(503, "<html>", true)]
    [InlineData(200, "<html>", true)]
    [InlineData(404, "<html>", false)]
    public async Task A_broken_server_is_unavailable(int status, string body, bool processed)
    {
        _server.OnCall = (context, _) => ApiServer.Raw(context, body, status);
        var error = await Assert.ThrowsAsync<WeiyuUnavailableException>(() => _client.SendAsync(Some.Message(), Token));
        Assert.Equal(processed, error.MayHaveBeenProcessed);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_unavailable_and_may_have_processed_it()
    {
        _server.OnCall = (context, _) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        var error = await Assert.ThrowsAsync<WeiyuUnavailableException>(() => Client(TimeSpan.FromSeconds(1)).SendAsync(Some.Message(), Token));
        Assert.True(error.MayHaveBeenProcessed);
    }

    [Fact]
    public async Task A_callers_cancellation_is_a_cancellation()
    {
        using var cancel = new CancellationTokenSource();
        _server.OnCall = async (context, _) =>
        {
            await cancel.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _client.SendAsync(Some.Message(), cancel.Token));
    }

    [Fact]
    public async Task A_connection_that_breaks_off_is_unavailable()
    {
        _server.OnCall = async (context, _) =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("{\"code\":200", context.RequestAborted);
            context.Abort();
        };
        var error = await Assert.ThrowsAsync<WeiyuUnavailableException>(() => _client.SendAsync(Some.Message(), Token));
        Assert.True(error.MayHaveBeenProcessed);
    }

    [Fact]
    public async Task An_endless_answer_is_cut_off()
    {
        _server.OnCall = async (context, _) =>
        {
            context.Response.ContentType = "application/json";
            var chunk = new byte[64 * 1024];
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(chunk, context.RequestAborted);
            }
        };
        await Assert.ThrowsAsync<WeiyuUnavailableException>(() => _client.GetProfileAsync(Token));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task An_answer_that_is_not_packed_as_it_says_is_unavailable(string packing)
    {
        _server.OnCall = (context, _) =>
        {
            context.Response.Headers.ContentEncoding = packing;
            return ApiServer.Ok(context);
        };
        using var handler = new SocketsHttpHandler { AutomaticDecompression = System.Net.DecompressionMethods.All };
        using var http = new HttpClient(handler);
        var client = new WeiyuRestClient(http, WeiyuCredentials.Password("bot@x.test", "p"), new WeiyuRestOptions { ApiUrl = _server.Url });
        var error = await Assert.ThrowsAsync<WeiyuUnavailableException>(() => client.SendAsync(Some.Message(), Token));
        Assert.True(error.MayHaveBeenProcessed);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_spoil_only_the_word_that_they_stand_in()
    {
        _server.OnCall = async (context, _) =>
        {
            context.Response.ContentType = "application/json";
            byte[] body = [.. """{"code":200,"data":{"content":[{"uid":"m1","type":"TEXT","content":"a"""u8, 0xC4, 0xE3, .. """b","extra":{"n":"a"""u8, 0xFF, .. "\"}}],\"last\":true}}"u8];
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        };
        var message = Assert.Single((await _client.GetHistoryAsync("t", 0, 10, Token)).Items);
        Assert.Equal("m1", message.Uid);
        Assert.Equal("a\ufffd\ufffdb", message.Content);
        Assert.Equal("{\"n\":\"a\ufffd\"}", message.Extra);
    }

    [Fact]
    public async Task Random_answers_never_throw_anything_else() =>
        await Some.Json.SampleAsync(
            async data =>
            {
                _server.OnCall = (context, _) => ApiServer.Ok(context, data);
                await ReadOrUnavailableAsync(() => _client.GetHistoryAsync("t", 0, 10, Token));
                await ReadOrUnavailableAsync(() => _client.GetThreadsAsync(0, 10, Token));
                _ = await _client.FindThreadAsync("t", Token);
                _ = await _client.FindAgentAsync(Token);
                _ = await _client.SendAsync(Some.Message(), Token);
                await ReadOrUnavailableAsync(() => _client.GetOrganisationHistoryAsync(DateTimeOffset.UnixEpoch, 0, 10, Token));
                _ = await _client.IsStoredAsync("m", Token);
                _ = await _client.IsOnlineAsync("u", Token);
                _ = await _client.GetPropertiesAsync(Token);
            },
            iter: 200,
            threads: 1);

    [Theory]
    [InlineData("null")]
    [InlineData("false")]
    [InlineData("{}")]
    [InlineData("\"\"")]
    public async Task A_success_without_a_list_is_no_empty_list(string data)
    {
        _server.OnCall = (context, _) => ApiServer.Ok(context, data);

        await Assert.ThrowsAsync<WeiyuUnavailableException>(() => _client.GetThreadsAsync(0, 20, Token));
        await Assert.ThrowsAsync<WeiyuUnavailableException>(() => _client.GetHistoryAsync("t", 0, 20, Token));
        Assert.Contains(_client.Troubles, t => t.Call.Name.Contains("threads", StringComparison.OrdinalIgnoreCase));
    }

    private static async Task ReadOrUnavailableAsync<T>(Func<Task<T>> read)
    {
        try
        {
            _ = await read();
        }
        catch (WeiyuUnavailableException)
        {
            // What is no list can't be read.
        }
    }

    private WeiyuRestClient Client(TimeSpan timeout) => new(
        _http,
        WeiyuCredentials.Password("bot@x.test", "p"),
        new WeiyuRestOptions { ApiUrl = _server.Url, Timeout = timeout });
}
