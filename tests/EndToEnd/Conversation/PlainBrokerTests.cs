using Weiyu.Client.Messages;
using Weiyu.EndToEnd.Support;

namespace Weiyu.EndToEnd.Conversation;

/// <summary>The same bot, by configuration alone, at Debian's mosquitto; the sandbox gives the REST.</summary>
public sealed class PlainBrokerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_logs_in_subscribes_and_answers_at_mosquitto()
    {
        await using var server = await Sandboxes.StartAsync();
        await using var broker = await Mosquitto.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Weiyu:MqttUrl"] = broker.Url });
        await using var visitor = await ProtobufVisitor.ConnectAsync(broker.Url, server.Data.Bot.AgentUid!, Cancellation);

        // The first message comes through the agent's own inbox; by then the bot is in the thread.
        var first = await visitor.SayAsync("你好", Topics.AgentInbox(server.Data.Bot.AgentUid!), Cancellation);
        var answer = await visitor.TextAsync();
        Assert.Equal((server.Data.Bot.AgentUid, UserTypes.Agent), (answer.User.Uid, answer.User.Type));
        // This broker changes nothing: so does the bot write it.
        Assert.Equal((MessageStatuses.Sending, "web", server.Data.OrgUid), (answer.Status, answer.Channel, MessageExtra.OrgUid(answer.Extra)));
        Assert.Equal((first.Thread.Uid, first.Thread.Topic, first.Thread.Type, first.Thread.User.Uid), (answer.Thread.Uid, answer.Thread.Topic, answer.Thread.Type, answer.Thread.User.Uid));
        Assert.Matches("^[0-9a-f]{32}$", answer.Uid);
        Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$", answer.CreatedAt);
        Assert.Contains(visitor.Received, m => m.Type == MessageTypes.Read && m.Content == first.Uid);

        for (var i = 0; i < 20; i++) await visitor.SayAsync($"问题{i}", null, Cancellation);
        await Eventually.TrueAsync(() => visitor.Received.Count(m => m.Type == MessageTypes.Text) >= 21);
        await bot.IdleAsync();

        Assert.Equal(21, visitor.Received.Count(m => m.Type == MessageTypes.Text));
        Assert.Equal(21, visitor.Received.Where(m => m.Type == MessageTypes.Text).Select(m => m.Uid).Distinct().Count());
    }

    [Fact]
    public async Task A_thread_that_opens_later_is_found_in_the_list_since_this_broker_brings_nothing_of_it()
    {
        await using var server = await Sandboxes.StartAsync();
        await using var broker = await Mosquitto.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Weiyu:MqttUrl"] = broker.Url, ["Weiyu:SweepEvery"] = "1h" });
        await bot.CaughtUpAsync();

        var visitor = await server.OpenVisitorAsync();
        visitor.Say("你好");

        // The sandbox is where the histories are; its visitors do not see what goes over this broker.
        await Eventually.TrueAsync(() => bot.OrderOf(visitor.Thread.Topic).Count == 1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("SOMETHING_NEW")]
    public async Task A_message_whose_thread_has_no_type_or_an_unknown_one_is_answered_in_a_thread_with_the_type_of_its_topic(string type)
    {
        await using var server = await Sandboxes.StartAsync();
        await using var broker = await Mosquitto.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Weiyu:MqttUrl"] = broker.Url });
        await using var visitor = await ProtobufVisitor.ConnectAsync(broker.Url, server.Data.Bot.AgentUid!, Cancellation);
        visitor.Thread.Type = type;

        await visitor.SayAsync("你好", Topics.AgentInbox(server.Data.Bot.AgentUid!), Cancellation);

        var answer = await visitor.TextAsync();
        Assert.Equal((server.Data.Bot.AgentUid, ThreadTypes.Agent), (answer.User.Uid, answer.Thread.Type));
        Assert.All(visitor.Received, m => Assert.Equal(ThreadTypes.Agent, m.Thread.Type));
    }

    [Fact]
    public async Task When_the_broker_restarts_the_bot_comes_back_and_answers()
    {
        await using var server = await Sandboxes.StartAsync();
        var broker = await Mosquitto.StartAsync();
        var port = broker.Port;
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Weiyu:MqttUrl"] = broker.Url });
        await broker.DisposeAsync();
        await using var again = await Mosquitto.StartAsync(port);
        await Eventually.TrueAsync(() => bot.IsConnected);
        await using var visitor = await ProtobufVisitor.ConnectAsync(again.Url, server.Data.Bot.AgentUid!, Cancellation);

        await visitor.SayAsync("你好", Topics.AgentInbox(server.Data.Bot.AgentUid!), Cancellation);

        Assert.NotEmpty((await visitor.TextAsync()).Content);
    }
}
