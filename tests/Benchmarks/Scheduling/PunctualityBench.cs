using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Conversations;
using Weiyu.Bot.Core;
using Weiyu.Bot.Scheduling;
using Weiyu.Bot.Scheduling.Housekeeping;
using Weiyu.Bot.Scheduling.Notices;
using Weiyu.Bot.Storage;
using Weiyu.Rules.Calendars;
using Weiyu.Rules.Notices;

namespace Weiyu.Benchmarks.Scheduling;

/// <summary>
/// How late notices are: a thousand of them, due over a minute (or all in the same second), through Quartz with its tables on disk, the ledger and the
/// outbox. Lateness is from the due time to the moment at which the message is stored and handed to the outbox worker.
/// </summary>
internal static class PunctualityBench
{
    /// <summary>Runs it.</summary>
    /// <param name="output">Where the report goes.</param>
    /// <param name="args"><c>[notices] [seconds]</c>: how many, over how long; 1000 and 60.</param>
    public static async Task RunAsync(TextWriter output, string[] args)
    {
        var count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1_000;
        var seconds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 60;
        var folder = Directory.CreateTempSubdirectory("weiyu-punctuality-");
        try
        {
            await output.WriteLineAsync($"{count} notices due over {seconds} s, Quartz and ledger in SQLite on disk (synchronous=FULL)");
            var spread = await MeasureAsync(folder.FullName, "spread", count, seconds);
            await output.WriteLineAsync(Report("spread", spread));
            var atOnce = await MeasureAsync(folder.FullName, "at-once", count, 1);
            await output.WriteLineAsync(Report("all in the same second", atOnce));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<List<double>> MeasureAsync(string folder, string name, int count, int seconds)
    {
        var time = TimeProvider.System;
        var arrivals = new Arrivals(time);
        var begin = time.GetUtcNow().AddSeconds(Math.Max(8, count / 100));
        begin = begin.AddTicks(-(begin.Ticks % TimeSpan.TicksPerSecond));
        var due = Enumerable.Range(0, count).Select(i => begin.AddSeconds((long)i * seconds / count)).ToList();
        var book = new Book([.. due.Select((at, i) => Notice(i, at))]);
        using var host = Build(Path.Combine(folder, name), book, arrivals);
        host.Services.GetRequiredService<Store>().Start();
        await host.StartAsync();
        while (arrivals.At.Count < count && time.GetUtcNow() < due[^1].AddSeconds(60)) await Task.Delay(TimeSpan.FromMilliseconds(50), time);
        await host.StopAsync();
        await host.Services.GetRequiredService<Store>().StopAsync();
        if (arrivals.At.Count < count) throw new InvalidOperationException($"Only {arrivals.At.Count} of {count} notices came.");
        return [.. due.Select((at, i) => (arrivals.At[Topic(i)] - at).TotalMilliseconds).Order()];
    }

    private static string Report(string what, List<double> late) => string.Create(
        CultureInfo.InvariantCulture, $"{what}: p50 {late[late.Count / 2]:0} ms, p95 {late[late.Count * 95 / 100]:0} ms, p99 {late[late.Count * 99 / 100]:0} ms, worst {late[^1]:0} ms late; earliest {late[0]:0} ms");

    private static string Topic(int i) => $"org/group/g{i}";

    private static NoticeDefinition Notice(int i, DateTimeOffset at) => new()
    {
        Id = $"n{i}",
        Schedule = new AtSchedule([new AtTime(at.UtcDateTime, TimeSpan.Zero)]),
        To = new NoticeAudience { Topics = [Topic(i)] },
        Delivery = new NoticeDelivery { Texts = new Dictionary<string, IReadOnlyList<string>> { [""] = ["通知 {{ notice.id }}"] } },
    };

    private static IHost Build(string folder, Book book, Arrivals arrivals)
    {
        Directory.CreateDirectory(folder);
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Store:Provider"] = "Sqlite" });
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.Services.AddSingleton(TimeProvider.System)
            .AddSingleton(_ => new DataFolder(folder))
            .AddSingleton(_ => new Database(StoreProvider.Sqlite, Path.Combine(folder, "weiyu-bot.db")))
            .AddSingleton(s => new Store(s.GetRequiredService<Database>(), s.GetRequiredService<DataFolder>(), Options.Create(new StoreOptions()), TimeProvider.System, s.GetRequiredService<ILogger<Store>>()))
            .AddSingleton<INoticeBook>(book)
            .AddSingleton<IOutboxFeed>(arrivals)
            .AddSingleton<IConversationFeed>(arrivals)
            .AddSingleton<IBotIdentitySource>(arrivals)
            .AddSingleton(new MessageFactory(new WeiyuSettings("web", WorkCalendar.DefaultZone())))
            .AddSingleton<SentUids>()
            .AddSingleton<TimerWake>()
            .AddScheduling(builder.Configuration)
            .AddSingleton<INoticeThreads>(arrivals)
            .AddSingleton<ITokenRenewal>(arrivals);
        return builder.Build();
    }

    private sealed class Book(IReadOnlyList<NoticeDefinition> notices) : INoticeBook
    {
        public event Action? Changed
        {
            add { }
            remove { }
        }

        public IReadOnlyList<NoticeDefinition>? Notices => notices;

        public WorkCalendar Calendar => WorkCalendar.AlwaysOpen;

        public string DefaultLocale => "zh";

        public string? Folder => null;
    }

    private sealed class Arrivals(TimeProvider time) : IOutboxFeed, IConversationFeed, IBotIdentitySource, INoticeThreads, ITokenRenewal
    {
        public ConcurrentDictionary<string, DateTimeOffset> At { get; } = new(StringComparer.Ordinal);

        public BotIdentity? Current { get; } = new("bot", "bot", "小助手", "", "org");

        public string? Token => null;

        public void Enqueue(OutboxItem stored) => At.TryAdd(stored.Conversation, time.GetUtcNow());

        public ValueTask PostAsync(InboxItem stored, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask<Wire.Thread?> FindAsync(string topic, CancellationToken cancellationToken) => new(new Wire.Thread { Uid = topic, Topic = topic, Type = "GROUP" });

        public Task RenewAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
