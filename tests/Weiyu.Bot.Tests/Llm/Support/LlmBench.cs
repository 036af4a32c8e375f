using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.Llm;
using Weiyu.Bot.Handlers.Tools;
using Weiyu.Bot.Pipeline;
using Weiyu.Client.Messages;
using Weiyu.Knowledge;

namespace Weiyu.Bot.Tests.Llm.Support;

/// <summary>The model's handler with everything real around it, against the misbehaving server; what comes after it in the pipeline is a stand-in that answers in one word.</summary>
internal sealed class LlmBench : IAsyncDisposable
{
    public const string ElseReply = "ELSE";
    public const string HandoffReply = "HANDOFF";

    private static int _uid;

    private readonly ServiceProvider _services;
    private readonly string _folder;
    private readonly ActivityListener _listener;

    private LlmBench(MisbehavingModelServer server, IEnumerable<(string Key, string Value)> settings, TimeProvider? time, string? persona, IEnumerable<ITool> tools, Action<IServiceCollection>? more)
    {
        Server = server;
        _folder = Directory.CreateTempSubdirectory("weiyu-llm-").FullName;
        if (persona is not null) File.WriteAllText(Path.Combine(_folder, "persona.md"), persona);
        var values = new Dictionary<string, string?>
        {
            ["Bot:RulesPath"] = _folder, ["Llm:Endpoint"] = server.Endpoint, ["Llm:Model"] = "small", ["Llm:ApiKey"] = "key-that-stays-secret", ["Llm:Retries"] = "0",
        };
        foreach (var (key, value) in settings) values[key] = value;
        var services = new ServiceCollection();
        services.AddLogging(l => l.SetMinimumLevel(LogLevel.Trace).AddProvider(Logs));
        if (time is not null) services.AddSingleton(time);
        services.AddSingleton<IToolCatalog>(new Catalog(tools));
        services.AddLlm(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
        more?.Invoke(services);
        _services = services.BuildServiceProvider();
        Handler = _services.GetRequiredService<LlmHandler>();
        _listener = new ActivityListener { ShouldListenTo = _ => true, Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData, ActivityStopped = Keep };
        ActivitySource.AddActivityListener(_listener);
    }

    public MisbehavingModelServer Server { get; }

    public LlmHandler Handler { get; }

    public IServiceProvider Services => _services;

    public CapturedLogs Logs { get; } = new();

    /// <summary>All tags and events of all spans that ended meanwhile.</summary>
    public ConcurrentQueue<string> Tags { get; } = new();

    public static async Task<LlmBench> StartAsync(
        IEnumerable<(string Key, string Value)>? settings = null, TimeProvider? time = null, string? persona = null, IEnumerable<ITool>? tools = null, Action<IServiceCollection>? more = null) =>
        new(await MisbehavingModelServer.StartAsync(), settings ?? [], time, persona, tools ?? [], more);

    /// <summary>A turn with a question that a rule left open.</summary>
    public TurnContext Turn(string question, IReadOnlyList<Passage>? passages = null, IReadOnlyList<string>? tools = null, IEnumerable<RecentTurn>? recent = null, string locale = "zh", TimeSpan? deadline = null, double? minScore = null)
    {
        var uid = $"q{Interlocked.Increment(ref _uid)}";
        var thread = new Wire.Thread { Uid = "t1", Topic = "org/agent/a1/v1", Type = ThreadTypes.Agent };
        var turn = new TurnContext
        {
            CauseUid = uid,
            Message = new Wire.Message { Uid = uid, Type = MessageTypes.Text, Content = question, Thread = thread },
            Thread = thread,
            State = new ConversationState { Locale = locale, Recent = [.. recent ?? []] },
            Bot = new BotIdentity("u1", "bot", "小微", "", "o1"),
            Now = DateTimeOffset.UnixEpoch,
            Signals = new Signals(),
            Decision = new Decision { Uid = uid },
            Text = question,
            AnswerRequest = new AnswerRequest("kb", "", minScore, deadline, "fallback") { Tools = tools ?? [] },
            Passages = passages ?? [],
        };
        return turn;
    }

    /// <summary>Runs a turn through the handler and the stand-in.</summary>
    public async Task<TurnContext> RunAsync(TurnContext turn, CancellationToken token)
    {
        await Handler.HandleAsync(turn, Rest, token);
        return turn;
    }

    public Task<TurnContext> AskAsync(string question, IReadOnlyList<Passage>? passages = null, IReadOnlyList<string>? tools = null, IEnumerable<RecentTurn>? recent = null, string locale = "zh") =>
        RunAsync(Turn(question, passages, tools, recent, locale), Xunit.TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _services.DisposeAsync();
        await Server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Advances the clock in small steps until something has happened.</summary>
    public static async Task PumpAsync(FakeTimeProvider time, Task until)
    {
        while (!until.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(50));
            // Gives the network its time: the next step is taken when the thread pool has run what was due.
            for (var i = 0; i < 50 && !until.IsCompleted; i++) await Task.Yield();
            await Task.WhenAny(until, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System));
        }

        await until;
    }

    /// <summary>What comes after the handler.</summary>
    public static ValueTask Rest(TurnContext turn, CancellationToken token)
    {
        if (turn.HandoffRequest is not null) turn.Say(HandoffReply);
        else if (!turn.HasReply) turn.Say(ElseReply);
        return ValueTask.CompletedTask;
    }

    private void Keep(Activity activity)
    {
        Tags.Enqueue(activity.DisplayName);
        foreach (var (key, value) in activity.TagObjects) Tags.Enqueue($"{key}={value}");
        foreach (var happened in activity.Events) Tags.Enqueue($"{happened.Name} {string.Join(' ', happened.Tags.Select(t => $"{t.Key}={t.Value}"))}");
        if (activity.StatusDescription is { } status) Tags.Enqueue(status);
    }

    private sealed class Catalog(IEnumerable<ITool> tools) : IToolCatalog
    {
        public IReadOnlyDictionary<string, ITool> Tools { get; } = tools.ToDictionary(t => t.Name);
    }
}

/// <summary>Remembers signals.</summary>
internal sealed class Signals : ISignals
{
    public ConcurrentQueue<(string Type, string Cause)> Sent { get; } = new();

    public void Send(Wire.Thread thread, string type, string content, string causeUid) => Sent.Enqueue((type, causeUid));
}

/// <summary>A tool that remembers its calls.</summary>
internal sealed class FakeTool(string name, Func<JsonObject, ToolResult> answer, params string[] parameters) : ITool
{
    public ConcurrentQueue<string> Calls { get; } = new();

    public string Name => name;

    public string Description => $"Does {name}";

    public JsonObject Parameters { get; } = new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject(parameters.Select(p => KeyValuePair.Create(p, (JsonNode?)new JsonObject { ["type"] = "string" }))),
        ["required"] = new JsonArray([.. parameters.Select(p => (JsonNode)p)]),
    };

    public Task<ToolResult> CallAsync(JsonObject arguments, ToolCall call, CancellationToken cancellationToken)
    {
        Calls.Enqueue(arguments.ToJsonString(new System.Text.Json.JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        return Task.FromResult(answer(arguments));
    }
}

/// <summary>All labels of all measurements that a factory's meters make meanwhile.</summary>
internal sealed class Labels : IDisposable
{
    private readonly MeterListener _listener = new();

    public Labels(IMeterFactory factory)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // Meters of the same name belong to other tests.
            if (instrument.Meter.Scope == factory) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, _, tags, _) => Keep(tags));
        _listener.SetMeasurementEventCallback<int>((_, _, tags, _) => Keep(tags));
        _listener.SetMeasurementEventCallback<double>((_, _, tags, _) => Keep(tags));
        _listener.Start();
    }

    public ConcurrentQueue<string> Seen { get; } = new();

    public void Dispose() => _listener.Dispose();

    private void Keep(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var (key, value) in tags) Seen.Enqueue($"{key}={value}");
    }
}

/// <summary>All log lines at all levels, with their arguments.</summary>
internal sealed class CapturedLogs : ILoggerProvider
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(CapturedLogs logs, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            logs.Lines.Enqueue($"{logLevel} {category}: {formatter(state, exception)} {exception}");
    }
}

/// <summary>What tests say of a turn.</summary>
internal static class Turns
{
    /// <summary>What the visitor reads.</summary>
    public static IReadOnlyList<string> Said(this TurnContext turn) => [.. turn.Effects.OfType<SendMessage>().Select(s => s.PlainText ?? s.Content)];

    /// <summary>The one thing that the visitor reads.</summary>
    public static string Reply(this TurnContext turn) => Xunit.Assert.Single(turn.Said());

    /// <summary>The decision as one text.</summary>
    public static string Why(this TurnContext turn) => $"{turn.Decision.Outcome} {turn.Decision.Source} {string.Join(" | ", turn.Decision.Steps.Select(s => s.What))}";

    /// <summary>A passage.</summary>
    public static Passage Passage(string text, double score = 0.4, string source = "faq.md#q", string? answer = null) => new(source, source, "标题", text) { Score = score, Answer = answer, Locale = "zh" };
}
