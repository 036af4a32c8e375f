using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Weiyu.Bot;
using Weiyu.Bot.Commands;
using Weiyu.Bot.Conversations;
using Weiyu.Bot.Core;
using Weiyu.Bot.Hosting;
using Weiyu.Bot.Outbox;
using Weiyu.Bot.Receiving.CatchingUp;
using Weiyu.Bot.Storage;
using Weiyu.Bot.Telemetry;
using Weiyu.Sandbox;

namespace Weiyu.EndToEnd.Support;

/// <summary>The real host, in this process, pointed at a sandbox or another server by configuration alone.</summary>
internal sealed class BotUnderTest : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly bool _ownsData;

    private BotUnderTest(WebApplication app, string dataPath, bool ownsData) => (_app, DataPath, _ownsData) = (app, dataPath, ownsData);

    /// <summary>The data folder.</summary>
    public string DataPath { get; }

    /// <summary>The host's services.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Where the console listens.</summary>
    public string ConsoleUrl => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>Starts a bot at a sandbox and waits until it is connected.</summary>
    /// <param name="server">The server.</param>
    /// <param name="settings">What differs from the configuration of tests.</param>
    /// <param name="dataPath">A folder to go on with; a new one when null, removed at the end.</param>
    /// <param name="configure">Replaces services.</param>
    /// <param name="wait">Whether to wait until it is ready.</param>
    public static async Task<BotUnderTest> StartAsync(
        SandboxServer server, Dictionary<string, string?>? settings = null, string? dataPath = null, Action<WebApplicationBuilder>? configure = null, bool wait = true)
    {
        var data = dataPath ?? Directory.CreateTempSubdirectory("weiyu-bot-test-").FullName;
        var values = new Dictionary<string, string?>
        {
            ["Weiyu:ApiUrl"] = server.ApiUrl,
            ["Weiyu:MqttUrl"] = server.MqttUrl,
            ["Weiyu:Username"] = server.Data.Bot.Username,
            ["Weiyu:Password"] = server.Data.Bot.Password,
            ["Weiyu:StoreLag"] = server.Options.StoreLag.ToString("c"),
            ["Weiyu:ReconnectMin"] = "00:00:00.2",
            ["Weiyu:ReconnectMax"] = "00:00:01",
            ["Weiyu:LoginRetry"] = "00:00:01",
            ["Bot:DataPath"] = data,
            ["Console:Url"] = "http://127.0.0.1:0",
            ["Logging:LogLevel:Default"] = "Warning",
        };
        foreach (var (key, value) in settings ?? []) values[key] = value;
        if (!values.ContainsKey("Bot:RulesPath")) values["Bot:RulesPath"] = RulesFolder.Echo(data);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        var problems = OptionSections.Check(configuration, needsServer: true);
        Assert.Empty(problems);
        var app = BotHost.Build(configuration, configure);
        RunCommand.Prepare(app.Services);
        await app.StartAsync(TestContext.Current.CancellationToken);
        var bot = new BotUnderTest(app, data, dataPath is null);
        if (wait) await bot.ReadyAsync();
        return bot;
    }

    /// <summary>Waits until the bot is logged in, connected and can store.</summary>
    public Task ReadyAsync() => Eventually.TrueAsync(() => Health.IsReady(_app.Services.GetRequiredService<Health>().Parts()), "the bot is ready");

    /// <summary>Whether the line is up.</summary>
    public bool IsConnected => _app.Services.GetRequiredService<Weiyu.Bot.Delivery.AgentLine>().IsUp;

    /// <summary>Waits until nothing is waiting, being handled or being sent.</summary>
    public Task IdleAsync()
    {
        var hub = _app.Services.GetRequiredService<ConversationHub>();
        var outbox = _app.Services.GetRequiredService<OutboxWorker>();
        return Eventually.TrueAsync(() => hub.Waiting == 0 && outbox.ActiveLanes == 0, "the bot has nothing to do");
    }

    /// <summary>Waits until the histories have been looked through after the last connect, the second time too.</summary>
    public Task CaughtUpAsync()
    {
        var catchUp = _app.Services.GetRequiredService<CatchUp>();
        return Eventually.TrueAsync(() => catchUp.LastCompleted is not null && catchUp.Pending == 0 && IsConnected, "the bot has caught up");
    }

    /// <summary>Whether it has noted that it was started.</summary>
    public bool HasBegun()
    {
        var store = _app.Services.GetRequiredService<Store>();
        return store.Ready.IsCompleted && store.Read(session => session.Meta("started")) is not null;
    }

    /// <summary>How many messages came in.</summary>
    public long Inbox() => Read(session => Convert.ToInt64(session.Scalar("SELECT COUNT(*) FROM inbox"), null));

    /// <summary>How many replies are not confirmed yet.</summary>
    public long Pending() => Read(session => session.PendingSummary().Count);

    /// <summary>The uids of a conversation's replies in the order in which they were decided.</summary>
    public List<string> OrderOf(string topic) =>
        Read(session => session.Query("SELECT uid FROM outbox WHERE conversation = @0 AND kind = 'message' ORDER BY seq", row => row.GetString(0), topic));

    /// <summary>What a message caused to be sent.</summary>
    public List<OutboxItem> OutboxOf(Wire.Message cause) => Read(session => session.OutboxOf(cause.Uid));

    /// <summary>Waits until a message is handled.</summary>
    public Task DecidedAsync(Wire.Message message) =>
        Eventually.TrueAsync(() => Read(session => session.FindDecision(message.Uid)) is not null, $"'{message.Content}' is handled");

    /// <summary>Waits until a message is handled and nothing is being sent.</summary>
    public async Task HandledAsync(Wire.Message message)
    {
        await DecidedAsync(message);
        await IdleAsync();
    }

    /// <summary>What is remembered of a conversation.</summary>
    public ConversationState StateOf(string topic) => Read(session => session.FindConversation(topic)) is { } row ? ConversationState.FromJson(row.State) : new ConversationState();

    /// <summary>Presses the console's button: <c>on</c> or <c>off</c>.</summary>
    public async Task CommandAsync(string topic, string command)
    {
        using var client = new HttpClient { BaseAddress = new Uri(ConsoleUrl) };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/bot/{command}?topic={Uri.EscapeDataString(topic)}");
        request.Headers.Add("X-Weiyu-Console", "1");
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Whether somebody is typing in a conversation, as the bot knows.</summary>
    public bool IsTyping(string topic) =>
        Services.GetRequiredService<ConversationCache>().Peek(topic)?.Typing.Lasts(TimeProvider.System.GetUtcNow()) == true;

    /// <summary>Who owns a conversation.</summary>
    public string OwnerOf(string topic) =>
        Read(session => session.FindConversation(topic)) is { } row ? ConversationState.FromJson(row.State).Ownership.Owner.ToString() : "";

    /// <summary>Stops it in order.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (_ownsData) Directory.Delete(DataPath, recursive: true);
    }

    private T Read<T>(Func<StoreSession, T> read) => _app.Services.GetRequiredService<Store>().Read(read);
}
