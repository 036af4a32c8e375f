using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Weiyu.Bot.Receiving;
using Weiyu.Bot.Storage;
using Weiyu.Client.Messages;
using Weiyu.EndToEnd.Support;
using Weiyu.Sandbox;

namespace Weiyu.EndToEnd.Delivery;

public sealed class NeverLostNeverTwiceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_asked_while_the_bot_was_away_is_answered_once_after_its_return()
    {
        await using var server = await Sandboxes.StartAsync();
        var data = Directory.CreateTempSubdirectory("weiyu-bot-test-").FullName;
        var visitor = await server.OpenVisitorAsync();
        await using (var before = await BotUnderTest.StartAsync(server, dataPath: data))
        {
            visitor.Say("问题零");
            await visitor.WaitForTextAsync(Cancellation);
            await before.IdleAsync();
        }

        var asked = Enumerable.Range(1, 5).Select(i => visitor.Say($"问题{i}").Uid).ToList();
        var stranger = await server.OpenVisitorAsync();
        stranger.Say("一个新的会话");

        await using (var after = await BotUnderTest.StartAsync(server, dataPath: data))
        {
            await Eventually.TrueAsync(() => Answers(visitor, server).Count >= 6 && Answers(stranger, server).Count >= 1);
            await after.CaughtUpAsync();
            await after.IdleAsync();
        }

        Assert.Equal(6, Answers(visitor, server).Count);
        Assert.Single(Answers(stranger, server));
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task What_a_history_brings_as_the_line_goes_is_left_for_later_or_answered_but_never_stored_and_forgotten()
    {
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server);
        var visitor = await server.OpenVisitorAsync();
        var said = visitor.Say("热身");
        await bot.HandledAsync(said);
        var message = new Wire.Message(said) { Uid = Guid.NewGuid().ToString("N"), Content = "你好" };
        var known = bot.Inbox();
        var receiver = bot.Services.GetRequiredService<MessageReceiver>();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiver.AcceptAsync(message, InboxState.Open, new CancellationToken(canceled: true)));
        Assert.Equal(known, bot.Inbox());
        await receiver.AcceptAsync(message, InboxState.Open, Cancellation);

        await Eventually.TrueAsync(() => Answers(visitor, server).Count == 2, "both are answered");
    }

    [Fact]
    public async Task On_its_very_first_start_it_does_not_answer_old_history()
    {
        await using var server = await Sandboxes.StartAsync();
        var visitor = await server.OpenVisitorAsync();
        visitor.Say("老问题");
        var said = TimeProvider.System.GetTimestamp();
        await Eventually.TrueAsync(() => server.History(visitor.Thread.Topic, writtenOnly: true).Count > 0);
        // The server's times have whole seconds.
        await Eventually.TrueAsync(() => TimeProvider.System.GetElapsedTime(said) > TimeSpan.FromSeconds(1), "the next second begins");
        await using var bot = await BotUnderTest.StartAsync(server);
        await bot.CaughtUpAsync();
        await bot.IdleAsync();

        visitor.Say("新问题");
        await visitor.WaitForTextAsync(Cancellation);
        await bot.IdleAsync();

        Assert.Single(Answers(visitor, server));
    }

    [Fact]
    public async Task What_was_asked_after_the_first_start_is_answered_even_if_that_start_never_got_in()
    {
        await using var server = await Sandboxes.StartAsync();
        var data = Directory.CreateTempSubdirectory("weiyu-bot-test-").FullName;
        var visitor = await server.OpenVisitorAsync();
        server.Faults.Rest = RestFailure.Http500;
        var said = TimeProvider.System.GetTimestamp();
        await using (var before = await BotUnderTest.StartAsync(server, dataPath: data, wait: false))
        {
            await Eventually.TrueAsync(() => before.HasBegun());
            visitor.Say("有人在吗");
        }

        await Eventually.TrueAsync(() => TimeProvider.System.GetElapsedTime(said) > TimeSpan.FromSeconds(1), "the next second begins");
        server.Faults.Clear();
        await using (var after = await BotUnderTest.StartAsync(server, dataPath: data))
        {
            await visitor.WaitForTextAsync(Cancellation);
            await after.CaughtUpAsync();
            await after.IdleAsync();
        }

        Assert.Single(Answers(visitor, server));
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task With_the_data_folder_lost_nothing_is_answered_twice_and_what_was_open_once()
    {
        await using var server = await Sandboxes.StartAsync();
        var visitors = new List<SandboxVisitor>();
        for (var i = 0; i < 10; i++) visitors.Add(await server.OpenVisitorAsync());
        await using (var before = await BotUnderTest.StartAsync(server))
        {
            foreach (var visitor in visitors) visitor.Say("第一个问题");
            await Eventually.TrueAsync(() => visitors.All(v => Answers(v, server).Count == 1));
            await before.IdleAsync();
        }

        foreach (var visitor in visitors) visitor.Say("第二个问题");
        var stranger = await server.OpenVisitorAsync();
        stranger.Say("又一个");
        await using (var after = await BotUnderTest.StartAsync(server))
        {
            await Eventually.TrueAsync(() => visitors.All(v => Answers(v, server).Count >= 2) && Answers(stranger, server).Count >= 1);
            await after.CaughtUpAsync();
            await after.IdleAsync();
        }

        Assert.All(visitors, v => Assert.Equal(2, Answers(v, server).Count));
        Assert.Single(Answers(stranger, server));
    }

    [Fact]
    public async Task With_both_channels_down_replies_wait_and_then_all_arrive_in_order_once()
    {
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Weiyu:HttpTimeout"] = "1s", ["Bot:TypingPause"] = "1s" });
        var visitors = new List<SandboxVisitor>();
        for (var i = 0; i < 100; i++) visitors.Add(await server.OpenVisitorAsync());
        foreach (var visitor in visitors)
        {
            for (var i = 0; i < 10; i++) visitor.Say($"问题 {i}");
        }

        // The questions are stored; before the first reply may leave, both lines go.
        await Eventually.TrueAsync(() => bot.Inbox() >= 1_000);
        server.Faults.RefuseConnects = ConnectRefusal.Close;
        server.Faults.Rest = RestFailure.Http500;
        server.Faults.DropConnections();
        await Eventually.TrueAsync(() => bot.Pending() > 500);
        var already = visitors.Sum(v => Answers(v, server).Count);
        Assert.InRange(already, 0, 500);

        server.Faults.Clear();
        await Eventually.TrueAsync(() => visitors.Sum(v => Answers(v, server).Count) >= 1_000);
        await bot.IdleAsync();

        Assert.All(visitors, v => Assert.Equal(bot.OrderOf(v.Thread.Topic), Answers(v, server).Select(m => m.Uid)));
        Assert.All(visitors, v => Assert.Equal(10, Answers(v, server).Count));
    }

    [Fact]
    public async Task Twenty_drops_in_a_row_are_met_with_spaced_connects_and_no_answer_twice()
    {
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Weiyu:ReconnectMin"] = "200ms", ["Weiyu:ReconnectMax"] = "2s" });
        var visitor = await server.OpenVisitorAsync();
        for (var i = 0; i < 20; i++)
        {
            visitor.Say($"问题{i}");
            var connects = i + 1;
            await Eventually.TrueAsync(() => server.Published.Connects == connects && bot.IsConnected);
            server.Faults.DropConnections();
        }

        await Eventually.TrueAsync(() => Answers(visitor, server).Count >= 20);
        await bot.CaughtUpAsync();
        await bot.IdleAsync();

        Assert.Equal(20, Answers(visitor, server).Count);
        Assert.InRange(server.Published.Connects, 21, 25);
    }

    [Fact]
    public async Task An_expired_token_leads_to_one_new_login()
    {
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server);
        var visitor = await server.OpenVisitorAsync();
        var logins = server.AcceptedLogins;
        server.Faults.ExpireTokens();
        server.Faults.DropConnections();
        await Eventually.TrueAsync(() => server.Sessions.Count == 1);
        visitor.Say("你好");

        await visitor.WaitForTextAsync(Cancellation);
        await bot.CaughtUpAsync();

        Assert.Equal(logins + 1, server.AcceptedLogins);
    }

    [Fact]
    public async Task A_login_that_is_refused_while_it_runs_is_told_of_and_tried_again_after_a_pause()
    {
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Weiyu:PollEvery"] = "200ms", ["Weiyu:SweepEvery"] = "1s" });
        using var client = new HttpClient { BaseAddress = new Uri(bot.ConsoleUrl) };
        var visitor = await server.OpenVisitorAsync();
        server.Faults.RefuseLogin = true;
        server.Faults.ExpireTokens();
        server.Faults.DropConnections();

        await Eventually.TrueAsync(() => client.BodyOf("/health/ready").Contains("refused the login", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync("/health/ready", Cancellation)).StatusCode);
        server.Faults.RefuseLogin = false;
        visitor.Say("你好");

        await visitor.WaitForTextAsync(Cancellation);
        await bot.ReadyAsync();
        await bot.CaughtUpAsync();
        await bot.IdleAsync();
        Assert.Single(Answers(visitor, server));
    }

    [Fact]
    public async Task A_broker_that_does_not_echo_and_a_history_that_does_prove_delivery_just_as_well()
    {
        await using var server = await Sandboxes.StartAsync();
        server.Faults.NoEcho = true;
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Weiyu:EchoTimeout"] = "300ms" });
        var visitor = await server.OpenVisitorAsync();
        visitor.Say("一");
        visitor.Say("二");

        await Eventually.TrueAsync(() => Answers(visitor, server).Count >= 2);
        await bot.IdleAsync();

        Assert.Equal(2, Answers(visitor, server).Count);
        Assert.Equal(0, bot.Pending());
    }

    [Fact]
    public async Task A_reply_that_the_server_took_and_lost_is_sent_again_with_the_same_uid()
    {
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Weiyu:EchoTimeout"] = "300ms" });
        var visitor = await server.OpenVisitorAsync();
        visitor.Say("热身");
        await visitor.WaitForTextAsync(Cancellation);
        await bot.IdleAsync();
        // DELIVERED, READ, TYPING and the reply itself.
        server.Faults.LoseNextIncoming = 4;
        visitor.Say("你好");

        await Eventually.TrueAsync(() => Answers(visitor, server).Count >= 2);
        await bot.IdleAsync();

        Assert.Equal(2, Answers(visitor, server).Count);
    }

    [Fact]
    public async Task A_history_that_says_no_once_does_not_prove_that_a_reply_needs_no_proof()
    {
        await using var server = await Sandboxes.StartAsync();
        server.Faults.NoEcho = true;
        var visitor = await server.OpenVisitorAsync();
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Weiyu:EchoTimeout"] = "300ms" });
        await bot.CaughtUpAsync();
        (server.Faults.RestPath, server.Faults.RestNext, server.Faults.Rest) = ("/api/v1/message/query/topic", 1, RestFailure.CodeMinusOne);
        // DELIVERED, READ, TYPING and the reply itself.
        server.Faults.LoseNextIncoming = 4;
        visitor.Say("你好");

        await visitor.WaitForTextAsync(Cancellation);
        await bot.IdleAsync();

        Assert.Single(Answers(visitor, server));
    }

    [Fact]
    public async Task A_history_that_says_no_once_does_not_prove_that_a_reply_was_lost()
    {
        await using var server = await Sandboxes.StartAsync();
        var visitor = await server.OpenVisitorAsync();
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Weiyu:EchoTimeout"] = "300ms" });
        await bot.CaughtUpAsync();
        await bot.HandledAsync(visitor.Say("热身"));
        server.Faults.NoEcho = true;
        (server.Faults.RestPath, server.Faults.RestNext, server.Faults.Rest) = ("/api/v1/message/query/topic", 1, RestFailure.CodeMinusOne);

        await bot.HandledAsync(visitor.Say("你好"));

        Assert.Equal(2, Answers(visitor, server).Count);
    }

    private static List<Wire.Message> Answers(SandboxVisitor visitor, SandboxServer server) =>
        [.. visitor.Received.Where(m => m.Type == MessageTypes.Text && m.User.Uid == server.Data.Bot.AgentUid)];
}
