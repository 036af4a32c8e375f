using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Quartz;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Conversations;
using Weiyu.Bot.Core;
using Weiyu.Bot.Scheduling;
using Weiyu.Bot.Scheduling.Housekeeping;
using Weiyu.Bot.Scheduling.Ledger;
using Weiyu.Bot.Scheduling.Notices;
using Weiyu.Bot.Storage;
using Weiyu.Rules.Calendars;
using Weiyu.Rules.Notices;
using Xunit;

namespace Weiyu.Bot.Tests.Scheduling;

/// <summary>The whole of scheduling with the real Quartz, under a clock that the test moves.</summary>
public sealed class QuartzTests
{
    private const string Morning = "- {id: morning, cron: '0 0 9 * * ?', to: {topics: [org/group/g1]}, say: 早}";

    [Fact]
    public async Task A_notice_fires_through_quartz_survives_a_restart_and_is_not_fired_twice_by_a_reload()
    {
        using var folder = new TempFolder();
        var clock = new FakeTimeProvider(DateTimeOffset.Parse("2026-11-02T00:59:00Z", null));
        await using (var bot = await TestBot.StartAsync(folder.Database(), clock, Morning))
        {
            await bot.AdvanceUntilAsync(TimeSpan.Zero, async () => await bot.NextFireAsync("morning") is not null);
            await bot.AdvanceUntilAsync(TimeSpan.FromSeconds(10), () => bot.Server.Enqueued.Count == 1);
            Assert.Equal("2026-11-02T01:00:00", Assert.Single(bot.Runs()).Occurrence.UtcDateTime.ToString("s"));
            await bot.AdvanceUntilAsync(TimeSpan.FromMilliseconds(10), async () => (await bot.NextFireAsync("morning"))?.UtcDateTime.ToString("s") == "2026-11-03T01:00:00");

            // The same again, with another notice beside it: nothing fires, the trigger stays.
            var before = await bot.NextFireAsync("morning");
            bot.Book.Load(Morning + "\n- {id: other, every: 1h, to: {topics: [org/group/g2]}, say: x}", "timezone: Asia/Shanghai");
            await bot.AdvanceUntilAsync(TimeSpan.FromMilliseconds(10), async () => await bot.NextFireAsync("other") is not null);
            Assert.Equal(before, await bot.NextFireAsync("morning"));

            // Changed: moved; removed: gone.
            bot.Book.Load("- {id: morning, cron: '0 30 9 * * ?', to: {topics: [org/group/g1]}, say: 早}", "timezone: Asia/Shanghai");
            await bot.AdvanceUntilAsync(TimeSpan.FromMilliseconds(10), async () => await bot.NextFireAsync("other") is null && await bot.NextFireAsync("morning") is { } moved && moved != before);
            Assert.Equal("2026-11-02T01:30:00", (await bot.NextFireAsync("morning"))!.Value.UtcDateTime.ToString("s"));
            Assert.Single(bot.Server.Enqueued);
        }

        // Off for an hour; back within send_within of what it missed.
        clock.Advance(TimeSpan.FromMinutes(40));
        await using (var bot = await TestBot.StartAsync(folder.Database(), clock, "- {id: morning, cron: '0 30 9 * * ?', to: {topics: [org/group/g1]}, say: 早}"))
        {
            await bot.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => bot.Server.Enqueued.Count == 1);
            Assert.Equal("2026-11-02T01:30:00", bot.Runs()[0].Occurrence.UtcDateTime.ToString("s"));
            Assert.Equal(2, bot.Runs().Count);
            // The trigger is a new one: it goes on with tomorrow, and plans nothing more.
            await bot.AdvanceUntilAsync(TimeSpan.FromSeconds(1), async () => (await bot.NextFireAsync("morning"))?.UtcDateTime.ToString("s") == "2026-11-03T01:30:00");
            Assert.Equal((1, 2), (bot.Server.Enqueued.Count, bot.Runs().Count));
        }
    }

    [Fact]
    public async Task Quartz_and_the_ledger_agree_about_both_changes_of_the_clocks()
    {
        using var folder = new TempFolder();
        foreach (var (cron, zone, from) in (ReadOnlySpan<(string, string, string)>)[("0 30 2 * * ?", "Europe/Berlin", "2026-03-28T12:00Z"), ("0 30 1 * * ?", "America/New_York", "2026-10-31T12:00Z")])
        {
            var schedule = (CronSchedule)NoticeParserTests.Read($"- {{id: a, cron: '{cron}', timezone: {zone}, to: {{threads: open}}, say: x}}")[0].Schedule;
            var tz = TimeZoneInfo.FindSystemTimeZoneById(zone);
            var start = DateTimeOffset.Parse(from, null);
            var trigger = TriggerBuilder.Create(new FakeTimeProvider(start)).StartAt(start).WithSchedule(CronScheduleBuilder.Create(schedule.In(tz))).Build();
            var planned = schedule.Between(start, start.AddDays(3), tz, 10).ToList();
            Assert.Equal(3, planned.Count);
            Assert.All(planned.Zip(planned.Skip(1)), p => Assert.Equal(p.Second, trigger.GetFireTimeAfter(p.First)));
        }
    }
}

/// <summary>A folder that goes with the test.</summary>
internal sealed class TempFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("weiyu-quartz-");

    public string Path => _folder.FullName;

    public (StoreProvider Provider, string ConnectionString, string Folder) Database() => (StoreProvider.Sqlite, System.IO.Path.Combine(Path, "bot.db"), Path);

    public void Dispose() => _folder.Delete(recursive: true);
}

/// <summary>The services of scheduling as the host runs them, without the rest of the bot.</summary>
internal sealed class TestBot : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly FakeTimeProvider _clock;

    private TestBot(IHost host, FakeTimeProvider clock, NoticeBench.FakeBook book, CountingServer server) => (_host, _clock, Book, Server) = (host, clock, book, server);

    public NoticeBench.FakeBook Book { get; }

    public CountingServer Server { get; }

    public Store Store => _host.Services.GetRequiredService<Store>();

    public static async Task<TestBot> StartAsync((StoreProvider Provider, string ConnectionString, string Folder) database, FakeTimeProvider clock, string notices, Func<IServiceProvider, Store, Task>? prepare = null)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Store:Provider"] = database.Provider.ToString() });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var book = new NoticeBench.FakeBook();
        book.Load(notices, "timezone: Asia/Shanghai");
        var server = new CountingServer();
        builder.Services.AddSingleton<TimeProvider>(clock)
            .AddSingleton(_ => new DataFolder(database.Folder))
            .AddSingleton(new Database(database.Provider, database.ConnectionString))
            .AddSingleton(s => new Store(s.GetRequiredService<Database>(), s.GetRequiredService<DataFolder>(), Options.Create(new StoreOptions()), TimeProvider.System, s.GetRequiredService<ILogger<Store>>()))
            .AddSingleton<INoticeBook>(book)
            .AddSingleton<IOutboxFeed>(server)
            .AddSingleton<IConversationFeed>(new NoticeBench.FakeFeed())
            .AddSingleton<IBotIdentitySource>(new NoticeBench.FakeIdentity())
            .AddSingleton(new MessageFactory(new WeiyuSettings("web", WorkCalendar.DefaultZone())))
            .AddSingleton<SentUids>()
            .AddSingleton<TimerWake>()
            .AddScheduling(builder.Configuration)
            .AddSingleton<INoticeThreads>(server)
            .AddSingleton<ITokenRenewal>(new NoToken());
        var host = builder.Build();
        var store = host.Services.GetRequiredService<Store>();
        store.Start();
        await store.Ready;
        if (prepare is not null) await prepare(host.Services, store);
        await host.StartAsync();
        return new TestBot(host, clock, book, server);
    }

    public List<NoticeRun> Runs() => Store.Read(session => session.ListRuns(null, 1_000));

    public async Task<DateTimeOffset?> NextFireAsync(string notice)
    {
        if (_host.Services.GetRequiredService<BotScheduler>().Current is not { } scheduler) return null;
        return (await scheduler.GetTrigger(new TriggerKey($"{notice}#0", NoticeJob.Group)))?.NextFireTimeUtc;
    }

    public Task AdvanceUntilAsync(TimeSpan step, Func<bool> condition) => AdvanceUntilAsync(step, () => Task.FromResult(condition()));

    /// <summary>Moves the clock on, step by step, and lets everything come to rest in between, until something is so.</summary>
    public async Task AdvanceUntilAsync(TimeSpan step, Func<Task<bool>> condition)
    {
        while (!await condition())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            _clock.Advance(step);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await Store.StopAsync();
        if (_host is IAsyncDisposable host) await host.DisposeAsync();
    }

    private sealed class NoToken : ITokenRenewal
    {
        public string? Token => null;

        public Task RenewAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    internal sealed class CountingServer : IOutboxFeed, INoticeThreads
    {
        private readonly List<OutboxItem> _enqueued = [];

        public IReadOnlyList<OutboxItem> Enqueued
        {
            get
            {
                lock (_enqueued) return [.. _enqueued];
            }
        }

        public void Enqueue(OutboxItem stored)
        {
            lock (_enqueued) _enqueued.Add(stored);
        }

        public ValueTask<Wire.Thread?> FindAsync(string topic, CancellationToken cancellationToken) => new(new Wire.Thread { Uid = "t-" + topic, Topic = topic, Type = "GROUP" });
    }
}
