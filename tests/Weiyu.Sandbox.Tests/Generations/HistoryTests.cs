using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Weiyu.Client.Messages;
using Weiyu.Sandbox.Tests.Support;

namespace Weiyu.Sandbox.Tests.Generations;

/// <summary>The history of 2026: one search behind five paths.</summary>
public sealed class HistoryTests
{
    private const string Org = "orgUid=org_sandbox";

    private static FakeTimeProvider Clock() => new(new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero));

    private static string Of(SandboxThread thread, string more = "") =>
        $"/api/v1/message/thread/topic?{Org}&topic={Uri.EscapeDataString(thread.Topic)}{more}";

    [Fact]
    public async Task The_path_of_before_is_answered_with_code_404_and_HTTP_200()
    {
        await using var server = await Generation.StartAsync();
        using var api = await TestApi.LoginAsync(server);
        Assert.Equal((HttpStatusCode.OK, 404), await api.OutcomeAsync($"/api/v1/message/query/topic?{Org}&topic=x"));

        await using var before = await Generation.StartAsync(SandboxGeneration.Y2025);
        using var old = await TestApi.LoginAsync(before);
        Assert.Equal(HttpStatusCode.NotFound, await old.StatusAsync($"/api/v1/message/thread/topic?{Org}&topic=x"));
        Assert.Equal((HttpStatusCode.OK, 200), await old.OutcomeAsync("/api/v1/message/query/topic?topic=x"));
    }

    [Fact]
    public async Task The_organisation_has_to_be_named_and_to_be_the_callers()
    {
        await using var server = await Generation.StartAsync();
        using var api = await TestApi.LoginAsync(server);
        Assert.Equal((HttpStatusCode.BadRequest, 400), await api.OutcomeAsync("/api/v1/message/thread/topic?topic=x"));
        Assert.Equal((HttpStatusCode.BadRequest, 400), await api.OutcomeAsync("/api/v1/message/query/org"));
        Assert.Equal((HttpStatusCode.Forbidden, 403), await api.OutcomeAsync("/api/v1/message/thread/topic?topic=x&orgUid=another"));
    }

    [Fact]
    public async Task Only_the_parameters_filter_and_the_topic_is_exact()
    {
        await using var server = await Generation.StartAsync();
        using var api = await TestApi.LoginAsync(server);
        var one = await server.OpenVisitorAsync();
        var two = await server.OpenVisitorAsync();
        var first = one.Say("one");
        var second = two.Say("two");

        Assert.Equal([first.Uid], TestApi.Uids(await api.DataAsync(Of(one.Thread))));
        Assert.Equal([first.Uid], TestApi.Uids(await api.DataAsync($"/api/v1/message/query/org?{Org}&threadUid={one.Thread.Uid}")));
        Assert.Empty(TestApi.Uids(await api.DataAsync($"/api/v1/message/thread/topic?{Org}&topic=org/agent/agent_bot")));
        foreach (var path in new[] { "thread/topic", "thread/uid", "query/org", "query", "query/user" })
        {
            Assert.Equal([second.Uid, first.Uid], TestApi.Uids(await api.DataAsync($"/api/v1/message/{path}?{Org}")));
        }
    }

    [Fact]
    public async Task A_uid_looks_for_visitors_and_finds_no_message()
    {
        await using var server = await Generation.StartAsync();
        using var api = await TestApi.LoginAsync(server);
        var visitor = await server.OpenVisitorAsync();
        var said = visitor.Say("hello");
        Assert.Empty(TestApi.Uids(await api.DataAsync(Of(visitor.Thread, "&uid=" + said.Uid))));
        Assert.Equal([said.Uid], TestApi.Uids(await api.DataAsync(Of(visitor.Thread, "&uid=" + visitor.Uid))));
    }

    [Fact]
    public async Task What_changed_last_comes_first_unless_creation_is_asked_for()
    {
        var time = Clock();
        await using var server = await Generation.StartAsync(time: time);
        using var api = await TestApi.LoginAsync(server);
        var visitor = await server.OpenVisitorAsync();
        var uids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            uids.Add(visitor.Say($"{i}").Uid);
            time.Advance(TimeSpan.FromSeconds(10));
        }

        visitor.Read(uids[0]);

        Assert.Equal([uids[0], uids[2], uids[1]], TestApi.Uids(await api.DataAsync(Of(visitor.Thread))));
        Assert.Equal([uids[0], uids[2], uids[1]], TestApi.Uids(await api.DataAsync($"/api/v1/message/query/org?{Org}")));
        Assert.Equal([uids[2], uids[1], uids[0]], TestApi.Uids(await api.DataAsync(Of(visitor.Thread, "&sortBy=createdAt"))));
        var oldestFirst = await api.DataAsync($"/api/v1/message/query/org?{Org}&sortBy=createdAt&sortDirection=ascend");
        Assert.Equal([uids[0], uids[1], uids[2]], TestApi.Uids(oldestFirst));
        Assert.Equal((HttpStatusCode.OK, 500), await api.OutcomeAsync(Of(visitor.Thread, "&sortBy=nonsense")));
    }

    [Fact]
    public async Task A_start_and_an_end_cut_by_creation()
    {
        var time = Clock();
        await using var server = await Generation.StartAsync(time: time);
        using var api = await TestApi.LoginAsync(server);
        var visitor = await server.OpenVisitorAsync();
        var old = visitor.Say("old");
        time.Advance(TimeSpan.FromHours(1));
        var young = visitor.Say("young");
        visitor.Read(old.Uid);

        var org = $"/api/v1/message/query/org?{Org}";
        Assert.Equal([young.Uid], TestApi.Uids(await api.DataAsync(org + "&startAt=2026-11-01T08:30:00.000Z")));
        Assert.Equal([young.Uid], TestApi.Uids(await api.DataAsync(org + "&sortBy=createdAt&startAt=2026-11-01T08:30:00.000Z")));
        Assert.Equal([young.Uid], TestApi.Uids(await api.DataAsync(org + "&startAt=" + Uri.EscapeDataString("2026-11-01T16:30:00.000+08:00"))));
        Assert.Equal([old.Uid], TestApi.Uids(await api.DataAsync(Of(visitor.Thread, "&endAt=2026-11-01T08:30:00.000Z"))));
        Assert.Equal((HttpStatusCode.BadRequest, 400), await api.OutcomeAsync(org + "&startAt=yesterday"));
    }

    [Fact]
    public async Task A_component_shows_topics_by_their_words_and_service_has_no_unified_entries()
    {
        await using var server = await Generation.StartAsync();
        using var api = await TestApi.LoginAsync(server);
        var types = new[] { ThreadTypes.Agent, ThreadTypes.Workgroup, ThreadTypes.Robot, ThreadTypes.Unified, ThreadTypes.Group };
        foreach (var type in types)
        {
            (await server.OpenVisitorAsync(type)).Say(type);
        }

        async Task<string[]> ContentsAsync(string component) =>
        [
            .. (await api.DataAsync($"/api/v1/message/query/org?{Org}&sortBy=createdAt&sortDirection=ascend&componentType={component}"))
                .GetProperty("content").EnumerateArray().Select(m => m.GetProperty("content").GetString()!),
        ];

        Assert.Equal([ThreadTypes.Agent, ThreadTypes.Workgroup, ThreadTypes.Robot], await ContentsAsync("service"));
        Assert.Equal([ThreadTypes.Robot], await ContentsAsync("robot"));
        Assert.Equal([ThreadTypes.Group], await ContentsAsync("team"));
    }

    [Fact]
    public async Task Pages_have_ten_rows_or_as_many_as_wanted()
    {
        await using var server = await Generation.StartAsync();
        using var api = await TestApi.LoginAsync(server);
        var visitor = await server.OpenVisitorAsync();
        for (var i = 0; i < 1200; i++)
        {
            visitor.Say($"{i}");
        }

        var page = await api.DataAsync(Of(visitor.Thread));
        Assert.Equal(10, page.GetProperty("numberOfElements").GetInt32());
        Assert.Equal(1200, page.GetProperty("totalElements").GetInt32());
        Assert.Equal(120, page.GetProperty("totalPages").GetInt32());
        Assert.True(page.GetProperty("first").GetBoolean());
        Assert.False(page.GetProperty("last").GetBoolean());
        Assert.Equal(1200, (await api.DataAsync(Of(visitor.Thread, "&pageSize=100000"))).GetProperty("numberOfElements").GetInt32());
        Assert.Equal(10, (await api.DataAsync(Of(visitor.Thread, "&pageSize=0"))).GetProperty("numberOfElements").GetInt32());
        Assert.Equal((HttpStatusCode.OK, 500), await api.OutcomeAsync(Of(visitor.Thread, "&pageNumber=-1")));
    }

    [Fact]
    public async Task A_message_carries_its_whole_thread_and_times_without_a_zone()
    {
        var time = Clock();
        await using var server = await Generation.StartAsync(time: time);
        using var api = await TestApi.LoginAsync(server);
        var visitor = await server.OpenVisitorAsync();
        var said = visitor.Say("你好");
        var message = (await api.DataAsync(Of(visitor.Thread))).GetProperty("content")[0];

        Assert.Equal("2026-11-01 16:00:00", message.GetProperty("createdAt").GetString());
        Assert.Equal("2026-11-01 16:00:00", message.GetProperty("updatedAt").GetString());
        Assert.Equal(time.GetUtcNow().ToUnixTimeMilliseconds(), message.GetProperty("timestamp").GetInt64());
        Assert.Equal("org_sandbox", message.GetProperty("orgUid").GetString());
        Assert.True(message.GetProperty("visitor").GetBoolean());
        Assert.Equal(JsonValueKind.String, message.GetProperty("extra").ValueKind);
        var thread = message.GetProperty("thread");
        Assert.Equal(visitor.Thread.Topic, thread.GetProperty("topic").GetString());
        Assert.Equal("CHATTING", thread.GetProperty("status").GetString());
        Assert.Equal("user_bot", thread.GetProperty("owner").GetProperty("uid").GetString());
        Assert.Equal(JsonValueKind.String, thread.GetProperty("agent").ValueKind);
        Assert.False(thread.TryGetProperty("state", out _));
        var read = MessageJson.Read(message);
        Assert.Equal((said.Uid, "CHATTING", visitor.Uid), (read.Uid, read.Thread.State, read.User.Uid));
    }

    [Fact]
    public async Task One_message_is_found_by_its_uid_once_it_is_written()
    {
        var time = Clock();
        await using var server = await SandboxServer.StartAsync(SandboxOptions.Ephemeral, time, cancellation: TestContext.Current.CancellationToken);
        using var api = await TestApi.LoginAsync(server);
        var said = (await server.OpenVisitorAsync()).Say("hello");
        Assert.Equal((HttpStatusCode.OK, 404), await api.OutcomeAsync("/api/v1/message/query/uid?uid=" + said.Uid));
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("hello", (await api.DataAsync("/api/v1/message/query/uid?uid=" + said.Uid)).GetProperty("content").GetString());
        Assert.Equal((HttpStatusCode.OK, 404), await api.OutcomeAsync("/api/v1/message/query/uid?uid=nobody"));
    }

    [Fact]
    public async Task CONTINUE_is_not_kept_any_longer()
    {
        foreach (var (generation, kept) in new[] { (SandboxGeneration.Y2026, 0), (SandboxGeneration.Y2025, 1) })
        {
            await using var server = await Generation.StartAsync(generation);
            var visitor = await server.OpenVisitorAsync();
            visitor.Send(MessageTypes.Continue, "");
            Assert.Equal(kept, server.History(visitor.Thread.Topic).Count);
        }
    }

    [Fact]
    public async Task Sending_answers_with_the_string_that_was_given_and_creating_is_not_implemented()
    {
        await using var server = await Generation.StartAsync();
        using var api = await TestApi.LoginAsync(server);
        var visitor = await server.OpenVisitorAsync();
        var json = MessageJson.Write(Some.Message(server, visitor.Thread, "over HTTP"));
        var answer = await api.PostAsync("/api/v1/message/rest/send", new { json });
        Assert.Equal(json, answer.GetProperty("data").GetString());
        Assert.Equal("over HTTP", (await visitor.WaitForTextAsync(TestContext.Current.CancellationToken)).Content);
        Assert.Equal((HttpStatusCode.NotImplemented, 501), await api.OutcomeAsync("/api/v1/message/create", new { }));
        Assert.Equal((HttpStatusCode.OK, 500), await api.OutcomeAsync("/api/v1/message/rest/send", new { json = "no message" }));
    }
}
