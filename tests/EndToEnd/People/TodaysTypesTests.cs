using Weiyu.Bot.Conversations;
using Weiyu.Client.Messages;
using Weiyu.EndToEnd.Support;
using Weiyu.Sandbox;

namespace Weiyu.EndToEnd.People;

/// <summary>What servers and clients of 2026 send, with the real host over MQTT and HTTP.</summary>
public sealed class TodaysTypesTests
{
    private const string Rules = """
        version: 1
        rules:
          - {id: refund, when: {any: [退款]}, say: 可以退款}
          - {id: missed, event: reaction, if: {reaction: down}, tag: missed, say: 抱歉没帮上您}
          - {id: rest, when: otherwise, say: 收到}
        """;

    [Fact]
    public async Task What_is_no_question_gets_no_answer_and_what_was_forwarded_does()
    {
        var rules = RulesFolder.Of(Rules);
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Bot:RulesPath"] = rules });
        var visitor = await server.OpenVisitorAsync();
        Wire.Message[] kept =
        [
            visitor.Send(MessageTypes.Reaction, """{"messageUid":"x","content":"退款","emoji":"👍"}"""),
            visitor.Send(MessageTypes.Playback, """{"messageUid":"x","content":"退款","played":true}"""),
            visitor.Send("SOMETHING_NEW", "退款"),
            System(server, visitor, MessageTypes.Text, "访客要退款"),
            System(server, visitor, MessageTypes.Reaction, """{"messageUid":"x","content":"退款","emoji":"👎","userUid":"y"}"""),
        ];
        foreach (var message in kept) await bot.HandledAsync(message);
        Assert.Empty(Answers(visitor, server));

        await bot.HandledAsync(visitor.Send(MessageTypes.Forward, """{"title":"聊天记录","messages":[{"uid":"m1","type":"TEXT","content":"怎么退款？"}]}"""));
        await bot.HandledAsync(visitor.Send(MessageTypes.VisitorClosed, "退款的访客离开了"));
        Assert.Equal(["可以退款"], Answers(visitor, server).Select(m => m.Content));
        Assert.Equal("Closed", bot.OwnerOf(visitor.Thread.Topic));
        Directory.Delete(rules, recursive: true);
    }

    [Fact]
    public async Task Thumbs_down_on_the_bots_answer_fires_the_rule_for_it_once()
    {
        var rules = RulesFolder.Of(Rules);
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Bot:RulesPath"] = rules });
        var visitor = await server.OpenVisitorAsync();
        await bot.HandledAsync(visitor.Say("退款"));
        var answer = Assert.Single(Answers(visitor, server)).Uid;

        var down = $$"""{"messageUid":"{{answer}}","content":"可以退款","emoji":"👎","userUid":"{{visitor.Uid}}"}""";
        for (var i = 0; i < 3; i++) await bot.HandledAsync(System(server, visitor, MessageTypes.Reaction, down));

        Assert.Equal(["可以退款", "抱歉没帮上您"], Answers(visitor, server).Select(m => m.Content));
        var state = bot.StateOf(visitor.Thread.Topic);
        Assert.Contains("missed", state.Tags);
        Assert.Equal((answer, "down"), (state.Opinions[0].Answer, state.Opinions[0].Opinion));
        Directory.Delete(rules, recursive: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_colleague_who_reads_takes_over_only_where_the_configuration_says_so(bool takesOver)
    {
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["People:ReadTakesOver"] = takesOver ? "true" : "false" });
        var visitor = await server.OpenVisitorAsync();
        using var agent = server.OpenAgent();
        var question = visitor.Say("你好");
        await bot.HandledAsync(question);

        agent.Read(visitor.Thread, question.Uid);
        if (takesOver) await Eventually.TrueAsync(() => bot.OwnerOf(visitor.Thread.Topic) == "Human");
        await bot.HandledAsync(visitor.Say("还在吗？"));

        Assert.Equal(takesOver ? 1 : 2, Answers(visitor, server).Count);
        Assert.Equal(takesOver ? "Human" : "Bot", bot.OwnerOf(visitor.Thread.Topic));
    }

    [Fact]
    public async Task A_reply_waits_while_a_colleague_types_and_is_sent_when_they_stop()
    {
        await using var server = await Sandboxes.StartAsync(Sandboxes.WithItsOwnBroker);
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["People:TypingHolds"] = "5s" });
        var visitor = await server.OpenVisitorAsync();
        using var agent = server.OpenAgent();
        agent.Typing(visitor.Thread);
        await Eventually.TrueAsync(() => bot.IsTyping(visitor.Thread.Topic));
        var question = visitor.Say("你好");
        await Eventually.TrueAsync(() =>
        {
            agent.Typing(visitor.Thread);
            return bot.OutboxOf(question).Count == 1;
        });
        Assert.Equal(Weiyu.Bot.Storage.OutboxState.Pending, bot.OutboxOf(question)[0].State);
        Assert.Empty(Answers(visitor, server));

        await Eventually.TrueAsync(() => Answers(visitor, server).Count == 1);
        Assert.Equal("Bot", bot.OwnerOf(visitor.Thread.Topic));
    }

    private static Wire.Message System(SandboxServer server, SandboxVisitor visitor, string type, string content)
    {
        var message = new Wire.Message
        {
            Uid = Guid.NewGuid().ToString("N"), Type = type, Content = content, Status = MessageStatuses.Success, Channel = "SYSTEM",
            CreatedAt = MessageTime.Write(TimeProvider.System.GetUtcNow()),
            User = new Wire.User { Uid = "system_0", Nickname = "系统", Type = UserTypes.System },
            Thread = new Wire.Thread
            {
                Uid = visitor.Thread.Uid, Topic = visitor.Thread.Topic, Type = visitor.Thread.Type, State = visitor.Thread.State,
                User = visitor.User.Clone(),
            },
        };
        server.Publish(message.Clone());
        return message;
    }

    private static List<Wire.Message> Answers(SandboxVisitor visitor, SandboxServer server) =>
        [.. visitor.Received.Where(m => m.Type == MessageTypes.Text && m.User.Uid == server.Data.Bot.AgentUid)];
}
