using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Conversations;
using Weiyu.Bot.Core;
using Weiyu.Bot.Scheduling;
using Weiyu.Bot.Scheduling.Ledger;
using Weiyu.Bot.Scheduling.Notices;
using Weiyu.Bot.Scheduling.Timers;
using Weiyu.Bot.Storage;
using Weiyu.Bot.Tests.Calendars;
using Weiyu.Rules.Calendars;
using Weiyu.Rules.Notices;

namespace Weiyu.Bot.Tests.Scheduling;

/// <summary>Everything of scheduling on a database of its own, with a clock that the test moves and a server that notes what arrives.</summary>
internal sealed class NoticeBench : IAsyncDisposable
{
    public const string Account = "bot-user";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("weiyu-notices-");
    private readonly DataFolder _data;
    private readonly bool _ownsDatabase;
    private Database _database;

    public NoticeBench(string now, Database? database = null, FakeTimeProvider? clock = null)
    {
        Clock = clock ?? new FakeTimeProvider(DateTimeOffset.Parse(now, null));
        _ownsDatabase = database is null;
        _data = new DataFolder(_folder.FullName);
        _database = database ?? new Database(StoreProvider.Sqlite, Path.Combine(_folder.FullName, "bot.db"));
        Open();
    }

    public FakeTimeProvider Clock { get; }

    public string DatabaseFile => Path.Combine(_folder.FullName, "bot.db");

    public FakeBook Book { get; set; } = new();

    public FakeServer Server { get; set; } = new();

    public Store Store { get; private set; } = null!;

    public NoticePlanner Planner { get; private set; } = null!;

    public NoticeSender Sender { get; private set; } = null!;

    public NoticeDesk Desk { get; private set; } = null!;

    public TimerService Timers { get; private set; } = null!;

    public FakeFeed Feed { get; } = new();

    public SchedulingWake Wake { get; } = new();

    public DateTimeOffset Now => Clock.GetUtcNow();

    /// <summary>Begins anew on the same database, as after a kill: nothing of the process before is asked or told.</summary>
    public void Open()
    {
        Store = new Store(_database, _data, Options.Create(new StoreOptions()), TimeProvider.System, NullLogger<Store>.Instance);
        Store.Start();
        var identity = new FakeIdentity();
        var audiences = new NoticeAudienceResolver(new StoreLedger(Store), Book, Clock);
        Planner = new NoticePlanner(Book, Store, Wake, Clock, NullLogger<NoticePlanner>.Instance);
        var composer = new NoticeComposer(Book, Server, new MessageFactory(new WeiyuSettings("web", WorkCalendar.DefaultZone())));
        var dispatch = new NoticeDispatch(composer, Store, Server, new SentUids(), Clock);
        Sender = new NoticeSender(Book, new NoticeFiller(audiences, Store, Clock), dispatch, Store, identity, Clock, NullLogger<NoticeSender>.Instance);
        Desk = new NoticeDesk(Book, audiences, new StoreLedger(Store), Wake, Clock);
        Timers = new TimerService(Store, Feed, Wake, Clock, NullLogger<TimerService>.Instance);
    }

    /// <summary>Goes on with another database file.</summary>
    public async Task ReplaceDatabaseAsync(string file)
    {
        await Store.DisposeAsync();
        _database.Dispose();
        _database = new Database(StoreProvider.Sqlite, file);
        Open();
    }

    /// <summary>Takes rules over, as a reload does.</summary>
    public async Task UseAsync(string notices, string calendar = "timezone: Asia/Shanghai")
    {
        await Store.Ready;
        Book.Load(notices, calendar);
        await Planner.PlanAllAsync(CancellationToken.None);
    }

    /// <summary>Makes conversations known.</summary>
    public Task AddAsync(int count, Action<int, ConversationState>? change = null, int first = 0) => Store.WriteAsync(session =>
    {
        for (var i = first; i < first + count; i++)
        {
            var state = new ConversationState { LastVisitorAt = Now.AddHours(-1), LastActivityAt = Now.AddHours(-1), Locale = "zh" };
            change?.Invoke(i, state);
            Save(session, Topic(i), state);
        }
    });

    public static string Topic(int i) => $"org/agent/a1/v{i:00000}";

    public void Save(StoreSession session, string topic, ConversationState state, bool closed = false) => Save(session, topic, state, closed, Now);

    public static void Save(StoreSession session, string topic, ConversationState state, bool closed, DateTimeOffset now)
    {
        var thread = new Wire.Thread { Uid = "t-" + topic, Topic = topic, Type = "AGENT", Channel = "web", User = new Wire.User { Uid = topic.Split('/')[^1], Nickname = "访客" } };
        session.SaveConversation(new ConversationRow(topic, thread.ToByteArray(), state.ToJson(), closed, now));
    }

    /// <summary>Does all that can be done at this moment.</summary>
    public async Task TickAsync(CancellationToken cancellationToken = default)
    {
        await Store.Ready;
        await Planner.PlanAllAsync(cancellationToken);
        while (await Sender.TickAsync(cancellationToken) is { } next && next <= Now)
        {
        }
    }

    /// <summary>Lets time pass, doing what is due at each moment at which something is, until <paramref name="until"/>.</summary>
    /// <param name="confirm">Whether the server confirms at once what it gets.</param>
    public async Task RunUntilAsync(string until, bool confirm = true, CancellationToken cancellationToken = default)
    {
        var end = DateTimeOffset.Parse(until, null);
        while (true)
        {
            await TickAsync(cancellationToken);
            if (confirm) await ConfirmAsync();
            if (Now >= end) return;
            var next = NextEvent() is { } soon && soon < end ? soon : end;
            Clock.SetUtcNow(next > Now ? next : Now.AddMilliseconds(1));
        }
    }

    /// <summary>The server says that it has everything that it has.</summary>
    public Task ConfirmAsync() => EndAsync(OutboxState.Confirmed, null);

    /// <summary>What is pending ends so.</summary>
    public Task EndAsync(OutboxState state, string? error) => Store.WriteAsync(session =>
    {
        foreach (var conversation in session.PendingConversations(DateTimeOffset.MaxValue))
        {
            foreach (var item in session.PendingOutbox(conversation, 0, 1_000))
            {
                if (state == OutboxState.Confirmed) Server.Deliver(item);
                session.FinishOutbox(item.Seq, state, "mqtt", error, Now);
                NoticeLedger.OnOutboxFinished(session, item, state, error, Now);
            }
        }
    });

    public List<NoticeRun> Runs(string? notice = null) => Store.Read(session => session.ListRuns(notice, 1_000));

    public List<LedgerRow> Targets(NoticeRun run) => Store.Read(session => session.Targets(run.Notice, run.Occurrence, 100_000));

    public Dictionary<LedgerState, long> Count(NoticeRun run) => Store.Read(session => session.CountTargets(run.Notice, run.Occurrence));

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        if (_ownsDatabase) _database.Dispose();
        _data.Dispose();
        _folder.Delete(recursive: true);
    }

    private DateTimeOffset? NextEvent()
    {
        var next = Store.Read(session => session.NextRun());
        foreach (var notice in Book.Notices ?? [])
        {
            if (notice.Schedule.Next(Now, Book.ZoneOf(notice)) is { } due && (next is null || due < next)) next = due;
        }

        return next;
    }

    internal sealed class FakeBook : INoticeBook
    {
        public event Action? Changed;

        public IReadOnlyList<NoticeDefinition>? Notices { get; private set; }

        public WorkCalendar Calendar { get; private set; } = WorkCalendar.AlwaysOpen;

        public Func<string> Locale { get; set; } = () => "zh";

        public string DefaultLocale => Locale();

        public string? Folder { get; set; }

        public void Load(string notices, string calendar)
        {
            (Notices, Calendar) = (NoticeParserTests.Read(notices), CalendarTests.Read(calendar));
            Changed?.Invoke();
        }
    }

    internal sealed class FakeServer : IOutboxFeed, INoticeThreads
    {
        public Action<OutboxItem>? OnEnqueue { get; set; }

        /// <summary>What arrived: the uid of each message, how often, by topic.</summary>
        public Dictionary<string, List<string>> Arrived { get; } = new(StringComparer.Ordinal);

        public List<Wire.Message> Messages { get; } = [];

        public void Enqueue(OutboxItem stored) => OnEnqueue?.Invoke(stored);

        public void Deliver(OutboxItem item)
        {
            var message = Wire.Message.Parser.ParseFrom(item.Payload);
            Messages.Add(message);
            if (!Arrived.TryGetValue(message.Thread.Topic, out var uids)) Arrived[message.Thread.Topic] = uids = [];
            uids.Add(message.Uid);
        }

        public Func<string, Wire.Thread?> Threads { get; set; } = topic => new Wire.Thread { Uid = "t-" + topic, Topic = topic, Type = "GROUP" };

        public ValueTask<Wire.Thread?> FindAsync(string topic, CancellationToken cancellationToken) => new(Threads(topic));
    }

    internal sealed class FakeFeed : IConversationFeed
    {
        public List<InboxItem> Posted { get; } = [];

        public Action<InboxItem>? OnPost { get; set; }

        public ValueTask PostAsync(InboxItem stored, CancellationToken cancellationToken)
        {
            lock (Posted) Posted.Add(stored);
            OnPost?.Invoke(stored);
            return ValueTask.CompletedTask;
        }
    }

    internal sealed class FakeIdentity : IBotIdentitySource
    {
        public BotIdentity? Current { get; set; } = new(Account, "bot", "小助手", "", "org1") { Agent = new AgentIdentity("a1", "客服小微", "") };
    }
}
