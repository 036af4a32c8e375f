using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Core;
using Weiyu.Bot.Scheduling.Housekeeping;
using Weiyu.Bot.Storage;
using Xunit;

namespace Weiyu.Bot.Tests.Scheduling;

public sealed class HousekeepingTests
{
    [Fact]
    public async Task What_is_old_is_forgotten_and_what_is_open_stays()
    {
        await using var bench = new NoticeBench("2026-10-01T08:59+08:00");
        await bench.AddAsync(3);
        await bench.UseAsync("- {id: a, at: '2026-10-01 09:00', to: {threads: open}, say: hi}");
        await bench.RunUntilAsync("2026-10-01T09:01+08:00");
        await bench.Store.WriteAsync(session =>
        {
            for (var i = 0; i < 1_200; i++) session.InsertInbox(InboxItem.Of($"old{i}", "t", new BotEvent("x"), bench.Now), InboxState.Handled);
            session.InsertInbox(InboxItem.Of("open", "t", new BotEvent("x"), bench.Now));
        });
        bench.Clock.SetUtcNow(DateTimeOffset.Parse("2026-11-02T09:00+08:00", null));
        var pruner = new Pruner(bench.Store, Options.Create(new BotOptions()), bench.Clock, NullLogger<Pruner>.Instance);
        Assert.True(await pruner.RunAsync(CancellationToken.None) > 1_200);
        Assert.Empty(bench.Runs());
        Assert.Equal("open", Assert.Single(bench.Store.Read(session => session.OpenInbox(0, 10))).Uid);
        // Conversations that are not closed stay, however old.
        Assert.Equal(3, bench.Store.Read(session => session.ListConversations(DateTimeOffset.MinValue, openOnly: true, 10)).Count);
        Assert.Equal(0, await pruner.RunAsync(CancellationToken.None));
    }

    [Fact]
    public async Task The_database_is_tidied_up_while_it_is_in_use()
    {
        await using var bench = new NoticeBench("2026-10-01T08:59+08:00");
        await bench.AddAsync(100);
        using var database = new Database(StoreProvider.Sqlite, bench.DatabaseFile);
        new DatabaseMaintenance(database, bench.Clock, NullLogger<DatabaseMaintenance>.Instance).Run();
        await bench.AddAsync(100, first: 100);
        Assert.Equal(200, bench.Store.Read(session => session.ListConversations(DateTimeOffset.MinValue, openOnly: true, 1_000)).Count);
    }

    [Fact]
    public async Task The_summary_of_the_day_goes_to_its_topic_once()
    {
        await using var bench = new NoticeBench("2026-11-02T19:00+08:00");
        await bench.UseAsync("[]");
        await bench.Store.WriteAsync(session =>
        {
            foreach (var (uid, outcome) in (ReadOnlySpan<(string, string)>)[("q1", "rule"), ("q2", "rule"), ("q3", "knowledge"), ("q4", "model"), ("q5", "handoff"), ("q6", "missed"), ("q7", "silent"), ("q8", "waiting"), ("q9", "human")])
            {
                session.InsertInbox(new InboxItem(uid, "t", InboxKind.Message, [], bench.Now), InboxState.Handled);
                session.SaveDecision(new Decision { Uid = uid, Conversation = "t", At = bench.Now, Outcome = outcome });
            }

            session.InsertOutbox(new OutboxItem("r1", "t", "q1", 0, "message", [], bench.Now) { State = OutboxState.Confirmed, DoneAt = bench.Now.AddMilliseconds(40) });
            session.InsertOutbox(new OutboxItem("r3", "t", "q3", 0, "message", [], bench.Now) { State = OutboxState.Confirmed, DoneAt = bench.Now.AddSeconds(2) });
        });
        var token = new Token();
        using var service = Service(bench, token, "org/group/leads");
        service.Begin();
        await service.TickAsync(CancellationToken.None);
        bench.Clock.SetUtcNow(DateTimeOffset.Parse("2026-11-02T20:00:30+08:00", null));
        await service.TickAsync(CancellationToken.None);
        await service.TickAsync(CancellationToken.None);
        await bench.RunUntilAsync("2026-11-02T20:01+08:00");
        var message = Assert.Single(bench.Server.Messages);
        Assert.Equal("org/group/leads", message.Thread.Topic);
        Assert.Contains("提问 questions: 6", message.Content, StringComparison.Ordinal);
        Assert.Contains("规则 rules 2 · 知识 knowledge 1 · 模型 model 1", message.Content, StringComparison.Ordinal);
        Assert.Contains("转人工 handed off: 1 · 未答 missed: 1", message.Content, StringComparison.Ordinal);
        Assert.Contains("p95 2.0 s", message.Content, StringComparison.Ordinal);

        // Off over the next one: told an hour late, once.
        bench.Clock.SetUtcNow(DateTimeOffset.Parse("2026-11-03T21:00+08:00", null));
        using var again = Service(bench, token, "org/group/leads");
        again.Begin();
        await again.TickAsync(CancellationToken.None);
        await again.TickAsync(CancellationToken.None);
        await bench.RunUntilAsync("2026-11-03T21:01+08:00");
        Assert.Equal(2, bench.Server.Messages.Count);
        Assert.StartsWith("【2026-11-03", bench.Server.Messages[1].Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_says_when_it_expires_is_renewed_before()
    {
        await using var bench = new NoticeBench("2026-11-02T12:00Z");
        var token = new Token { Token_ = Jwt(bench.Now, bench.Now.AddHours(2)) };
        using var service = Service(bench, token, "");
        service.Begin();
        await service.TickAsync(CancellationToken.None);
        bench.Clock.Advance(TimeSpan.FromMinutes(109));
        await service.TickAsync(CancellationToken.None);
        Assert.Equal(0, token.Renewals);
        bench.Clock.Advance(TimeSpan.FromMinutes(1));
        await service.TickAsync(CancellationToken.None);
        // The server gave none that lasts longer: it is not asked again at once.
        await service.TickAsync(CancellationToken.None);
        Assert.Equal(1, token.Renewals);
    }

    [Fact]
    public async Task A_token_that_does_not_tell_its_beginning_is_renewed_before_its_end_too()
    {
        await using var bench = new NoticeBench("2026-11-02T08:00+08:00");
        await bench.UseAsync("[]");
        var token = new Token { Token_ = Jwt($$"""{"exp":{{bench.Now.AddMinutes(30).ToUnixTimeSeconds()}}.5}""") };
        using var service = Service(bench, token, "");
        for (var minute = 0; minute < 24; minute++)
        {
            await service.TickAsync(CancellationToken.None);
            bench.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(0, token.Renewals);
        bench.Clock.Advance(TimeSpan.FromMinutes(1));
        await service.TickAsync(CancellationToken.None);
        Assert.Equal(1, token.Renewals);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("opaque")]
    [InlineData("a.b.c")]
    [InlineData("..")]
    public void A_token_that_says_nothing_is_left_to_the_server(string? token) => Assert.Null(TokenExpiry.RenewAt(token, DateTimeOffset.UnixEpoch));

    private static HousekeepingService Service(NoticeBench bench, ITokenRenewal token, string topic)
    {
        var summary = new DailySummary(bench.Store, bench.Book, bench.Wake, Options.Create(new DailySummaryOptions { Topic = topic }), bench.Clock);
        var database = new Database(StoreProvider.Sqlite, bench.DatabaseFile);
        var options = Options.Create(new HousekeepingOptions());
        IChore[] chores =
        [
            new PruneChore(new Pruner(bench.Store, Options.Create(new BotOptions()), bench.Clock, NullLogger<Pruner>.Instance), options),
            new MaintenanceChore(new DatabaseMaintenance(database, bench.Clock, NullLogger<DatabaseMaintenance>.Instance), bench.Book, options),
            new SummaryChore(summary, bench.Store),
            new TokenChore(token),
        ];
        return new HousekeepingService(chores, bench.Store, bench.Clock, NullLogger<HousekeepingService>.Instance);
    }

    private static string Jwt(DateTimeOffset issued, DateTimeOffset expires) => Jwt($$"""{"iat":{{issued.ToUnixTimeSeconds()}},"exp":{{expires.ToUnixTimeSeconds()}}}""");

    private static string Jwt(string payload) => $"e30.{System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}.x";

    private sealed class Token : ITokenRenewal
    {
        public string? Token_ { get; set; }

        public int Renewals { get; private set; }

        string? ITokenRenewal.Token => Token_;

        public Task RenewAsync(CancellationToken cancellationToken)
        {
            Renewals++;
            return Task.CompletedTask;
        }
    }
}
