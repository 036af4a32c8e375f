using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Weiyu.Bot.Conversations;
using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.Tools;
using Weiyu.Bot.Hosting;
using Weiyu.Bot.Outbox;
using Weiyu.Bot.Receiving;
using Weiyu.Bot.Receiving.CatchingUp;
using Weiyu.Bot.Scheduling.Timers;
using Weiyu.Bot.Storage;
using Weiyu.Client.Rest;

namespace Weiyu.Bot.Tests.People.Support;

/// <summary>
/// The real program (receiver, mailboxes, pipeline, store, timers, outbox) in simulated time, with the server as a list. Whoever drives it
/// waits after each step until everything has been done that can be done without the clock or a model, so that a seed gives the same story.
/// </summary>
internal sealed class PeopleWorld : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>As often as the program itself looks for what was left.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("weiyu-people-");
    private readonly Database _database = new(StoreProvider.Memory, "");
    private readonly Dictionary<string, string?> _settings;
    private WebApplication? _app;
    private CancellationTokenSource _running = new();
    private Task _receiving = Task.CompletedTask;
    private int _idleTimers;

    private PeopleWorld(DateTimeOffset start, string rules, Dictionary<string, string?>? settings)
    {
        Clock = new CountingTime(start);
        Server = new ListServer(Clock);
        File.WriteAllText(Path.Combine(_folder.CreateSubdirectory("rules").FullName, "rules.yaml"), rules);
        _settings = new()
        {
            ["Bot:RulesPath"] = Path.Combine(_folder.FullName, "rules"), ["Bot:DataPath"] = Path.Combine(_folder.FullName, "data"), ["Store:Provider"] = "Memory",
            ["Console:Url"] = "", ["Weiyu:Username"] = "bot", ["Weiyu:Password"] = "x", ["Logging:LogLevel:Default"] = "None", ["Bot:Fragments:Window"] = "0",
        };
        foreach (var (key, value) in settings ?? []) _settings[key] = value;
    }

    public static BotIdentity Bot { get; } = new("user_bot", "bot", "小微", "", "org") { Agent = new AgentIdentity("agent_bot", "小微", "") };

    public CountingTime Clock { get; }

    public ListServer Server { get; }

    /// <summary>Models that are thinking, by the question that they think about.</summary>
    public SlowTool Model { get; } = new();

    public DateTimeOffset Now => Clock.GetUtcNow();

    public T Get<T>()
        where T : notnull => _app!.Services.GetRequiredService<T>();

    public static async Task<PeopleWorld> StartAsync(DateTimeOffset start, string rules, Dictionary<string, string?>? settings = null)
    {
        var world = new PeopleWorld(start, rules, settings);
        await world.StartAsync();
        return world;
    }

    /// <summary>A message comes in live.</summary>
    public async Task ReceiveAsync(Wire.Message message)
    {
        if (!Client.Messages.MessageTypes.IsEphemeral(message.Type) && !Client.Messages.MessageTypes.IsReceipt(message.Type)) Server.Keep(message);
        await Get<MessageReceiver>().TakeAsync(message, Bot, null);
        await SettleAsync();
    }

    /// <summary>The server's list of threads is looked through.</summary>
    public async Task LookAsync(ThreadInfo thread)
    {
        await Get<ThreadWatch>().LookAsync([thread], CancellationToken.None);
        await SettleAsync();
    }

    /// <summary>The console's button.</summary>
    public async Task CommandAsync(string topic, string command)
    {
        var item = InboxItem.Of(Guid.NewGuid().ToString("N"), topic, new BotEvent(BotEvents.Command, command), Now) with { IsHumanSign = command == BotEvents.Off };
        await Get<ConversationHub>().TakeAsync(item, CancellationToken.None);
        await SettleAsync();
    }

    /// <summary>Time passes; whatever falls due on the way happens at its time.</summary>
    /// <param name="before">Called before each step of the clock takes effect, with the time that it goes to.</param>
    public async Task PassAsync(TimeSpan time, Action<DateTimeOffset>? before = null)
    {
        var end = Now + time;
        while (Now < end)
        {
            var due = Get<Store>().Read(session => session.NextTimer()) ?? end;
            var step = Now + TimeSpan.FromSeconds(45);
            var next = new[] { end, due > Now ? due : Now.AddMilliseconds(1), step }.Min();
            before?.Invoke(next);
            Clock.SetUtcNow(next);
            await SettleAsync();
            await Get<TimerService>().FireDueAsync(CancellationToken.None);
            await Get<OutboxWorker>().ResumeAsync(Now - Heartbeat, CancellationToken.None);
            await SettleAsync();
        }
    }

    /// <summary>The program is stopped in the middle of whatever it does, and started again.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    public ConversationState StateOf(string topic) => Get<Store>().Read(session => session.FindConversation(topic)) is { } row ? ConversationState.FromJson(row.State) : new();

    /// <summary>Waits until everything is done that can be done now.</summary>
    public async Task SettleAsync()
    {
        var (hub, outbox, journal, cache) = (Get<ConversationHub>(), Get<OutboxWorker>(), Get<Journal>(), Get<ConversationCache>());
        var give = TimeProvider.System.GetTimestamp();
        for (var quiet = 0; quiet < 2;)
        {
            var thinking = Model.Thinking;
            // A reply also waits where the word of a human ("/bot on") made the model think.
            var isQuiet = journal.UnderWay == 0 && hub.Active == thinking && (outbox.ActiveLanes == 0 || outbox.ActiveLanes <= Clock.Waiting - _idleTimers + Model.Topics.Count(topic => outbox.IsBusy(topic) && cache.Peek(topic) is { HasSigns: true })) && Model.Thinking == thinking;
            quiet = isQuiet ? quiet + 1 : 0;
            // Where nothing is being sent, whatever is set is no sender's.
            if (isQuiet && outbox.ActiveLanes == 0) _idleTimers = Clock.Waiting;
            if (isQuiet) continue;
            await Task.Yield();
            if (TimeProvider.System.GetElapsedTime(give) > Patience)
                Assert.Fail($"Stuck: {journal.UnderWay} under way, {hub.Active} mailboxes of which {Model.Thinking} wait for a model, {outbox.ActiveLanes} lanes, {Clock.Waiting - _idleTimers} wait for the clock");
        }
    }

    /// <summary>Whether something comes about without the clock: what is under way on other threads may take its time.</summary>
    public static async Task<bool> ComesAboutAsync(Func<bool> condition)
    {
        var give = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(give) > Patience) return false;
            await Task.Yield();
        }

        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _database.Dispose();
        _running.Dispose();
        Server.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task StartAsync()
    {
        _running = new CancellationTokenSource();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(_settings).Build();
        Assert.Empty(OptionSections.Check(configuration, needsServer: true));
        _app = BotHost.Build(configuration, builder =>
        {
            var services = builder.Services;
            services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
            services.Replace(ServiceDescriptor.Singleton(_database));
            services.Replace(ServiceDescriptor.Singleton(s => ActivatorUtilities.CreateInstance<Store>(s, TimeProvider.System)));
            services.Replace(ServiceDescriptor.Singleton(_ => new WeiyuRestClient(
                new HttpClient(Server, disposeHandler: false), WeiyuCredentials.Password("bot", "x"), new WeiyuRestOptions { ApiUrl = new Uri("http://list/"), DeviceUid = "d" }, TimeProvider.System)));
            services.AddSingleton<ITool>(Model);
        });
        var store = Get<Store>();
        store.Start();
        await store.Ready;
        Get<BotIdentityStore>().Set(Bot);
        var (journal, backlog, outbox) = (Get<Journal>(), Get<Backlog>(), Get<OutboxWorker>());
        _receiving = journal.RunAsync(_running.Token);
        var left = store.Read(session => session.LastInbox());
        _ = Get<ConversationHub>();
        _idleTimers = Clock.Waiting;
        await backlog.HoldForHumansAsync(left, CancellationToken.None);
        await outbox.ResumeAsync(Now.AddMilliseconds(1), CancellationToken.None);
        await backlog.ResumeAsync(left, CancellationToken.None);
        await SettleAsync();
    }

    private async Task StopAsync()
    {
        if (_app is null) return;
        await _running.CancelAsync();
        await Task.WhenAny(_receiving);
        await Get<ConversationHub>().StopAsync(TimeSpan.Zero);
        await Get<OutboxWorker>().StopAsync(TimeSpan.Zero);
        await Get<Store>().StopAsync();
        await _app.DisposeAsync();
        _running.Dispose();
        _app = null;
    }
}

/// <summary>A model that thinks until it is told to answer.</summary>
internal sealed class SlowTool : ITool
{
    private readonly ConcurrentDictionary<string, Thought> _thinking = new(StringComparer.Ordinal);

    public string Name => "model";

    public string Description => "Thinks.";

    public JsonObject Parameters { get; } = [];

    /// <summary>How many questions it thinks about. One that was interrupted counts no longer, though its turn has still to end.</summary>
    public int Thinking => _thinking.Values.Count(t => !t.Interrupted.IsCancellationRequested);

    /// <summary>Where it thinks.</summary>
    public IEnumerable<string> Topics => _thinking.Where(t => !t.Value.Interrupted.IsCancellationRequested).Select(t => t.Key);

    /// <summary>Whether it thinks in a conversation.</summary>
    public bool IsThinking(string topic) => _thinking.TryGetValue(topic, out var thought) && !thought.Interrupted.IsCancellationRequested;

    /// <summary>Whether it answers without thinking.</summary>
    public bool AnswersAtOnce { get; set; }

    /// <summary>It has an answer.</summary>
    public void Answer(string topic)
    {
        if (_thinking.TryRemove(topic, out var thought)) thought.Answer.TrySetResult();
    }

    public async Task<ToolResult> CallAsync(JsonObject arguments, ToolCall call, CancellationToken cancellationToken)
    {
        if (AnswersAtOnce) return ToolResult.Success("thought");
        var thought = new Thought(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), cancellationToken);
        _thinking[call.Thread.Topic] = thought;
        try
        {
            await thought.Answer.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            _thinking.TryRemove(KeyValuePair.Create(call.Thread.Topic, thought));
        }

        return ToolResult.Success("thought");
    }

    private sealed record Thought(TaskCompletionSource Answer, CancellationToken Interrupted);
}
