using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Weiyu.Bot.Configuration;
using Weiyu.Benchmarks.Faults;
using Weiyu.Bot.Conversations;
using Weiyu.Bot.Core;
using Weiyu.Bot.Outbox;
using Weiyu.Bot.Receiving.CatchingUp;
using Weiyu.Bot.Storage;
using Weiyu.Bot.Tests.Scheduling;
using Weiyu.Client.Messages;
using Weiyu.EndToEnd.Support;
using Weiyu.Sandbox;

namespace Weiyu.EndToEnd.Delivery;

/// <summary>The journal on PostgreSQL: what holds for the file holds for the server.</summary>
public sealed class PostgresTests(PostgresServer postgres) : IClassFixture<PostgresServer>
{
    private const int Visitors = 20;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_PostgreSQL_is_down_the_bot_waits_and_says_so_and_afterwards_everything_is_answered_once()
    {
        var database = await postgres.NewDatabaseAsync();
        await using var server = await Sandboxes.StartAsync();
        var visitors = new List<SandboxVisitor>();
        for (var i = 0; i < Visitors; i++) visitors.Add(await server.OpenVisitorAsync());
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Store:Provider"] = "Postgres", ["Store:ConnectionString"] = database });
        using var client = new HttpClient { BaseAddress = new Uri(bot.ConsoleUrl) };
        foreach (var visitor in visitors) visitor.Say("一");
        await Eventually.TrueAsync(() => visitors.TrueForAll(v => Answers(v).Count == 1));

        await postgres.StopAsync();
        foreach (var visitor in visitors) visitor.Say("二");
        await Eventually.TrueAsync(() => client.BodyOf("/health/ready").Contains("PostgreSQL can't be reached", StringComparison.Ordinal));
        await postgres.StartAgainAsync();
        foreach (var visitor in visitors) visitor.Say("三");

        await Eventually.TrueAsync(() => visitors.TrueForAll(v => Answers(v).Count >= 3), "everything is answered");
        await bot.ReadyAsync();
        await bot.CaughtUpAsync();
        await bot.IdleAsync();
        Assert.All(visitors, v => Assert.Equal(bot.OrderOf(v.Thread.Topic), Answers(v)));
        Assert.All(visitors, v => Assert.Equal(3, Answers(v).Count));
    }

    [Theory]
    [InlineData("ALTER DATABASE {0} SET default_transaction_read_only = on", "ALTER DATABASE {0} RESET default_transaction_read_only", "25006")]
    [InlineData("ALTER TABLE outbox RENAME TO elsewhere", "ALTER TABLE elsewhere RENAME TO outbox", "42P01")]
    public async Task While_PostgreSQL_refuses_what_it_is_asked_for_the_bot_waits_and_says_so_and_afterwards_everything_is_answered_once(string trouble, string mend, string code)
    {
        var database = await postgres.NewDatabaseAsync();
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Store:Provider"] = "Postgres", ["Store:ConnectionString"] = database });
        var visitor = await server.OpenVisitorAsync();
        await bot.HandledAsync(visitor.Say("一"));
        using var client = new HttpClient { BaseAddress = new Uri(bot.ConsoleUrl) };

        await postgres.ExecuteAsync(database, trouble);
        visitor.Say("二");
        await Eventually.TrueAsync(() => client.BodyOf("/health/ready").Contains(code, StringComparison.Ordinal));
        visitor.Say("三");
        await postgres.ExecuteAsync(database, mend);

        await Eventually.TrueAsync(() => Answers(visitor).Count == 3, "everything is answered");
        await bot.IdleAsync();
        Assert.Equal(bot.OrderOf(visitor.Thread.Topic), Answers(visitor));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Told_to_stop_while_PostgreSQL_is_away_or_hangs_it_ends_with_0_and_afterwards_everything_is_answered_once(bool hangs)
    {
        var database = await postgres.NewDatabaseAsync();
        await using var server = await Sandboxes.StartAsync();
        var visitor = await server.OpenVisitorAsync();
        var data = Directory.CreateTempSubdirectory("weiyu-program-").FullName;
        var settings = new Dictionary<string, string>
        {
            ["Weiyu:ApiUrl"] = server.ApiUrl, ["Weiyu:MqttUrl"] = server.MqttUrl, ["Weiyu:Username"] = server.Data.Bot.Username, ["Weiyu:Password"] = server.Data.Bot.Password,
            ["Weiyu:StoreLag"] = "200ms", ["Bot:DataPath"] = data, ["Bot:RulesPath"] = RulesFolder.Echo(data), ["Console:Url"] = "",
            ["Store:Provider"] = "Postgres", ["Store:ConnectionString"] = database,
        };
        await using (var bot = BotProcess.Start(settings))
        {
            await Eventually.TrueAsync(() => server.Sessions.Count == 1);
            visitor.Say("一");
            await Eventually.TrueAsync(() => Answers(visitor).Count == 1);

            await (hangs ? postgres.FreezeAsync() : postgres.StopAsync());
            try
            {
                for (var i = 0; i < 20; i++) visitor.Say($"问题 {i}");
                if (!hangs) await Eventually.TrueAsync(() => bot.Output.Contains("Nothing can be stored", StringComparison.Ordinal));
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
                patience.CancelAfter(Eventually.Patience);
                Assert.Equal(0, await bot.TerminateAsync(patience.Token));
            }
            finally
            {
                await (hangs ? postgres.ThawAsync() : postgres.StartAgainAsync());
            }
        }

        await using var again = BotProcess.Start(settings);
        await Eventually.TrueAsync(() => Answers(visitor).Count >= 21, "everything is answered");
        Assert.Equal(21, Answers(visitor).Count);
    }

    [Fact]
    public async Task What_PostgreSQL_cannot_hold_stands_in_nobodys_way()
    {
        await using var server = await Sandboxes.StartAsync();
        var visitor = await server.OpenVisitorAsync();
        var settings = new Dictionary<string, string?> { ["Store:Provider"] = "Postgres", ["Store:ConnectionString"] = await postgres.NewDatabaseAsync() };
        await using var bot = await BotUnderTest.StartAsync(server, settings);
        await bot.CaughtUpAsync();
        var first = visitor.Say("零");
        await bot.HandledAsync(first);
        Wire.Message Odd(string uid, string content) => new()
        {
            Uid = uid, Type = MessageTypes.Text, Content = content, Status = MessageStatuses.Success, CreatedAt = MessageTime.Write(TimeProvider.System.GetUtcNow()),
            Thread = first.Thread.Clone(), User = first.User.Clone(),
        };
        server.Publish(Odd("uid with \0", "一"));
        server.Publish(Odd(new string('长', 5_000), "二"));
        var elsewhere = Odd("in-an-odd-topic", "三");
        elsewhere.Thread.Topic = "org/agent/\0/#";
        server.PublishRaw(visitor.Thread.Topic, elsewhere.ToByteArray());
        server.Publish(Odd("with-odd-words", "我叫\0小王"));
        var last = visitor.Say("四");

        await bot.HandledAsync(last);
        server.Faults.DropConnections();
        await Eventually.TrueAsync(() => !bot.IsConnected);
        await bot.ReadyAsync();
        await bot.CaughtUpAsync();
        var latest = visitor.Say("五");
        await bot.HandledAsync(latest);

        // What can't be told apart by its uid is left out; the others have their answers, and nothing is looked for again and again.
        var account = bot.Services.GetRequiredService<IBotIdentitySource>().Current!.UserUid;
        var asked = new[] { first.Uid, "in-an-odd-topic", "with-odd-words", last.Uid, latest.Uid };
        Assert.Equal(asked.Select(uid => Uids.Reply(account, uid, 0)).Order(), Answers(visitor).Order());
        await Eventually.TrueAsync(() => !bot.Services.GetRequiredService<CatchUp>().IsBehind, "all histories are read");
    }

    [Fact]
    public async Task A_human_whom_one_of_two_instances_has_seen_is_not_talked_over_by_the_other()
    {
        await using var server = await Sandboxes.StartAsync();
        var settings = new Dictionary<string, string?> { ["Store:Provider"] = "Postgres", ["Store:ConnectionString"] = await postgres.NewDatabaseAsync() };
        await using var one = await BotUnderTest.StartAsync(server, settings);
        await using var two = await BotUnderTest.StartAsync(server, settings);
        var visitors = new List<SandboxVisitor>();
        for (var i = 0; i < Visitors; i++) visitors.Add(await server.OpenVisitorAsync());
        using var agent = server.OpenAgent();
        // Both know each conversation as the bot's own, from several turns.
        for (var round = 1; round <= 3; round++)
        {
            foreach (var visitor in visitors) visitor.Say($"问题{round}");
            await Eventually.TrueAsync(() => visitors.TrueForAll(v => Answers(v).Count == round));
        }

        foreach (var visitor in visitors)
        {
            agent.Join(visitor.Thread);
            agent.Say(visitor.Thread, "您好，我来帮您");
        }

        await Eventually.TrueAsync(() => visitors.TrueForAll(v => one.OwnerOf(v.Thread.Topic) == "Human"));
        foreach (var visitor in visitors)
        {
            for (var i = 0; i < 5; i++) await one.HandledAsync(visitor.Say($"还有{i}"));
        }

        await one.IdleAsync();
        await two.IdleAsync();
        Assert.All(visitors, v => Assert.Equal(3, Answers(v).Count(uid => Uids.IsDerived(uid))));
        Assert.All(visitors, v => Assert.Equal(5, one.StateOf(v.Thread.Topic).Unanswered.Count));
        agent.Say(visitors[0].Thread, "/bot on");
        await Eventually.TrueAsync(() => Answers(visitors[0]).Count(uid => Uids.IsDerived(uid)) == 4);
    }

    [Fact]
    public async Task What_an_instance_took_and_did_not_handle_is_handled_by_another_within_minutes()
    {
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Store:Provider"] = "Postgres", ["Store:ConnectionString"] = await postgres.NewDatabaseAsync() });
        var visitor = await server.OpenVisitorAsync();
        var said = visitor.Say("一");
        await bot.HandledAsync(said);
        // As the instance left it that is gone.
        var message = new Wire.Message(said) { Uid = Guid.NewGuid().ToString("N"), Content = "二" };
        var item = new InboxItem(message.Uid, visitor.Thread.Topic, InboxKind.Message, message.ToByteArray(), TimeProvider.System.GetUtcNow().AddMinutes(-3));
        await bot.Services.GetRequiredService<Store>().WriteAsync(session => session.InsertInbox(item), Cancellation);

        await Eventually.TrueAsync(() => Answers(visitor).Count == 2);
    }

    [Fact]
    public async Task The_word_of_a_human_that_an_instance_took_and_did_not_handle_is_handled_by_another_and_meanwhile_nobody_talks_over_it()
    {
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Store:Provider"] = "Postgres", ["Store:ConnectionString"] = await postgres.NewDatabaseAsync() });
        using var agent = server.OpenAgent();
        var visitor = await server.OpenVisitorAsync();
        await bot.HandledAsync(visitor.Say("一"));
        var uid = Guid.NewGuid().ToString("N");
        var word = new Wire.Message(visitor.Say("二"))
        {
            Uid = uid, Content = "您好，我来帮您", User = new Wire.User { Uid = agent.Account.AgentUid, Nickname = agent.Account.Nickname, Type = UserTypes.Agent },
        };
        await Eventually.TrueAsync(() => Answers(visitor).Count == 2);
        // The other instance journalled it in this moment, and is gone.
        var item = new InboxItem(uid, visitor.Thread.Topic, InboxKind.Message, word.ToByteArray(), TimeProvider.System.GetUtcNow());
        await bot.Services.GetRequiredService<Store>().WriteAsync(session => session.InsertInbox(item), Cancellation);

        agent.Send(visitor.Thread, MessageTypes.Text, word.Content, uid);
        visitor.Say("三");

        await Eventually.TrueAsync(() => bot.OwnerOf(visitor.Thread.Topic) == "Human");
        await bot.IdleAsync();
        Assert.Equal(2, Answers(visitor).Count(uid => Uids.IsDerived(uid)));
    }

    [Fact]
    public async Task What_another_instance_says_while_this_one_waits_to_say_it_is_not_said_twice()
    {
        await using var scene = await TakenOverReplyAsync();

        // The one that decided it was not gone: it sends it now, and the echo comes here, too.
        scene.OtherInstance.Send(scene.Visitor.Thread, MessageTypes.Text, "收到", scene.Reply.Uid);
        await Eventually.TrueAsync(() => scene.TimesSaid == 1);
        await Eventually.TrueAsync(() => scene.Bot.Services.GetRequiredService<Confirmations>().IsKnown(scene.Reply.Uid), "the echo came here, too");

        await scene.LetGoAsync();
        Assert.Equal(1, scene.TimesSaid);
    }

    [Fact]
    public async Task What_another_instance_has_brought_to_its_end_while_this_one_waited_is_not_said_again()
    {
        await using var scene = await TakenOverReplyAsync();
        await scene.Store.WriteAsync(session => session.FinishOutbox(scene.Reply.Seq, OutboxState.Confirmed, "http", null, TimeProvider.System.GetUtcNow()), Cancellation);

        await scene.LetGoAsync();

        Assert.Equal(0, scene.TimesSaid);
        Assert.Equal("http", scene.Store.Read(session => session.FindOutbox(scene.Reply.Uid))!.Route);
    }

    [Fact]
    public async Task What_another_instance_has_tried_while_this_one_waited_is_looked_up_before_it_is_sent_again()
    {
        await using var scene = await TakenOverReplyAsync();
        // Its echo is lost: only the history shows that it arrived.
        scene.Server.Faults.NoEcho = true;
        await scene.Store.WriteAsync(session => session.ClaimOutbox(scene.Reply.Seq, 0, TimeProvider.System.GetUtcNow()), Cancellation);
        scene.OtherInstance.Send(scene.Visitor.Thread, MessageTypes.Text, "收到", scene.Reply.Uid);
        await Eventually.TrueAsync(() => scene.TimesSaid == 1);

        await scene.LetGoAsync();
        Assert.Equal(1, scene.TimesSaid);
        Assert.Equal(OutboxState.Confirmed, scene.Store.Read(session => session.FindOutbox(scene.Reply.Uid))!.State);
    }

    /// <summary>
    /// A reply that another instance decided minutes ago and could not send: this one has taken it over, has looked for it in the history, and is held
    /// by a gap that is being read.
    /// </summary>
    private async Task<TakenOver> TakenOverReplyAsync()
    {
        var server = await Sandboxes.StartAsync();
        var settings = new Dictionary<string, string?> { ["Store:Provider"] = "Postgres", ["Store:ConnectionString"] = await postgres.NewDatabaseAsync() };
        var bot = await BotUnderTest.StartAsync(server, settings);
        await bot.CaughtUpAsync();
        var visitor = await server.OpenVisitorAsync();
        await bot.HandledAsync(visitor.Say("一"));
        var store = bot.Services.GetRequiredService<Store>();
        var first = store.Read(session => session.ListOutbox(OutboxState.Confirmed, 1))[0];
        var message = Wire.Message.Parser.ParseFrom(first.Payload);
        var cause = Guid.NewGuid().ToString("N");
        message.Uid = Uids.Reply(bot.Services.GetRequiredService<IBotIdentitySource>().Current!.UserUid, cause, 0);
        var reply = new OutboxItem(message.Uid, first.Conversation, cause, 0, OutboxItem.MessageKind, message.ToByteArray(), TimeProvider.System.GetUtcNow().AddMinutes(-2));
        var lag = server.Options.StoreLag;
        bot.Services.GetRequiredService<CatchUpGate>().BeginListing(Eventually.Patience);
        reply = reply with { Seq = (await store.WriteAsync(session => session.InsertOutbox(reply), Cancellation))!.Value };
        await Eventually.TrueAsync(() => bot.Services.GetRequiredService<OutboxWorker>().IsBusy(reply.Conversation), "the reply is taken over");
        var taken = TimeProvider.System.GetTimestamp();
        await Eventually.TrueAsync(() => TimeProvider.System.GetElapsedTime(taken) > (2 * lag) + HistoryLag.Slack(lag) + TimeSpan.FromSeconds(1), "it has been looked up in the history");
        return new TakenOver(server, bot, visitor, server.OpenAgent(asBotAccount: true), reply);
    }

    /// <summary>The scene of a reply that was taken over.</summary>
    private sealed record TakenOver(SandboxServer Server, BotUnderTest Bot, SandboxVisitor Visitor, SandboxAgent OtherInstance, OutboxItem Reply) : IAsyncDisposable
    {
        public Store Store => Bot.Services.GetRequiredService<Store>();

        /// <summary>How often the visitor was told it.</summary>
        public int TimesSaid => Visitor.Received.Count(m => m.Uid == Reply.Uid);

        /// <summary>The gap is closed: what was held goes on, to its end.</summary>
        public async Task LetGoAsync()
        {
            Bot.Services.GetRequiredService<CatchUpGate>().ReleaseAll();
            await Bot.IdleAsync();
        }

        public async ValueTask DisposeAsync()
        {
            OtherInstance.Dispose();
            await Bot.DisposeAsync();
            await Server.DisposeAsync();
        }
    }

    private static List<string> Answers(SandboxVisitor visitor) => [.. visitor.Received.Where(m => m.Type == MessageTypes.Text).Select(m => m.Uid).Distinct()];
}
