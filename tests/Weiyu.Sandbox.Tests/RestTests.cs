using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Weiyu.Client.Messages;
using Weiyu.Sandbox.Tests.Support;

namespace Weiyu.Sandbox.Tests;

/// <summary>Section 4 of the protocol sheet, call by call: the server as it was until mid-2025.</summary>
public sealed class RestTests
{
    private static readonly string[] TagList = ["vip"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static SandboxOptions Before { get; } = SandboxOptions.Ephemeral with { Habits = SandboxHabits.Of(SandboxGeneration.Y2025) };

    private static Task<SandboxServer> StartAsync(TimeProvider? time = null, SandboxOptions? options = null) =>
        SandboxServer.StartAsync(options ?? Before with { StoreLag = TimeSpan.Zero }, time, cancellation: Token);

    [Fact]
    public async Task A_login_gives_a_token_and_the_user()
    {
        await using var server = await StartAsync();
        using var api = new TestApi(server);
        var login = new { username = "bot@sandbox", password = "sandbox-password", platform = "BYTEDESK", channel = "FLUTTER" };
        var answer = await api.PostAsync("/auth/v1/login", login);
        Assert.Equal(200, TestApi.Code(answer));
        var data = answer.GetProperty("data");
        Assert.NotEmpty(data.GetProperty("accessToken").GetString()!);
        Assert.Equal("user_bot", data.GetProperty("user").GetProperty("uid").GetString());
        Assert.Equal("org_sandbox", data.GetProperty("user").GetProperty("currentOrganization").GetProperty("uid").GetString());
    }

    [Fact]
    public async Task A_channel_without_FLUTTER_needs_a_captcha_unless_captchas_are_off()
    {
        var login = new { username = "bot@sandbox", password = "sandbox-password", channel = "web" };
        await using var server = await StartAsync();
        using var api = new TestApi(server);
        Assert.Equal(-1, TestApi.Code(await api.PostAsync("/auth/v1/login", login)));

        await using var lenient = await StartAsync(
            options: Before with { Habits = Before.Habits with { WantsCaptcha = false } });
        using var other = new TestApi(lenient);
        Assert.Equal(200, TestApi.Code(await other.PostAsync("/auth/v1/login", login)));
    }

    [Fact]
    public async Task Repeated_failures_lock_the_account_for_a_while()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50));
        await using var server = await StartAsync(time);
        using var api = new TestApi(server);
        object Login(string password) => new { username = "bot@sandbox", password, channel = "FLUTTER" };
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(-1, TestApi.Code(await api.PostAsync("/auth/v1/login", Login("wrong"))));
        }

        Assert.Equal(-1, TestApi.Code(await api.PostAsync("/auth/v1/login", Login("sandbox-password"))));
        time.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(200, TestApi.Code(await api.PostAsync("/auth/v1/login", Login("sandbox-password"))));
    }

    [Fact]
    public async Task An_access_token_of_the_console_is_exchanged()
    {
        await using var server = await StartAsync();
        using var api = new TestApi(server);
        Assert.Equal(-1, TestApi.Code(await api.PostAsync("/auth/v1/login/accessToken", new { accessToken = "wrong" })));
        var answer = await api.PostAsync("/auth/v1/login/accessToken", new { accessToken = "sandbox-access-token" });
        api.Use(answer.GetProperty("data").GetProperty("accessToken").GetString()!);
        Assert.Equal("bot@sandbox", (await api.GetAsync("/api/v1/user/profile")).GetProperty("data").GetProperty("username").GetString());
    }

    [Fact]
    public async Task Without_a_valid_token_there_is_only_401()
    {
        await using var server = await StartAsync();
        using var stranger = new TestApi(server);
        Assert.Equal(HttpStatusCode.Unauthorized, await stranger.StatusAsync("/api/v1/user/profile"));

        using var api = await TestApi.LoginAsync(server);
        Assert.Equal(HttpStatusCode.OK, await api.StatusAsync("/api/v1/user/profile"));
        server.Faults.ExpireTokens();
        Assert.Equal(HttpStatusCode.Unauthorized, await api.StatusAsync("/api/v1/user/profile"));
    }

    [Fact]
    public async Task A_token_ends_by_age_and_by_logout()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50));
        await using var server = await StartAsync(time);
        using var api = await TestApi.LoginAsync(server);
        Assert.Equal(200, TestApi.Code(await api.PostAsync("/api/v1/user/logout", new { })));
        Assert.Equal(HttpStatusCode.Unauthorized, await api.StatusAsync("/api/v1/user/profile"));

        using var later = await TestApi.LoginAsync(server);
        time.Advance(TimeSpan.FromDays(31));
        Assert.Equal(HttpStatusCode.Unauthorized, await later.StatusAsync("/api/v1/user/profile"));
    }

    [Fact]
    public async Task The_agent_can_be_asked_for_and_its_status_set()
    {
        await using var server = await StartAsync();
        using var api = await TestApi.LoginAsync(server);
        await server.OpenVisitorAsync();
        var agent = (await api.GetAsync("/api/v1/agent/query?orgUid=org_sandbox")).GetProperty("data");
        Assert.Equal("agent_bot", agent.GetProperty("uid").GetString());
        Assert.Equal(1, agent.GetProperty("currentThreadCount").GetInt32());

        Assert.Equal(200, TestApi.Code(await api.PostAsync("/api/v1/agent/update/status", new { uid = "agent_bot", status = "AWAY" })));
        Assert.Equal("AWAY", server.StatusOf("agent_bot"));
        Assert.Equal(-1, TestApi.Code(await api.PostAsync("/api/v1/agent/update/status", new { uid = "agent_bot", status = "ASLEEP" })));
    }

    [Fact]
    public async Task A_user_who_is_no_agent_is_told_so()
    {
        var plain = new SandboxAccount { Username = "plain", Password = "sandbox-password", UserUid = "user_plain", Nickname = "Plain" };
        await using var server = await StartAsync(
            options: Before with { Data = new SandboxData { Accounts = [SandboxData.DefaultBot, plain] } });
        using var api = await TestApi.LoginAsync(server, "plain");
        Assert.Equal(-1, TestApi.Code(await api.GetAsync("/api/v1/agent/query?orgUid=org_sandbox")));
    }

    [Fact]
    public async Task Threads_come_in_pages_newest_first()
    {
        await using var server = await StartAsync();
        using var api = await TestApi.LoginAsync(server);
        var visitors = new List<SandboxVisitor>();
        for (var i = 0; i < 5; i++)
        {
            visitors.Add(await server.OpenVisitorAsync());
        }

        visitors[1].Say("newest");
        var page = (await api.GetAsync("/api/v1/thread/query?orgUid=o&pageNumber=0&pageSize=2")).GetProperty("data");
        Assert.Equal([visitors[1].Thread.Uid, visitors[4].Thread.Uid], TestApi.Uids(page));
        Assert.True(page.GetProperty("first").GetBoolean());
        Assert.False(page.GetProperty("last").GetBoolean());
        Assert.Equal(5, page.GetProperty("totalElements").GetInt32());
        Assert.Equal(3, page.GetProperty("totalPages").GetInt32());
        Assert.Equal(1, page.GetProperty("content")[0].GetProperty("unreadCount").GetInt32());

        var last = (await api.GetAsync("/api/v1/thread/query?orgUid=o&pageNumber=2&pageSize=2")).GetProperty("data");
        Assert.Equal([visitors[0].Thread.Uid], TestApi.Uids(last));
        Assert.True(last.GetProperty("last").GetBoolean());
    }

    [Fact]
    public async Task A_thread_is_found_by_topic_labelled_and_closed()
    {
        await using var server = await StartAsync();
        using var api = await TestApi.LoginAsync(server);
        var visitor = await server.OpenVisitorAsync();
        var thread = visitor.Thread;
        var found = (await api.GetAsync("/api/v1/thread/query/topic?topic=" + Uri.EscapeDataString(thread.Topic))).GetProperty("data");
        Assert.Equal(thread.Uid, found.GetProperty("uid").GetString());
        Assert.Equal("agent_bot", MessageJson.ReadUser(JsonDocument.Parse(found.GetProperty("agent").GetString()!).RootElement).Uid);
        Assert.NotEqual(200, TestApi.Code(await api.GetAsync("/api/v1/thread/query/topic?topic=org/agent/none")));

        await api.PostAsync("/api/v1/thread/update/tagList", new { uid = thread.Uid, tagList = TagList });
        await api.PostAsync("/api/v1/thread/update/note", new { uid = thread.Uid, note = "careful" });
        await api.PostAsync("/api/v1/thread/close", new { uid = thread.Uid, topic = thread.Topic });
        Assert.Equal(["vip"], thread.Tags);
        Assert.Equal("careful", thread.Note);
        Assert.Equal(ThreadStates.Closed, thread.State);
        Assert.Equal(MessageTypes.AgentClosed, visitor.Received[^1].Type);
    }

    [Fact]
    public async Task The_history_shows_a_message_once_the_store_lag_has_passed()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50));
        await using var server = await StartAsync(time, Before);
        using var api = await TestApi.LoginAsync(server);
        var visitor = await server.OpenVisitorAsync();
        var first = visitor.Say("one");
        time.Advance(TimeSpan.FromSeconds(3));
        var second = visitor.Say("two");
        var path = "/api/v1/message/query/topic?pageNumber=0&pageSize=10&topic=" + Uri.EscapeDataString(visitor.Thread.Topic);
        Assert.Empty(TestApi.Uids((await api.GetAsync(path)).GetProperty("data")));

        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal([first.Uid], TestApi.Uids((await api.GetAsync(path)).GetProperty("data")));
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal([second.Uid, first.Uid], TestApi.Uids((await api.GetAsync(path)).GetProperty("data")));
        Assert.Equal(2, server.History(visitor.Thread.Topic).Count);
    }

    [Fact]
    public async Task A_history_message_has_thread_user_and_extra()
    {
        await using var server = await StartAsync();
        using var api = await TestApi.LoginAsync(server);
        var visitor = await server.OpenVisitorAsync();
        visitor.Say("引号 \" 和 <b>");
        var page = (await api.GetAsync("/api/v1/message/query/topic?topic=" + Uri.EscapeDataString(visitor.Thread.Topic))).GetProperty("data");
        var message = MessageJson.Read(page.GetProperty("content")[0]);
        Assert.Equal("引号 \" 和 <b>", message.Content);
        Assert.Equal(visitor.Uid, message.User.Uid);
        Assert.Equal(visitor.Thread.Uid, message.Thread.Uid);
        Assert.Equal("org_sandbox", MessageExtra.OrgUid(message.Extra));
        Assert.Equal(JsonValueKind.String, page.GetProperty("content")[0].GetProperty("extra").ValueKind);
    }

    [Fact]
    public async Task What_is_unread_is_listed_counted_read_and_cleared()
    {
        await using var server = await StartAsync();
        using var api = await TestApi.LoginAsync(server);
        await using var bot = await TestClient.ConnectAsync(server);
        var visitor = await server.OpenVisitorAsync();
        var one = visitor.Say("one");
        var two = visitor.Say("two");
        visitor.Typing();
        Assert.Equal(2, (await api.GetAsync("/api/v1/message/unread/count")).GetProperty("data").GetInt32());
        Assert.Equal([two.Uid, one.Uid], TestApi.Uids(await api.DataAsync("/api/v1/message/unread/query?pageNumber=0&pageSize=10")));

        var receipt = Some.Message(server, visitor.Thread, one.Uid);
        receipt.Type = MessageTypes.Read;
        await bot.PublishAsync(receipt);
        await visitor.WaitForAsync(m => m.Type == MessageTypes.Read, Token);
        Assert.Equal([two.Uid], TestApi.Uids((await api.GetAsync("/api/v1/message/unread/query")).GetProperty("data")));
        Assert.Equal(MessageStatuses.Read, server.History(visitor.Thread.Topic)[0].Status);

        await api.PostAsync("/api/v1/message/unread/clear", new { });
        Assert.Equal(0, (await api.GetAsync("/api/v1/message/unread/count")).GetProperty("data").GetInt32());
    }

    [Fact]
    public async Task A_message_sent_over_REST_is_broadcast_stored_and_echoed()
    {
        await using var server = await StartAsync();
        using var api = await TestApi.LoginAsync(server);
        await using var bot = await TestClient.ConnectAsync(server);
        var visitor = await server.OpenVisitorAsync();
        var message = Some.Message(server, visitor.Thread, new string('长', 6_000));
        var answer = await api.PostAsync("/api/v1/message/rest/send", new { json = MessageJson.Write(message) });
        Assert.Equal(200, TestApi.Code(answer));
        Assert.Equal(MessageStatuses.Success, answer.GetProperty("data").GetProperty("status").GetString());
        Assert.Equal(message.Uid, (await visitor.WaitForTextAsync(Token)).Uid);
        Assert.Equal(message.Uid, (await bot.NextAsync()).Uid);
        Assert.Equal(message.Uid, server.History(visitor.Thread.Topic)[0].Uid);
        Assert.Equal(1, server.Published.SentByRest);
    }

    [Theory]
    [InlineData("{\"json\": {\"uid\": \"1\"}}")]
    [InlineData("{\"json\": \"no json\"}")]
    [InlineData("{\"json\": \"{}\"}")]
    [InlineData("{}")]
    [InlineData("nonsense")]
    public async Task A_body_that_is_no_message_in_a_string_is_refused(string body)
    {
        await using var server = await StartAsync();
        using var api = await TestApi.LoginAsync(server);
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        var response = await api.Http.PostAsync("/api/v1/message/rest/send", content, Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(-1, TestApi.Code(JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token)).RootElement));
    }

    [Fact]
    public async Task A_queued_thread_is_announced_and_accepted()
    {
        await using var server = await StartAsync();
        using var api = await TestApi.LoginAsync(server);
        await using var bot = await TestClient.ConnectAsync(server);
        var visitor = server.Visitor();
        var thread = await server.OpenThreadAsync(visitor, ThreadTypes.Agent, queued: true);
        Assert.Equal(ThreadStates.Queuing, thread.State);
        var notice = await bot.NextAsync();
        Assert.Equal(MessageTypes.QueueNotice, notice.Type);
        Assert.Equal("org/queue/agent_bot", notice.Thread.Topic);
        Assert.Equal(thread.Uid, MessageExtra.Get(notice.Extra, "threadUid"));

        Assert.Equal(200, TestApi.Code(await api.PostAsync("/api/v1/agent/accept", new { uid = thread.Uid, topic = thread.Topic })));
        Assert.Equal(ThreadStates.Chatting, thread.State);
        Assert.Equal(MessageTypes.QueueAccept, visitor.Received[^1].Type);
        visitor.Say("now");
        Assert.Equal(MessageTypes.QueueAccept, (await bot.NextAsync()).Type);
        Assert.Equal("now", (await bot.NextAsync()).Content);
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        await using var server = await StartAsync();
        var error = await Assert.ThrowsAsync<SandboxPortTakenException>(() =>
            StartAsync(options: Before with { ApiUrl = server.ApiUrl }));
        Assert.Contains(new Uri(server.ApiUrl).Authority, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://192.168.1.1:0")]
    [InlineData("nonsense")]
    public async Task Only_loopback_addresses_are_taken(string address) =>
        await Assert.ThrowsAsync<ArgumentException>(() => StartAsync(options: Before with { ApiUrl = address }));
}
