using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Weiyu.Bot.Core;
using Weiyu.Bot.Receiving.CatchingUp;
using Weiyu.Bot.Storage;
using Weiyu.Client.Messages;
using Weiyu.EndToEnd.Support;
using Weiyu.Sandbox;

namespace Weiyu.EndToEnd.Delivery;

public sealed class CatchUpTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_missed_is_answered_before_what_came_in_afterwards_even_if_the_history_can_be_read_only_later()
    {
        await using var server = await Sandboxes.StartAsync();
        var rules = RulesFolder.Of("version: 1\nrules:\n  - id: echo\n    when: otherwise\n    say: \"{{ message.content }}\"\n");
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Weiyu:HttpTimeout"] = "1s", ["Bot:RulesPath"] = rules, ["Weiyu:StoreLag"] = "5s" });
        var visitor = await server.OpenVisitorAsync();
        visitor.Say("零");
        await visitor.WaitForTextAsync(Cancellation);
        await bot.IdleAsync();
        // Before the threads were listed for the first time nothing counts as missed.
        await Eventually.TrueAsync(() => !bot.Services.GetRequiredService<FirstStart>().IsFirst);
        server.Faults.Rest = RestFailure.Http500;
        server.Faults.RefuseConnects = ConnectRefusal.Close;
        server.Faults.DropConnections();
        await Eventually.TrueAsync(() => !bot.IsConnected);

        visitor.Say("一");
        server.Faults.RefuseConnects = ConnectRefusal.None;
        await Eventually.TrueAsync(() => bot.IsConnected);
        visitor.Say("二");
        await Eventually.TrueAsync(() => bot.Inbox() >= 2);
        Assert.Equal(["零"], Answers(visitor));
        server.Faults.Rest = RestFailure.None;

        await Eventually.TrueAsync(() => Answers(visitor).Count >= 3);
        await bot.IdleAsync();
        Assert.Equal(["零", "一", "二"], Answers(visitor));
        Directory.Delete(rules, recursive: true);
    }

    [Fact]
    public async Task What_the_bot_was_about_to_say_when_it_was_stopped_is_not_said_if_a_human_answered_meanwhile()
    {
        await using var server = await Sandboxes.StartAsync();
        var data = Directory.CreateTempSubdirectory("weiyu-bot-test-").FullName;
        var visitor = await server.OpenVisitorAsync();
        using var agent = server.OpenAgent();
        agent.Join(visitor.Thread);
        await using (var before = await BotUnderTest.StartAsync(server, new() { ["Bot:TypingPause"] = "1s", ["Weiyu:HttpTimeout"] = "1s" }, data))
        {
            await before.CaughtUpAsync();
            visitor.Say("你好");
            await Eventually.TrueAsync(() => before.Inbox() == 1);
            server.Faults.RefuseConnects = ConnectRefusal.Close;
            server.Faults.Rest = RestFailure.Http500;
            server.Faults.DropConnections();
            await Eventually.TrueAsync(() => before.Pending() == 1);
        }

        server.Faults.Clear();
        agent.Say(visitor.Thread, "您好，我来帮您");
        await using (var after = await BotUnderTest.StartAsync(server, dataPath: data))
        {
            await Eventually.TrueAsync(() => after.OwnerOf(visitor.Thread.Topic) == "Human");
            await after.CaughtUpAsync();
            await after.IdleAsync();
            Assert.Equal(0, after.Pending());
        }

        Assert.Empty(Answers(visitor));
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task What_was_said_and_done_in_a_thread_weeks_before_does_not_happen_now_when_somebody_writes_in_it_again()
    {
        var clock = new ClockOfTheServer { Behind = TimeSpan.FromDays(10) };
        await using var server = await Sandboxes.StartAsync(Sandboxes.Quick with { Welcome = "您好" }, clock);
        var data = Directory.CreateTempSubdirectory("weiyu-bot-test-").FullName;
        var rules = RulesFolder.Of("version: 1\nrules:\n  - {id: open, event: thread.opened, say: 欢迎}\n  - {id: end, event: thread.closed, say: 再见}\n  - {id: any, when: otherwise, say: 收到}\n");
        using var agent = server.OpenAgent();
        var (taken, over) = (await server.OpenVisitorAsync(), await server.OpenVisitorAsync());
        agent.Say(taken.Thread, "您好，我来帮您");
        over.Say("老问题");
        server.CloseThread(over.Thread);
        clock.Behind = TimeSpan.Zero;
        over.Say("新问题");
        await using (var before = await BotUnderTest.StartAsync(server, new() { ["Bot:RulesPath"] = rules }, data))
        {
            await before.CaughtUpAsync();
            // As after weeks of work: it was there all the time, and has forgotten the old messages.
            var store = before.Services.GetRequiredService<Store>();
            await store.WriteAsync(session => session.SetMeta("since", "0"), Cancellation);
        }

        await using (var bot = await BotUnderTest.StartAsync(server, new() { ["Bot:RulesPath"] = rules, ["Weiyu:SweepEvery"] = "1s" }, data))
        {
            await bot.CaughtUpAsync();
            await bot.HandledAsync(taken.Say("在吗"));
            await bot.IdleAsync();

            Assert.Equal("Bot", bot.OwnerOf(taken.Thread.Topic));
            Assert.Equal(["欢迎", "收到"], Answers(taken));
            Assert.DoesNotContain("再见", Answers(over));
        }

        Directory.Delete(rules, recursive: true);
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task A_clock_that_was_once_ahead_blinds_nobody_afterwards()
    {
        await using var server = await Sandboxes.StartAsync();
        var data = Directory.CreateTempSubdirectory("weiyu-bot-test-").FullName;
        var visitor = await server.OpenVisitorAsync();
        await using (var before = await BotUnderTest.StartAsync(server, dataPath: data))
        {
            await before.CaughtUpAsync();
            await before.HandledAsync(visitor.Say("一"));
            var tomorrow = TimeProvider.System.GetUtcNow().AddDays(1).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
            await before.Services.GetRequiredService<Store>().WriteAsync(session => session.SetMeta("covered-until", tomorrow), Cancellation);
        }

        await using (var bot = await BotUnderTest.StartAsync(server, new() { ["Weiyu:PollEvery"] = "200ms" }, data))
        {
            await bot.CaughtUpAsync();
            server.Faults.RefuseConnects = ConnectRefusal.Close;
            server.Faults.DropConnections();
            await Eventually.TrueAsync(() => !bot.IsConnected);
            visitor.Say("二");

            await Eventually.TrueAsync(() => Answers(visitor).Count == 2, "what only the history shows is answered over HTTP");
        }

        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task A_server_whose_clock_is_behind_is_not_polled_in_vain_and_no_history_is_read_again_and_again()
    {
        var clock = new ClockOfTheServer { Behind = TimeSpan.FromSeconds(45) };
        await using var server = await Sandboxes.StartAsync(time: clock);
        await using var proxy = await RecordingProxy.StartAsync(server.ApiUrl);
        var data = Directory.CreateTempSubdirectory("weiyu-bot-test-").FullName;
        var visitor = await server.OpenVisitorAsync();
        await using (var before = await BotUnderTest.StartAsync(server, dataPath: data))
        {
            await before.CaughtUpAsync();
            await before.HandledAsync(visitor.Say("一"));
            // By the server's clock what is asked now would be from before the first start.
            await before.Services.GetRequiredService<Store>().WriteAsync(session => session.SetMeta("since", "0"), Cancellation);
        }

        await using (var bot = await BotUnderTest.StartAsync(server, new() { ["Weiyu:PollEvery"] = "200ms", ["Weiyu:ApiUrl"] = proxy.Url }, data))
        {
            await bot.CaughtUpAsync();
            server.Faults.RefuseConnects = ConnectRefusal.Close;
            server.Faults.DropConnections();
            await Eventually.TrueAsync(() => !bot.IsConnected);
            visitor.Say("二");

            await Eventually.TrueAsync(() => Answers(visitor).Count == 2, "what only the history shows is answered over HTTP");
            await bot.IdleAsync();
            var said = TimeProvider.System.GetTimestamp();
            await Eventually.TrueAsync(() => TimeProvider.System.GetElapsedTime(said) > TimeSpan.FromSeconds(4), "the history has been read late enough");
            var (lists, histories) = (proxy.Asked("/api/v1/thread/query"), proxy.Asked("/api/v1/message/query/topic"));
            await Eventually.TrueAsync(() => proxy.Asked("/api/v1/thread/query") > lists + 10);
            Assert.Equal(histories, proxy.Asked("/api/v1/message/query/topic"));
        }

        Directory.Delete(data, recursive: true);
    }

    /// <summary>What the bot answered, in the order in which it came.</summary>
    private static List<string> Answers(SandboxVisitor visitor) =>
        [.. visitor.Received.Where(m => m.Type == MessageTypes.Text && Uids.IsDerived(m.Uid)).DistinctBy(m => m.Uid).Select(m => m.Content)];
}

/// <summary>A server's clock that runs behind.</summary>
internal sealed class ClockOfTheServer : TimeProvider
{
    /// <summary>By how much.</summary>
    public TimeSpan Behind { get; set; }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() - Behind;
}
