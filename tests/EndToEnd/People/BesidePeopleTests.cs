using Weiyu.Bot.Core;
using Weiyu.Bot.Storage;
using Weiyu.Client.Messages;
using Weiyu.EndToEnd.Support;
using Weiyu.Sandbox;

namespace Weiyu.EndToEnd.People;

public sealed class BesidePeopleTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task When_a_colleague_writes_the_bot_falls_silent_until_it_is_brought_back()
    {
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Bot:RulesPath"] = RulesFolder.Shop });
        var visitor = await server.OpenVisitorAsync();
        visitor.Say("你好");
        await visitor.WaitForTextAsync(Cancellation);
        using var agent = server.OpenAgent();
        agent.Join(visitor.Thread);

        agent.Say(visitor.Thread, "您好，我是林悦，我来帮您");
        await Eventually.TrueAsync(() => bot.OwnerOf(visitor.Thread.Topic) == "Human");
        await bot.HandledAsync(visitor.Say("你好"));
        Assert.Single(Answers(visitor, server));

        agent.Say(visitor.Thread, "/bot on");
        await Eventually.TrueAsync(() => bot.OwnerOf(visitor.Thread.Topic) == "Bot");
        // What nobody answered meanwhile is answered now.
        await Eventually.TrueAsync(() => Answers(visitor, server).Count == 2);
        visitor.Say("你好");
        await Eventually.TrueAsync(() => Answers(visitor, server).Count == 3);
    }

    [Fact]
    public async Task A_recalled_question_whose_answer_could_not_be_delivered_yet_is_not_answered_later_either()
    {
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server);
        var visitor = await server.OpenVisitorAsync();
        visitor.Say("一");
        await visitor.WaitForTextAsync(Cancellation);
        await bot.IdleAsync();
        // What is published is forgotten, and HTTP says no.
        (server.Faults.LoseIncoming, server.Faults.RestPath, server.Faults.Rest) = (1, "/api/v1/message/rest/send", RestFailure.CodeMinusOne);
        var question = visitor.Say("二");
        await Eventually.TrueAsync(() => bot.OutboxOf(question).Exists(i => i.Attempts > 0));

        await bot.DecidedAsync(visitor.Send(MessageTypes.Recall, question.Uid));
        server.Faults.Clear();

        await Eventually.TrueAsync(() => bot.OutboxOf(question).TrueForAll(i => i.State == OutboxState.Withdrawn));
        await bot.IdleAsync();
        Assert.Single(Answers(visitor, server));
    }

    [Fact]
    public async Task The_same_account_open_in_a_desktop_client_is_seen_from_its_first_message()
    {
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Bot:RulesPath"] = RulesFolder.Shop });
        var visitor = await server.OpenVisitorAsync();
        using var desktop = server.OpenAgent(asBotAccount: true);

        desktop.Say(visitor.Thread, "我是人，用的是机器人的账号");
        await Eventually.TrueAsync(() => bot.OwnerOf(visitor.Thread.Topic) == "Human");
        await bot.HandledAsync(visitor.Say("你好"));

        Assert.DoesNotContain(visitor.Received, m => m.Type == MessageTypes.Text && Uids.IsDerived(m.Uid));
    }

    [Fact]
    public async Task A_reply_that_was_not_sent_yet_is_withdrawn_when_a_human_writes()
    {
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Bot:RulesPath"] = RulesFolder.Shop, ["Bot:TypingPause"] = "10s" });
        var visitor = await server.OpenVisitorAsync();
        using var agent = server.OpenAgent();
        agent.Join(visitor.Thread);
        visitor.Say("你好");
        await Eventually.TrueAsync(() => bot.Pending() == 1);

        agent.Typing(visitor.Thread);
        await Eventually.TrueAsync(() => bot.IsTyping(visitor.Thread.Topic));
        Assert.Equal(("Bot", 1), (bot.OwnerOf(visitor.Thread.Topic), bot.Pending()));

        agent.Say(visitor.Thread, "我来");
        await Eventually.TrueAsync(() => bot.OwnerOf(visitor.Thread.Topic) == "Human");
        await bot.IdleAsync();

        Assert.Empty(Answers(visitor, server));
        Assert.Equal(0, bot.Pending());
    }

    [Fact]
    public async Task A_visitor_who_asks_for_a_human_is_told_so_and_the_human_takes_over()
    {
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Bot:RulesPath"] = RulesFolder.Shop });
        var visitor = await server.OpenVisitorAsync();
        visitor.Say("人工");
        await visitor.WaitForTextAsync(Cancellation);
        await Eventually.TrueAsync(() => bot.OwnerOf(visitor.Thread.Topic) is "Waiting" or "Bot");

        using var agent = server.OpenAgent();
        agent.TakeOver(visitor.Thread);
        agent.Say(visitor.Thread, "来了");
        await Eventually.TrueAsync(() => bot.OwnerOf(visitor.Thread.Topic) == "Human");
        await bot.HandledAsync(visitor.Say("你好"));

        Assert.Single(Answers(visitor, server));
    }

    private static List<Wire.Message> Answers(SandboxVisitor visitor, SandboxServer server) =>
        [.. visitor.Received.Where(m => m.Type == MessageTypes.Text && m.User.Uid == server.Data.Bot.AgentUid)];
}
