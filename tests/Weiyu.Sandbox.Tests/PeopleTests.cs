using Weiyu.Client.Messages;
using Weiyu.Sandbox.Tests.Support;

namespace Weiyu.Sandbox.Tests;

/// <summary>Visitors, agents, and the life of a thread.</summary>
public sealed class PeopleTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Task<SandboxServer> StartAsync(SandboxOptions? options = null) =>
        SandboxServer.StartAsync(options ?? SandboxOptions.Ephemeral with { StoreLag = TimeSpan.Zero }, cancellation: Token);

    [Theory]
    [InlineData(ThreadTypes.Agent, "org/agent/agent_bot/")]
    [InlineData(ThreadTypes.Workgroup, "org/workgroup/workgroup_sandbox/")]
    [InlineData(ThreadTypes.Unified, "org/unified/unified_sandbox/")]
    [InlineData(ThreadTypes.Robot, "org/robot/robot_sandbox/")]
    [InlineData(ThreadTypes.Member, "org/member/user_bot/")]
    [InlineData(ThreadTypes.Group, "org/group/")]
    public async Task Every_type_of_thread_has_its_topic(string type, string start)
    {
        await using var server = await StartAsync();
        var visitor = await server.OpenVisitorAsync(type);
        Assert.StartsWith(start, visitor.Thread.Topic, StringComparison.Ordinal);
        Assert.Equal(type, visitor.Thread.Type);
    }

    [Fact]
    public async Task A_human_speaks_as_the_agent_in_agent_threads_and_as_the_user_elsewhere()
    {
        await using var server = await StartAsync();
        var visitor = await server.OpenVisitorAsync();
        var human = server.OpenAgent();
        var said = human.Say(visitor.Thread, "林悦");
        Assert.Equal("agent_human", said.User.Uid);
        Assert.Equal(UserTypes.Agent, said.User.Type);
        var unified = await server.OpenVisitorAsync(ThreadTypes.Unified);
        Assert.Equal("user_agent", human.Say(unified.Thread, "hi").User.Uid);
        Assert.Equal("林悦", Assert.Single(visitor.Received).Content);
    }

    [Fact]
    public async Task The_bots_account_may_be_open_a_second_time()
    {
        await using var server = await StartAsync();
        await using var bot = await TestClient.ConnectAsync(server);
        var visitor = await server.OpenVisitorAsync();
        using var desktop = server.OpenAgent(asBotAccount: true);
        desktop.Say(visitor.Thread, "from the desktop");
        var seen = await bot.NextAsync();
        Assert.Equal("agent_bot", seen.User.Uid);
        Assert.Equal("from the desktop", seen.Content);
    }

    [Fact]
    public async Task An_accepted_transfer_makes_the_thread_the_humans()
    {
        await using var server = await StartAsync();
        await using var bot = await TestClient.ConnectAsync(server);
        using var human = server.OpenAgent();
        var visitor = await server.OpenVisitorAsync();
        var transfer = Some.Message(server, visitor.Thread, "{\"content\":\"wants a refund\",\"status\":\"PENDING\"}");
        transfer.Type = MessageTypes.Transfer;
        await bot.PublishAsync(transfer);
        Assert.Equal(transfer.Uid, (await bot.NextAsync()).Uid);

        var offered = Assert.Single(human.PendingTransfers);
        human.AcceptTransfer(offered);

        Assert.Equal("user_agent", visitor.Thread.Agent!.UserUid);
        var answer = await bot.NextAsync();
        Assert.Equal(MessageTypes.TransferAccept, answer.Type);
        Assert.Contains(transfer.Uid, answer.Content, StringComparison.Ordinal);
        Assert.Empty(human.PendingTransfers);
        visitor.Say("to both");
        Assert.Equal("to both", human.Received[^1].Content);
    }

    [Fact]
    public async Task A_rejected_transfer_leaves_the_thread_where_it_was()
    {
        await using var server = await StartAsync();
        await using var bot = await TestClient.ConnectAsync(server);
        using var human = server.OpenAgent();
        var visitor = await server.OpenVisitorAsync();
        var transfer = Some.Message(server, visitor.Thread);
        transfer.Type = MessageTypes.Transfer;
        await bot.PublishAsync(transfer);
        await bot.NextAsync();
        human.RejectTransfer(visitor.Thread);
        Assert.Equal(MessageTypes.TransferReject, (await bot.NextAsync()).Type);
        Assert.True(visitor.Thread.Agent!.IsBot);
    }

    [Fact]
    public async Task A_closed_thread_says_so_and_opens_again_when_the_visitor_speaks()
    {
        await using var server = await StartAsync();
        await using var bot = await TestClient.ConnectAsync(server);
        using var human = server.OpenAgent();
        var visitor = await server.OpenVisitorAsync();
        server.CloseThread(visitor.Thread);
        Assert.Equal(MessageTypes.AutoClosed, (await bot.NextAsync()).Type);
        visitor.Say("back again");
        var got = await bot.NextAsync();
        Assert.Equal("back again", got.Content);
        Assert.Equal(ThreadStates.Chatting, got.Thread.State);
        human.CloseThread(visitor.Thread);
        Assert.Equal(MessageTypes.AgentClosed, (await bot.NextAsync()).Type);
        Assert.True(visitor.Thread.IsClosed);
    }

    [Fact]
    public async Task A_recalled_message_leaves_the_history()
    {
        await using var server = await StartAsync();
        var visitor = await server.OpenVisitorAsync();
        var said = visitor.Say("oops");
        visitor.Recall(said.Uid);
        Assert.Empty(server.History(visitor.Thread.Topic));
    }

    [Fact]
    public async Task Signs_of_life_are_passed_on_and_not_kept()
    {
        await using var server = await StartAsync();
        await using var bot = await TestClient.ConnectAsync(server);
        var visitor = await server.OpenVisitorAsync();
        visitor.Typing();
        visitor.Preview("hal");
        Assert.Equal(MessageTypes.Typing, (await bot.NextAsync()).Type);
        Assert.Equal("hal", (await bot.NextAsync()).Content);
        Assert.Empty(server.History(visitor.Thread.Topic));
    }

    [Fact]
    public async Task A_visitor_who_is_away_receives_nothing()
    {
        await using var server = await StartAsync();
        using var human = server.OpenAgent();
        var visitor = await server.OpenVisitorAsync();
        visitor.Disconnect();
        human.Say(visitor.Thread, "missed");
        visitor.Connect();
        human.Say(visitor.Thread, "heard");
        Assert.Equal("heard", Assert.Single(visitor.Received).Content);
        Assert.Equal(2, server.History(visitor.Thread.Topic).Count);
    }

    [Fact]
    public async Task The_server_can_welcome_in_the_agents_name()
    {
        await using var server = await StartAsync(SandboxOptions.Ephemeral with { Welcome = "您好" });
        var visitor = await server.OpenVisitorAsync();
        var welcome = Assert.Single(visitor.Received);
        Assert.Equal(MessageTypes.Welcome, welcome.Type);
        Assert.Equal("agent_bot", welcome.User.Uid);
    }

    [Fact]
    public async Task An_agent_that_has_its_hands_full_lets_the_next_one_wait()
    {
        await using var server = await StartAsync(SandboxOptions.Ephemeral with
        {
            Data = new SandboxData { Accounts = [SandboxData.DefaultBot with { MaxThreads = 1 }, SandboxData.DefaultAgent] },
        });
        Assert.Equal(ThreadStates.Chatting, (await server.OpenVisitorAsync()).Thread.State);
        Assert.Equal(ThreadStates.Queuing, (await server.OpenVisitorAsync()).Thread.State);
        Assert.Equal("user_agent", (await server.OpenVisitorAsync(ThreadTypes.Workgroup)).Thread.Agent!.UserUid);
    }

    [Fact]
    public async Task Old_messages_go_when_there_are_too_many()
    {
        await using var server = await StartAsync(SandboxOptions.Ephemeral with { MaxMessages = 10, MaxReceived = 8 });
        using var human = server.OpenAgent();
        var one = await server.OpenVisitorAsync();
        var two = await server.OpenVisitorAsync();
        for (var i = 0; i < 20; i++)
        {
            human.Say(i % 2 == 0 ? one.Thread : two.Thread, $"{i}");
        }

        Assert.Equal(["10", "12", "14", "16", "18"], server.History(one.Thread.Topic).Select(m => m.Content));
        Assert.InRange(one.Received.Count, 1, 8);
        Assert.Equal("18", one.Received[^1].Content);
    }
}
