using System.Net;
using System.Text.Json;
using Weiyu.Client.Messages;
using Weiyu.Sandbox.Tests.Support;

namespace Weiyu.Sandbox.Tests.Generations;

/// <summary>Threads of 2026.</summary>
public sealed class ThreadTests
{
    private const string Org = "orgUid=org_sandbox";

    [Fact]
    public async Task The_list_holds_what_the_caller_owns_and_what_robots_of_work_groups_have()
    {
        await using var server = await Generation.StartAsync();
        using var api = await TestApi.LoginAsync(server);
        using var human = server.OpenAgent();
        var mine = (await server.OpenVisitorAsync()).Thread;
        var taken = (await server.OpenVisitorAsync()).Thread;
        human.TakeOver(taken);
        var robots = await server.OpenThreadAsync(server.Visitor(), ThreadTypes.Workgroup, roboting: true);
        await server.OpenVisitorAsync(ThreadTypes.Robot);
        await server.OpenThreadAsync(server.Visitor(), queued: true);

        string[] expected = [robots.Uid, mine.Uid];
        Assert.Equal(expected.Order(), TestApi.Uids(await api.DataAsync("/api/v1/thread/query")).Order());
        var row = (await api.DataAsync("/api/v1/thread/query?status=ROBOTING")).GetProperty("content")[0];
        Assert.Equal(JsonValueKind.Null, row.GetProperty("owner").ValueKind);
        Assert.Equal([mine.Uid], TestApi.Uids(await api.DataAsync("/api/v1/thread/query?status=CHATTING")));
    }

    [Fact]
    public async Task Who_looks_on_has_the_thread_in_the_list()
    {
        await using var server = await Generation.StartAsync();
        using var api = await TestApi.LoginAsync(server, "agent@sandbox");
        using var human = server.OpenAgent();
        var thread = (await server.OpenVisitorAsync()).Thread;
        Assert.Empty(TestApi.Uids(await api.DataAsync("/api/v1/thread/query")));
        human.Join(thread);
        var row = (await api.DataAsync("/api/v1/thread/query")).GetProperty("content")[0];
        Assert.Equal("user_agent", row.GetProperty("monitors")[0].GetProperty("uid").GetString());
    }

    [Fact]
    public async Task A_topic_is_a_search_and_one_thread_is_the_owners()
    {
        await using var server = await Generation.StartAsync();
        using var api = await TestApi.LoginAsync(server);
        using var human = await TestApi.LoginAsync(server, "agent@sandbox");
        var one = (await server.OpenVisitorAsync()).Thread;
        var two = (await server.OpenVisitorAsync()).Thread;

        Assert.Equal((HttpStatusCode.BadRequest, 400), await api.OutcomeAsync("/api/v1/thread/query/topic?topic=" + one.Topic));
        Assert.Equal([two.Uid, one.Uid], TestApi.Uids(await api.DataAsync($"/api/v1/thread/query/topic?{Org}&topic=agent_bot")));
        Assert.Equal([one.Uid], TestApi.Uids(await api.DataAsync($"/api/v1/thread/query/topic?{Org}&topic={one.Topic}")));
        Assert.Equal([two.Uid, one.Uid], TestApi.Uids(await api.DataAsync($"/api/v1/thread/query/org?{Org}")));
        Assert.Equal(one.Uid, (await api.DataAsync("/api/v1/thread/query/topic/owner?topic=" + one.Topic)).GetProperty("uid").GetString());
        Assert.Equal((HttpStatusCode.OK, 404), await human.OutcomeAsync("/api/v1/thread/query/topic/owner?topic=" + one.Topic));
        Assert.Equal((HttpStatusCode.OK, 404), await api.OutcomeAsync("/api/v1/thread/query/topic/owner?topic=agent_bot"));
        Assert.Equal(one.Topic, (await human.DataAsync("/api/v1/thread/query/uid?uid=" + one.Uid)).GetProperty("topic").GetString());
        Assert.Equal((HttpStatusCode.OK, 404), await api.OutcomeAsync("/api/v1/thread/query/uid?uid=nobody"));
    }

    [Fact]
    public async Task A_thread_is_answered_whole()
    {
        await using var server = await Generation.StartAsync();
        using var api = await TestApi.LoginAsync(server);
        var visitor = await server.OpenVisitorAsync();
        visitor.Say("你好");
        var thread = await api.DataAsync("/api/v1/thread/query/uid?uid=" + visitor.Thread.Uid);
        Assert.Equal(1, thread.GetProperty("unreadCount").GetInt32());
        Assert.Equal("user_bot", thread.GetProperty("owner").GetProperty("uid").GetString());
        Assert.Equal("agent_bot", JsonDocument.Parse(thread.GetProperty("agent").GetString()!).RootElement.GetProperty("uid").GetString());
        Assert.Equal("agent_bot", thread.GetProperty("agentProtobuf").GetProperty("uid").GetString());
        Assert.Equal("你好", JsonDocument.Parse(thread.GetProperty("content").GetString()!).RootElement.GetProperty("content").GetString());
        Assert.Equal("NONE", thread.GetProperty("transferStatus").GetString());
        Assert.Equal(visitor.Uid, thread.GetProperty("user").GetProperty("uid").GetString());
        Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$", thread.GetProperty("updatedAt").GetString());
    }

    [Fact]
    public async Task Closing_twice_is_refused_and_the_unknown_too()
    {
        await using var server = await Generation.StartAsync();
        using var api = await TestApi.LoginAsync(server);
        var thread = (await server.OpenVisitorAsync()).Thread;
        Assert.Equal((HttpStatusCode.OK, 200), await api.OutcomeAsync("/api/v1/thread/close", new { uid = thread.Uid, topic = thread.Topic }));
        Assert.Equal((HttpStatusCode.OK, 500), await api.OutcomeAsync("/api/v1/thread/close", new { uid = thread.Uid, topic = thread.Topic }));
        Assert.Equal((HttpStatusCode.OK, 500), await api.OutcomeAsync("/api/v1/thread/close", new { uid = "nobody" }));
        Assert.Equal("AGENT", (await api.DataAsync("/api/v1/thread/query/uid?uid=" + thread.Uid)).GetProperty("closeType").GetString());
    }

    [Fact]
    public async Task Closing_may_end_the_subscription_and_goes_by_topic_too()
    {
        await using var server = await Generation.StartAsync();
        using var api = await TestApi.LoginAsync(server);
        await using var bot = await TestClient.ConnectAsync(server);
        var thread = (await server.OpenVisitorAsync()).Thread;
        await api.PostAsync("/api/v1/thread/close", new { uid = thread.Uid, unsubscribe = true });
        Assert.DoesNotContain(thread.Topic, Assert.Single(server.Sessions).Topics);

        var other = (await server.OpenVisitorAsync()).Thread;
        Assert.Equal((HttpStatusCode.OK, 200), await api.OutcomeAsync("/api/v1/thread/close/topic", new { topic = other.Topic }));
        Assert.True(other.IsClosed);
        var unknown = await api.PostAsync("/api/v1/thread/close/topic", new { topic = "nothing" });
        Assert.Equal(JsonValueKind.Null, unknown.GetProperty("data").ValueKind);
    }

    [Fact]
    public async Task Labels_and_remarks_are_replaced_and_an_unknown_thread_is_code_404()
    {
        await using var server = await Generation.StartAsync();
        using var api = await TestApi.LoginAsync(server);
        var thread = (await server.OpenVisitorAsync()).Thread;
        string[] tags = ["vip", "refund"];
        await api.PostAsync("/api/v1/thread/update/tagList", new { uid = thread.Uid, tagList = tags });
        await api.PostAsync("/api/v1/thread/update/note", new { uid = thread.Uid, note = "careful" });
        Assert.Equal(tags, thread.Tags);
        Assert.Equal("careful", thread.Note);
        Assert.Equal((HttpStatusCode.OK, 404), await api.OutcomeAsync("/api/v1/thread/update/note", new { uid = "nobody", note = "" }));
    }

    [Fact]
    public async Task What_is_unread_is_counted_for_a_visitor_and_is_0_without_one()
    {
        await using var server = await Generation.StartAsync();
        using var api = await TestApi.LoginAsync(server);
        var one = await server.OpenVisitorAsync();
        var two = await server.OpenVisitorAsync();
        one.Say("one");
        one.Say("two");
        var left = two.Say("three");
        async Task<int> CountAsync(string query) => (await api.DataAsync("/api/v1/message/unread/count" + query)).GetInt32();

        Assert.Equal(0, await CountAsync(""));
        Assert.Equal(2, await CountAsync("?uid=" + one.Uid));
        Assert.Equal(3, (await api.DataAsync("/api/v1/message/unread/query")).GetProperty("totalElements").GetInt32());
        Assert.Equal((HttpStatusCode.BadRequest, 500), await api.OutcomeAsync("/api/v1/message/unread/clear", new { }));
        Assert.Equal(1, (await api.PostAsync("/api/v1/message/unread/clear", new { uid = one.Uid })).GetProperty("data").GetInt32());
        Assert.Equal([left.Uid], TestApi.Uids(await api.DataAsync($"/api/v1/message/unread/query/org?{Org}")));
        Assert.Equal((HttpStatusCode.Gone, 500), await api.OutcomeAsync("/api/v1/message/unread"));
    }
}
