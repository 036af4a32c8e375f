using System.Text.Json.Nodes;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Weiyu.Bot.Composition;
using Weiyu.Bot.Conversations;
using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.General;
using Weiyu.Bot.Pipeline;
using Weiyu.Bot.Storage;
using Weiyu.Client.Messages;
using Weiyu.Rules;
using Weiyu.Rules.Model;

namespace Weiyu.Bot.Simulation;

/// <summary>
/// One conversation without a server and without a store: the real pipeline, a clock that is moved by hand, timers that ring when it passes
/// them. Behind <c>chat</c>, the tests of rule files, and what replays recorded conversations.
/// </summary>
internal sealed class ConversationSimulator : IAsyncDisposable
{
    private static readonly BotIdentity Bot = new("user_bot", "bot", "小微", "", "org") { Agent = new AgentIdentity("agent_bot", "小微", "") };

    private readonly ServiceProvider? _services;
    private readonly TurnRunner _runner;
    private readonly SortedDictionary<string, StartTimer> _timers = new(StringComparer.Ordinal);
    private Wire.Thread _thread;
    private string _state = ConversationState.Blank;
    private Owner _owner = Owner.Bot;
    private int _number;

    private ConversationSimulator(IServiceProvider services, ManualClock clock, ServiceProvider? own)
    {
        (_services, Clock, _runner) = (own, clock, services.GetRequiredService<TurnRunner>());
        _thread = new Wire.Thread
        {
            Uid = "thread_simulated", Topic = "org/agent/agent_bot/visitor_simulated", Type = ThreadTypes.Agent, State = ThreadStates.Chatting, Channel = "WEB",
            User = new Wire.User { Uid = "visitor_simulated", Nickname = "访客", Type = UserTypes.Visitor },
        };
    }

    /// <summary>Its clock.</summary>
    public ManualClock Clock { get; }

    /// <summary>What is remembered of the conversation.</summary>
    public ConversationState State => ConversationState.FromJson(_state);

    /// <summary>Begins a conversation.</summary>
    /// <param name="book">The rules.</param>
    /// <param name="configuration">For knowledge and models; empty: without either.</param>
    /// <param name="start">When it begins.</param>
    /// <param name="configure">Replaces services, such as tools.</param>
    public static ConversationSimulator Begin(RuleBook book, IConfiguration configuration, DateTimeOffset start, Action<IServiceCollection>? configure = null)
    {
        var clock = new ManualClock(start);
        var services = Services(book, configuration, clock, configure);
        return new ConversationSimulator(services, clock, services);
    }

    /// <summary>Begins a conversation in services that serve many, one after another.</summary>
    public static ConversationSimulator Begin(IServiceProvider services, ManualClock clock) => new(services, clock, null);

    /// <summary>The services of simulated conversations.</summary>
    public static ServiceProvider Services(RuleBook book, IConfiguration configuration, ManualClock clock, Action<IServiceCollection>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddThinking(configuration);
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
        services.Replace(ServiceDescriptor.Singleton(RuleBookSource.Fixed(book)));
        services.AddSingleton<ISignals, NoSignals>();
        configure?.Invoke(services);
        return services.BuildServiceProvider();
    }

    /// <summary>A configuration without language models: a test must end alike each time, cost nothing, and reach nobody.</summary>
    public static IConfigurationRoot WithoutModels(IConfiguration configuration) => new ConfigurationBuilder()
        .AddConfiguration(configuration)
        .AddInMemoryCollection([new("Llm:Endpoint", ""), new("Llm:Model", ""), new("Llm:EmbeddingModel", "")])
        .Build();

    /// <summary>Changes the thread (its type, the visitor's fields …) before anything is said.</summary>
    public void Change(Action<Wire.Thread> change)
    {
        _thread = _thread.Clone();
        change(_thread);
    }

    /// <summary>Changes the state before anything is said.</summary>
    public void Change(Action<ConversationState> change)
    {
        var state = State;
        change(state);
        _state = state.ToJson();
    }

    /// <summary>The visitor says something; the first time, the conversation opens.</summary>
    public Task<IReadOnlyList<SimulatedTurn>> SayAsync(string text, CancellationToken cancellationToken) => SendAsync(MessageTypes.Text, text, cancellationToken);

    /// <summary>The visitor sends a message of any type.</summary>
    public async Task<IReadOnlyList<SimulatedTurn>> SendAsync(string type, string content, CancellationToken cancellationToken)
    {
        var turns = new List<SimulatedTurn>();
        if (State.Openings == 0 || _owner == Owner.Closed) turns.Add(await RunAsync(new BotEvent(BotEvents.ThreadOpened), cancellationToken));
        turns.Add(await RunAsync(Message(type, content, _thread.User), cancellationToken));
        return turns;
    }

    /// <summary>A human agent says something.</summary>
    public Task<SimulatedTurn> AgentAsync(string text, CancellationToken cancellationToken) => AgentAsync(MessageTypes.Text, text, cancellationToken);

    /// <summary>A human agent sends a message of any type.</summary>
    public Task<SimulatedTurn> AgentAsync(string type, string content, CancellationToken cancellationToken) =>
        RunAsync(Message(type, content, new Wire.User { Uid = "agent_human", Nickname = "林悦", Type = UserTypes.Agent }), cancellationToken);

    /// <summary>Something happens.</summary>
    public Task<SimulatedTurn> RunAsync(BotEvent botEvent, CancellationToken cancellationToken) =>
        RunAsync(InboxItem.Of($"event{++_number:D28}", _thread.Topic, botEvent, Clock.GetUtcNow()), cancellationToken);

    /// <summary>Lets pieces of a message that wait for the rest of their sentence be answered.</summary>
    public async Task<IReadOnlyList<SimulatedTurn>> SettleAsync(CancellationToken cancellationToken) =>
        _timers.TryGetValue(TimerNames.Fragments, out var waiting) ? await WaitAsync(waiting.Due - Clock.GetUtcNow(), cancellationToken) : [];

    /// <summary>Time passes; timers that are due ring in their order.</summary>
    public async Task<IReadOnlyList<SimulatedTurn>> WaitAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var turns = new List<SimulatedTurn>();
        var until = Clock.GetUtcNow() + time;
        while (_timers.Values.Where(t => t.Due <= until).OrderBy(t => t.Due).FirstOrDefault() is { } due)
        {
            _timers.Remove(due.Name);
            if (due.Due > Clock.GetUtcNow()) Clock.Set(due.Due);
            turns.Add(await RunAsync(new BotEvent(BotEvents.Timer, due.Name, new JsonObject { ["value"] = due.Data }), cancellationToken));
        }

        Clock.Set(until);
        return turns;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _services?.DisposeAsync() ?? ValueTask.CompletedTask;

    private InboxItem Message(string type, string content, Wire.User from)
    {
        var now = Clock.GetUtcNow();
        var message = new Wire.Message
        {
            Uid = $"{++_number:D32}", Type = type, Content = content, Status = MessageStatuses.Success, CreatedAt = MessageTime.Write(now), Channel = "WEB", Thread = _thread.Clone(), User = from.Clone(),
        };
        return new InboxItem(message.Uid, _thread.Topic, InboxKind.Message, message.ToByteArray(), now) { SentAt = now };
    }

    /// <summary>Handles something that was recorded.</summary>
    public async Task<SimulatedTurn> RunAsync(InboxItem item, CancellationToken cancellationToken)
    {
        var outcome = await _runner.RunAsync(item, _thread, _state, Bot, cancellationToken);
        (_thread, _state, _owner) = (outcome.Thread, outcome.StateJson, outcome.Owner);
        foreach (var effect in outcome.Effects)
        {
            if (effect is StartTimer start) _timers[start.Name] = start;
            else if (effect is CancelTimer cancel) _timers.Remove(cancel.Name);
        }

        return new SimulatedTurn(outcome, [.. outcome.Outbox.Where(o => o.Kind == OutboxItem.MessageKind).Select(o => o.Message!)]);
    }

    private sealed class NoSignals : ISignals
    {
        public void Send(Wire.Thread thread, string type, string content, string causeUid)
        {
            // Nobody is looking.
        }
    }
}

/// <summary>A turn of a simulated conversation.</summary>
/// <param name="Outcome">What came of it.</param>
/// <param name="Sent">The messages that would have been sent.</param>
internal sealed record SimulatedTurn(TurnOutcome Outcome, IReadOnlyList<Wire.Message> Sent);
