using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Weiyu.Bot.Handlers.Llm.Models;
using Weiyu.Bot.Handlers.Tools;
using Weiyu.Bot.Pipeline;
using Weiyu.Bot.Core;
using Weiyu.Client.Messages;
using Weiyu.Knowledge;

namespace Weiyu.Bot.Handlers.Llm.Evaluation;

/// <summary>
/// Holds the conversations of guard files with the real handler, prompt, guards and tools; only the model, the tools' other ends and what comes after the handler
/// are stand-ins. The settings are those of the configuration, but for the house of the file.
/// </summary>
internal sealed class GuardRunner : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly ObedientModel _model = new();
    private readonly CaseTools _tools = new();
    private readonly LlmHandler _handler;
    private readonly ChangeDialogue _changes;
    private readonly GuardFile _file;
    private readonly string _folder;

    /// <summary>A runner for one file.</summary>
    public GuardRunner(GuardFile file, IConfiguration configuration)
    {
        _file = file;
        _folder = Directory.CreateTempSubdirectory("weiyu-guards-").FullName;
        File.WriteAllText(Path.Combine(_folder, "persona.md"), file.Persona);
        var house = new Dictionary<string, string?> { ["Bot:RulesPath"] = _folder, ["Llm:Endpoint"] = "http://model.invalid/v1", ["Llm:Model"] = "obedient", ["Llm:CacheFor"] = "0", ["Llm:Retries"] = "0", ["Llm:TokensPerDay"] = "0" };
        for (var i = 0; i < file.Hosts.Count; i++) house[$"Llm:AllowedHosts:{i}"] = file.Hosts[i];
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<ModelTransport>(_model);
        services.AddSingleton<IToolCatalog>(_tools);
        services.AddSingleton<TimeProvider>(new HouseTime(file.Now));
        services.AddLlm(new ConfigurationBuilder().AddConfiguration(configuration).AddInMemoryCollection(house).Build());
        _services = services.BuildServiceProvider();
        _handler = _services.GetRequiredService<LlmHandler>();
        _changes = _services.GetRequiredService<ChangeDialogue>();
    }

    /// <summary>Runs all cases, one after the other.</summary>
    public async Task<List<GuardResult>> RunAsync(CancellationToken cancellationToken)
    {
        var results = new List<GuardResult>();
        foreach (var item in _file.Cases) results.Add(await RunAsync(item, cancellationToken));
        return results;
    }

    /// <summary>Runs one case.</summary>
    public async Task<GuardResult> RunAsync(GuardCase item, CancellationToken cancellationToken)
    {
        _tools.Use(item.Tools);
        var state = new ConversationState { Locale = item.Locale };
        var (said, reasons) = (new List<string>(), new List<string>());
        var thread = new Wire.Thread { Uid = $"guard-{item.Id}", Topic = $"org/agent/a/{item.Id}", Type = ThreadTypes.Agent, User = new Wire.User { Uid = "visitor-1", Nickname = item.Nickname } };
        for (var i = 0; i < item.Turns.Count; i++)
        {
            var turn = Turn(item, item.Turns[i], thread, state, $"{item.Id}-{i}");
            _model.Follow(item.Turns[i].Model);
            await _changes.HandleAsync(turn, async (t, token) => await _handler.HandleAsync(t, static (_, _) => ValueTask.CompletedTask, token), cancellationToken);
            var reply = string.Join('\n', turn.Effects.OfType<SendMessage>().Where(s => s.To is null).Select(s => s.PlainText ?? s.Content));
            said.Add(reply);
            reasons.Add(string.Join(" | ", turn.Decision.Steps.Select(s => s.What)));
            state.Remember("visitor", item.Turns[i].Ask, turn.Now);
            state.Remember("bot", reply, turn.Now);
        }

        return GuardResult.Of(item, said, reasons, _tools.Ran);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private TurnContext Turn(GuardCase item, GuardTurn said, Wire.Thread thread, ConversationState state, string uid) => new()
    {
        CauseUid = uid,
        Message = new Wire.Message { Uid = uid, Type = MessageTypes.Text, Content = said.Ask, Thread = thread },
        Thread = thread,
        State = state,
        Bot = new BotIdentity("u1", "bot", "小微", "", "o1"),
        Now = _file.Now,
        Signals = new Silent(),
        Decision = new Decision { Uid = uid },
        Text = said.Ask,
        AnswerRequest = new AnswerRequest("kb", "", null, null, "fallback") { Tools = [.. item.Tools.Select(t => t.Definition.Name)] },
        Passages = [.. item.Passages.Select((p, i) => new Passage($"p{i}", $"p{i}.md", "", p) { Score = Math.Max(0, item.Score - (0.02 * i)), Locale = item.Locale })],
    };

    private sealed class Silent : ISignals
    {
        public void Send(Wire.Thread thread, string type, string content, string causeUid)
        {
        }
    }

    /// <summary>The house's wall clock; time-outs run by the machine's.</summary>
    private sealed class HouseTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }

    private sealed class CaseTools : IToolCatalog
    {
        private readonly ConcurrentQueue<(string Tool, string Arguments)> _ran = new();

        public IReadOnlyDictionary<string, ITool> Tools { get; private set; } = new Dictionary<string, ITool>();

        public IReadOnlyList<(string Tool, string Arguments)> Ran => [.. _ran];

        public void Use(IReadOnlyList<GuardTool> tools)
        {
            _ran.Clear();
            Tools = tools.ToDictionary(t => t.Definition.Name, t => (ITool)new CaseTool(t, _ran));
        }
    }

    private sealed class CaseTool(GuardTool tool, ConcurrentQueue<(string Tool, string Arguments)> ran) : ITool
    {
        public string Name => tool.Definition.Name;

        public string Description => tool.Definition.Description;

        public JsonObject Parameters { get; } = HttpTool.SchemaOf(tool.Definition);

        public ToolPolicy Policy { get; } = HttpTool.PolicyOf(tool.Definition);

        public Task<ToolResult> CallAsync(JsonObject arguments, ToolCall call, CancellationToken cancellationToken)
        {
            ran.Enqueue((Name, arguments.ToJsonString()));
            return Task.FromResult(ToolOwner.Check(tool.Definition.Owner, ToolResult.Success(tool.Result?.DeepClone()), call));
        }
    }
}
