using System.Text.Json;
using Google.Protobuf;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Weiyu.Bot.Composition;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Conversations;
using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.Rules;
using Weiyu.Bot.Pipeline;
using Weiyu.Bot.Scheduling;
using Weiyu.Bot.Scheduling.Ledger;
using Weiyu.Bot.Scheduling.Notices;
using Weiyu.Bot.Scheduling.Timers;
using Weiyu.Bot.Storage;
using Weiyu.Bot.Telemetry;
using Weiyu.Client.Messages;
using Weiyu.Rules.Calendars;
using Weiyu.Rules.Loading;

namespace Weiyu.Bot.Tests.Scheduling;

/// <summary>
/// A shop in simulated time: the real pipeline, rules, timers, notices, ledger and store; visitors and humans come from the test, and the server is
/// a list. Everything happens in one order, so that the same seed gives the same week.
/// </summary>
internal sealed class SimulatedShop : IAsyncDisposable, IConversationFeed, IOutboxFeed, INoticeThreads, IBotIdentitySource, ISignals
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("weiyu-week-");
    private readonly ServiceProvider _services;
    private readonly PriorityQueue<Func<Task>, (DateTimeOffset At, int Order)> _script = new();
    private readonly TurnRunner _runner;
    private readonly NoticePlanner _planner;
    private readonly NoticeSender _sender;
    private readonly TimerService _timers;
    private DateTimeOffset _nextTimer;
    private DateTimeOffset _nextRun;
    private DateTimeOffset _nextNotice;
    private int _order;

    public SimulatedShop(DateTimeOffset begin, int seed, string rules)
    {
        Clock = new FakeTimeProvider(begin);
        Random = new Random(seed);
        var rulesFolder = _folder.CreateSubdirectory("rules");
        File.WriteAllText(Path.Combine(rulesFolder.FullName, "shop.yaml"), rules);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Store:Provider"] = "Memory", ["Bot:RulesPath"] = rulesFolder.FullName }).Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddSingleton<TimeProvider>(Clock);
        services.Configure<BotOptions>(configuration.GetSection(BotOptions.Section));
        services.Configure<StoreOptions>(configuration.GetSection(StoreOptions.Section));
        services.AddSingleton(_ => new DataFolder(_folder.FullName));
        services.AddSingleton(_ => new Database(StoreProvider.Memory, ""));
        services.AddSingleton(s => ActivatorUtilities.CreateInstance<Store>(s, TimeProvider.System));
        services.AddSingleton(new MessageFactory(new WeiyuSettings("web", WorkCalendar.DefaultZone())));
        services.AddMetrics();
        services.AddSingleton<BotTelemetry>();
        services.AddSingleton<SentUids>();
        services.AddSingleton<ConversationCache>();
        services.AddSingleton<TimerWake>();
        services.AddSingleton<TurnRunner>();
        services.AddHttpClient();
        services.AddThinking(configuration).AddRules(configuration)
            .AddSingleton<INoticeBook, RuleNoticeBook>()
            .AddScheduling(configuration);
        services.AddSingleton<IConversationFeed>(this).AddSingleton<IOutboxFeed>(this).AddSingleton<INoticeThreads>(this).AddSingleton<IBotIdentitySource>(this).AddSingleton<ISignals>(this);
        _services = services.BuildServiceProvider();
        Store = _services.GetRequiredService<Store>();
        Store.Start();
        _runner = _services.GetRequiredService<TurnRunner>();
        _planner = _services.GetRequiredService<NoticePlanner>();
        _sender = _services.GetRequiredService<NoticeSender>();
        _timers = _services.GetRequiredService<TimerService>();
        Book = _services.GetRequiredService<INoticeBook>();
    }

    public FakeTimeProvider Clock { get; }

    public Random Random { get; }

    public Store Store { get; }

    public INoticeBook Book { get; }

    public DateTimeOffset Now => Clock.GetUtcNow();

    public BotIdentity? Current { get; } = new("bot", "bot", "小助手", "", "org1") { Agent = new AgentIdentity("a1", "客服小微", "") };

    /// <summary>What the bot said, as it arrived.</summary>
    public List<(DateTimeOffset At, Wire.Message Message, OutboxItem Item)> Said { get; } = [];

    /// <summary>How every turn ended.</summary>
    public List<(DateTimeOffset At, InboxItem Item, Decision Decision)> Turns { get; } = [];

    /// <summary>Called after each turn.</summary>
    public Action<InboxItem, Decision>? OnTurn { get; set; }

    /// <summary>Puts something into the script.</summary>
    public void At(DateTimeOffset when, Func<Task> what) => _script.Enqueue(what, (when, _order++));

    /// <summary>Somebody writes: the visitor, or whoever is named.</summary>
    public Task WriteAsync(Wire.Thread thread, string uid, string text, Wire.User? user = null)
    {
        var message = new Wire.Message
        {
            Uid = uid, Type = MessageTypes.Text, Content = text, Status = "SUCCESS", CreatedAt = MessageTime.Write(Now, WorkCalendar.DefaultZone()), Channel = "web", Thread = thread, User = user ?? thread.User,
        };
        return ReceiveAsync(new InboxItem(uid, thread.Topic, InboxKind.Message, message.ToByteArray(), Now) { SentAt = Now });
    }

    /// <summary>Something happens in a conversation.</summary>
    public Task HappenAsync(string uid, string topic, BotEvent botEvent) => ReceiveAsync(InboxItem.Of(uid, topic, botEvent, Now));

    /// <summary>Changes what is remembered of a conversation.</summary>
    public Task ChangeAsync(Wire.Thread thread, Action<ConversationState> change) => Store.WriteAsync(session =>
    {
        var state = session.FindConversation(thread.Topic) is { } row ? ConversationState.FromJson(row.State) : new ConversationState();
        change(state);
        session.SaveConversation(new ConversationRow(thread.Topic, thread.ToByteArray(), state.ToJson(), state.Ownership.Owner == Owner.Closed, Now));
    });

    public ConversationState StateOf(string topic) => Store.Read(session => session.FindConversation(topic)) is { } row ? ConversationState.FromJson(row.State) : new ConversationState();

    /// <summary>Lives through the script, with everything that comes due on the way.</summary>
    public async Task RunUntilAsync(DateTimeOffset end)
    {
        await Store.Ready;
        await _planner.PlanAllAsync(CancellationToken.None);
        while (true)
        {
            while (_script.TryPeek(out var next, out var key) && key.At <= Now)
            {
                _script.Dequeue();
                await next();
            }

            if (Now >= _nextTimer) await _timers.FireDueAsync(CancellationToken.None);
            if (Now >= _nextNotice) await _planner.PlanAllAsync(CancellationToken.None);
            if (Now >= _nextRun || Now >= _nextNotice) await _sender.TickAsync(CancellationToken.None);
            if (Now >= end) return;
            var soonest = Soonest(end);
            Clock.SetUtcNow(soonest > Now ? soonest : Now.AddMilliseconds(1));
        }
    }

    public async ValueTask PostAsync(InboxItem stored, CancellationToken cancellationToken) => await HandleAsync(stored);

    /// <summary>The way to the server takes a while.</summary>
    public void Enqueue(OutboxItem stored) => At(Now.AddMilliseconds(20 + (Random.NextDouble() * Random.NextDouble() * 800)), () => DeliverAsync(stored));

    public ValueTask<Wire.Thread?> FindAsync(string topic, CancellationToken cancellationToken) => new(new Wire.Thread { Uid = "t-" + topic, Topic = topic, Type = ThreadTypes.Group });

    public void Send(Wire.Thread thread, string type, string content, string causeUid)
    {
    }

    public async ValueTask DisposeAsync()
    {
        await Store.StopAsync();
        await _services.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private DateTimeOffset Soonest(DateTimeOffset end)
    {
        var (timer, run) = Store.Read(session => (session.NextTimer(), session.NextRun()));
        (_nextTimer, _nextRun) = (timer ?? DateTimeOffset.MaxValue, run ?? DateTimeOffset.MaxValue);
        if (Now >= _nextNotice) _nextNotice = (Book.Notices ?? []).Min(n => n.Schedule.Next(Now, Book.ZoneOf(n))) ?? DateTimeOffset.MaxValue;
        return ((DateTimeOffset[])[end, _nextTimer, _nextRun, _nextNotice, _script.TryPeek(out _, out var key) ? key.At : end]).Min();
    }

    private async Task ReceiveAsync(InboxItem item)
    {
        if (await Store.WriteAsync(session => session.InsertInbox(item)) is { } seq) await HandleAsync(item with { Seq = seq });
    }

    private async Task HandleAsync(InboxItem item)
    {
        var row = Store.Read(session => session.FindConversation(item.Conversation));
        var thread = row is null ? new Wire.Thread { Topic = item.Conversation, Type = ThreadTypes.Agent } : Wire.Thread.Parser.ParseFrom(row.Thread);
        var outcome = await _runner.RunAsync(item, thread, row?.State ?? "{}", Current!, CancellationToken.None);
        foreach (var stored in (await Store.WriteAsync(session => TurnCommit.Apply(session, outcome, null, _ => false))).Stored) Enqueue(stored);
        Turns.Add((Now, item, outcome.Decision));
        OnTurn?.Invoke(item, outcome.Decision);
    }

    /// <summary>The server takes everything and says so; what a human owns is taken back, as the outbox does at the moment of sending.</summary>
    private Task DeliverAsync(OutboxItem item) => Store.WriteAsync(session =>
    {
        var human = item.Kind == OutboxItem.MessageKind && !item.EvenWhenHumanOwns && session.FindConversation(item.Conversation) is { } row
            && ConversationState.FromJson(row.State).Ownership.Owner == Owner.Human;
        var state = human ? OutboxState.Withdrawn : OutboxState.Confirmed;
        if (session.FinishOutbox(item.Seq, state, "mqtt", human ? "a human owns the conversation" : null, Now) == 0) return;
        if (!human && item.Kind == OutboxItem.MessageKind) Said.Add((Now, Wire.Message.Parser.ParseFrom(item.Payload), item));
        NoticeLedger.OnOutboxFinished(session, item, state, human ? "a human owns the conversation" : null, Now);
    });
}
