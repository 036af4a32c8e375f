using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Google.Protobuf;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Weiyu.Bot;
using Weiyu.Bot.Commands;
using Weiyu.Bot.Hosting;
using Weiyu.Bot.Telemetry;
using Weiyu.Client.Messages;
using Weiyu.Sandbox;

namespace Weiyu.Benchmarks.Echo;

/// <summary>
/// The whole bot (journal, rules, outbox, publish) against a bare MQTTnet client that moves the same packets (DELIVERED, READ, TYPING and the
/// reply for each question) through the same broker, in one run; and the same bot with its store in memory.
/// </summary>
internal static class EchoBench
{
    private const int Threads = 200;

    /// <summary>Runs it.</summary>
    public static async Task RunAsync(TextWriter output, int questions, int rounds, CancellationToken cancellationToken)
    {
        await using var broker = await Broker.StartAsync(cancellationToken);
        await using var server = await SandboxServer.StartAsync(SandboxOptions.Ephemeral with { StoreLag = TimeSpan.FromMilliseconds(200) }, cancellation: cancellationToken);
        output.WriteLine($"broker: {broker.Name}; {questions} questions in {Threads} conversations, {rounds} rounds, best of each");
        var (bare, durable, memory) = (0.0, 0.0, 0.0);
        for (var round = 0; round < rounds; round++)
        {
            bare = Math.Max(bare, await BareAsync(broker.Url, questions, cancellationToken));
            durable = Math.Max(durable, await BotAsync(server, broker.Url, "Sqlite", questions, cancellationToken));
            memory = Math.Max(memory, await BotAsync(server, broker.Url, "Memory", questions, cancellationToken));
        }

        output.WriteLine($"bare MQTTnet echo          {bare,9:0} questions/s   1.00");
        output.WriteLine($"the bot, durable (SQLite)  {durable,9:0} questions/s   {durable / bare:0.00}");
        output.WriteLine($"the bot, store in memory   {memory,9:0} questions/s   {memory / bare:0.00}");
        output.WriteLine($"what durability costs      {memory / durable:0.00} (memory / durable)");
        var (p50, p99) = await LatencyAsync(server, broker.Url, cancellationToken);
        var (bare50, bare99) = await LatencyAsync(null, broker.Url, cancellationToken);
        output.WriteLine($"question to reply at 200/s: p50 {p50:0.0} ms, p99 {p99:0.0} ms (bare echo: {bare50:0.0} and {bare99:0.0} ms)");
    }

    private static async Task<double> BareAsync(string url, int questions, CancellationToken cancellationToken)
    {
        await using var asker = await Asker.ConnectAsync(url, Threads, cancellationToken);
        using var echo = await BareEcho.ConnectAsync(url, asker.Topics, cancellationToken);
        await asker.AskAsync(Threads, cancellationToken);
        return await asker.AskAsync(questions, cancellationToken);
    }

    private static async Task<double> BotAsync(SandboxServer server, string url, string store, int questions, CancellationToken cancellationToken)
    {
        await using var asker = await Asker.ConnectAsync(url, Threads, cancellationToken);
        await using var bot = await StartBotAsync(server, url, store, cancellationToken);
        await asker.MeetAsync(server.Data.Bot.AgentUid!, cancellationToken);
        await asker.AskAsync(Threads, cancellationToken);
        return await asker.AskAsync(questions, cancellationToken);
    }

    private static async Task<(double P50, double P99)> LatencyAsync(SandboxServer? server, string url, CancellationToken cancellationToken)
    {
        await using var asker = await Asker.ConnectAsync(url, Threads, cancellationToken);
        if (server is null)
        {
            using var echo = await BareEcho.ConnectAsync(url, asker.Topics, cancellationToken);
            return await asker.PaceAsync(200, 2_000, cancellationToken);
        }

        await using var bot = await StartBotAsync(server, url, "Sqlite", cancellationToken);
        await asker.MeetAsync(server.Data.Bot.AgentUid!, cancellationToken);
        return await asker.PaceAsync(200, 2_000, cancellationToken);
    }

    private static async Task<RunningBot> StartBotAsync(SandboxServer server, string url, string store, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("weiyu-bench-").FullName;
        var rules = Directory.CreateDirectory(Path.Combine(folder, "rules")).FullName;
        await File.WriteAllTextAsync(Path.Combine(rules, "rules.yaml"), "version: 1\nrules:\n  - id: hello\n    when: [问题]\n    say: 您好，这是您要的答案。\n", cancellationToken);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Weiyu:ApiUrl"] = server.ApiUrl, ["Weiyu:MqttUrl"] = url, ["Weiyu:Username"] = server.Data.Bot.Username, ["Weiyu:Password"] = server.Data.Bot.Password,
            ["Weiyu:StoreLag"] = "200ms", ["Bot:DataPath"] = Path.Combine(folder, "data"), ["Bot:RulesPath"] = rules, ["Console:Url"] = "http://127.0.0.1:0",
            ["Store:Provider"] = store, ["Logging:LogLevel:Default"] = "Warning", ["Bot:Fragments:Window"] = "0s",
        }).Build();
        if (OptionSections.Check(configuration, needsServer: true) is { Count: > 0 } problems) throw new InvalidOperationException(string.Join("; ", problems));
        var app = BotHost.Build(configuration);
        RunCommand.Prepare(app.Services);
        await app.StartAsync(cancellationToken);
        var health = app.Services.GetRequiredService<Health>();
        while (!Health.IsReady(health.Parts())) await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
        return new RunningBot(app, folder);
    }

    private sealed class RunningBot(WebApplication app, string folder) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await app.StopAsync();
            await app.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }
}

/// <summary>The visitors: one MQTT client that asks in many conversations and counts the replies.</summary>
internal sealed class Asker : IAsyncDisposable
{
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly ConcurrentDictionary<string, long> _asked = new();
    private readonly ConcurrentQueue<double> _latencies = new();
    private readonly Wire.Thread[] _threads;
    private int _replies;
    private int _wanted = int.MaxValue;
    private TaskCompletionSource _all = new();

    private Asker(int threads)
    {
        var run = Guid.NewGuid().ToString("N")[..8];
        _threads =
        [
            .. Enumerable.Range(0, threads).Select(i => new Wire.Thread
            {
                Uid = $"t{run}{i}", Topic = Client.Messages.Topics.Agent("agent_bot", $"v{run}{i}"), Type = ThreadTypes.Agent, State = ThreadStates.Chatting,
                User = new Wire.User { Uid = $"v{run}{i}", Nickname = "访客", Type = UserTypes.Visitor },
            }),
        ];
    }

    /// <summary>The topics of its conversations.</summary>
    public IEnumerable<string> Topics => _threads.Select(t => t.Topic);

    /// <summary>Connects and subscribes.</summary>
    public static async Task<Asker> ConnectAsync(string url, int threads, CancellationToken cancellationToken)
    {
        var asker = new Asker(threads);
        asker._client.ApplicationMessageReceivedAsync += asker.ReceiveAsync;
        await asker._client.ConnectAsync(
            new MqttClientOptionsBuilder().WithWebSocketServer(o => o.WithUri(url)).WithProtocolVersion(MqttProtocolVersion.V311).WithClientId(Guid.NewGuid().ToString("N")).Build(), cancellationToken);
        foreach (var topic in asker.Topics) await asker._client.SubscribeAsync(topic, MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken);
        return asker;
    }

    /// <summary>Makes the bot meet every conversation, through its inbox, as a server would that adds topics by itself.</summary>
    public async Task MeetAsync(string agentUid, CancellationToken cancellationToken)
    {
        Expect(_threads.Length);
        foreach (var thread in _threads) await PublishAsync(thread, Client.Messages.Topics.AgentInbox(agentUid), cancellationToken);
        await _all.Task.WaitAsync(TimeSpan.FromSeconds(60), cancellationToken);
    }

    /// <summary>Asks as fast as it can.</summary>
    /// <returns>Questions answered a second.</returns>
    public async Task<double> AskAsync(int questions, CancellationToken cancellationToken)
    {
        Expect(questions);
        var started = Stopwatch.GetTimestamp();
        var window = new SemaphoreSlim(512);
        var publishing = new List<Task>(questions);
        for (var i = 0; i < questions; i++)
        {
            await window.WaitAsync(cancellationToken);
            publishing.Add(OneAsync(_threads[i % _threads.Length]));
        }

        await Task.WhenAll(publishing);
        await _all.Task.WaitAsync(TimeSpan.FromSeconds(120), cancellationToken);
        return questions / Stopwatch.GetElapsedTime(started).TotalSeconds;

        async Task OneAsync(Wire.Thread thread)
        {
            await PublishAsync(thread, thread.Topic, cancellationToken);
            window.Release();
        }
    }

    /// <summary>Asks at a pace.</summary>
    /// <returns>How long a reply took, milliseconds.</returns>
    public async Task<(double P50, double P99)> PaceAsync(int rate, int questions, CancellationToken cancellationToken)
    {
        await AskAsync(_threads.Length, cancellationToken);
        _latencies.Clear();
        Expect(questions);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(1000.0 / rate));
        for (var i = 0; i < questions; i++)
        {
            await pace.WaitForNextTickAsync(cancellationToken);
            _ = PublishAsync(_threads[i % _threads.Length], _threads[i % _threads.Length].Topic, cancellationToken);
        }

        await _all.Task.WaitAsync(TimeSpan.FromSeconds(60), cancellationToken);
        var sorted = _latencies.Order().ToList();
        return (sorted[sorted.Count / 2], sorted[sorted.Count * 99 / 100]);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _client.DisconnectAsync();
        _client.Dispose();
    }

    private void Expect(int replies)
    {
        _all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _wanted, Volatile.Read(ref _replies) + replies);
    }

    private Task PublishAsync(Wire.Thread thread, string topic, CancellationToken cancellationToken)
    {
        var message = new Wire.Message
        {
            Uid = Guid.NewGuid().ToString("N"), Type = MessageTypes.Text, Content = "问题：运费多少？", Status = MessageStatuses.Sending, Channel = "WEB",
            CreatedAt = MessageTime.Write(TimeProvider.System.GetUtcNow()), Thread = thread, User = thread.User, Extra = "{\"orgUid\":\"o\"}",
        };
        _asked[thread.Topic] = Stopwatch.GetTimestamp();
        return _client.PublishAsync(
            new MqttApplicationMessageBuilder().WithTopic(topic).WithPayload(message.ToByteArray()).WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build(), cancellationToken);
    }

    private Task ReceiveAsync(MqttApplicationMessageReceivedEventArgs e)
    {
        var message = Wire.Message.Parser.ParseFrom(e.ApplicationMessage.Payload);
        if (message.Type != MessageTypes.Text || message.User.Type == UserTypes.Visitor) return Task.CompletedTask;
        _latencies.Enqueue(Stopwatch.GetElapsedTime(_asked[message.Thread.Topic]).TotalMilliseconds);
        if (Interlocked.Increment(ref _replies) == Volatile.Read(ref _wanted)) _all.TrySetResult();
        return Task.CompletedTask;
    }
}

/// <summary>The baseline: a bare MQTTnet client that answers each question with the same packets, and keeps nothing.</summary>
internal sealed class BareEcho : IDisposable
{
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();

    /// <summary>Connects and subscribes.</summary>
    public static async Task<BareEcho> ConnectAsync(string url, IEnumerable<string> topics, CancellationToken cancellationToken)
    {
        var echo = new BareEcho();
        echo._client.ApplicationMessageReceivedAsync += echo.ReceiveAsync;
        await echo._client.ConnectAsync(
            new MqttClientOptionsBuilder().WithWebSocketServer(o => o.WithUri(url)).WithProtocolVersion(MqttProtocolVersion.V311).WithClientId(Guid.NewGuid().ToString("N")).Build(), cancellationToken);
        foreach (var topic in topics) await echo._client.SubscribeAsync(topic, MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken);
        return echo;
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task ReceiveAsync(MqttApplicationMessageReceivedEventArgs e)
    {
        var question = Wire.Message.Parser.ParseFrom(e.ApplicationMessage.Payload);
        if (question.User.Type != UserTypes.Visitor) return;
        await SendAsync(question, MessageTypes.Delivered, question.Uid, MqttQualityOfServiceLevel.AtMostOnce);
        await SendAsync(question, MessageTypes.Read, question.Uid, MqttQualityOfServiceLevel.AtMostOnce);
        await SendAsync(question, MessageTypes.Typing, "", MqttQualityOfServiceLevel.AtMostOnce);
        _ = SendAsync(question, MessageTypes.Text, "您好，这是您要的答案。", MqttQualityOfServiceLevel.AtLeastOnce);
    }

    private Task SendAsync(Wire.Message question, string type, string content, MqttQualityOfServiceLevel qos)
    {
        var message = new Wire.Message
        {
            Uid = Guid.NewGuid().ToString("N"), Type = type, Content = content, Status = MessageStatuses.Sending, Channel = "web",
            CreatedAt = MessageTime.Write(TimeProvider.System.GetUtcNow()), Thread = question.Thread,
            User = new Wire.User { Uid = "agent_bot", Nickname = "小微 Weiyu", Type = UserTypes.Agent }, Extra = "{\"orgUid\":\"org_sandbox\"}",
        };
        return _client.PublishAsync(new MqttApplicationMessageBuilder().WithTopic(question.Thread.Topic).WithPayload(message.ToByteArray()).WithQualityOfServiceLevel(qos).Build());
    }
}

/// <summary>Mosquitto where it is installed, else the sandbox as a textbook broker.</summary>
internal sealed class Broker : IAsyncDisposable
{
    private readonly Process? _process;
    private readonly SandboxServer? _sandbox;

    private Broker(string name, string url, Process? process, SandboxServer? sandbox) => (Name, Url, _process, _sandbox) = (name, url, process, sandbox);

    /// <summary>Which it is.</summary>
    public string Name { get; }

    /// <summary>Where it listens.</summary>
    public string Url { get; }

    /// <summary>Starts it.</summary>
    public static async Task<Broker> StartAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists("/usr/sbin/mosquitto"))
        {
            var sandbox = await SandboxServer.StartAsync(SandboxOptions.Ephemeral with { Habits = SandboxHabits.Textbook }, cancellation: cancellationToken);
            return new Broker("sandbox, textbook habits", sandbox.MqttUrl, null, sandbox);
        }

        var (plain, web) = (FreePort(), FreePort());
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, $"""
            allow_anonymous true
            persistence false
            max_queued_messages 0
            max_inflight_messages 0
            listener {plain} 127.0.0.1
            listener {web} 127.0.0.1
            protocol websockets
            socket_domain ipv4
            """, cancellationToken);
        var process = Process.Start(new ProcessStartInfo("/usr/sbin/mosquitto", ["-c", file]) { RedirectStandardError = true })!;
        process.BeginErrorReadLine();
        for (var listens = false; !listens;)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, web, cancellationToken);
                listens = true;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
            }
        }

        return new Broker("mosquitto", $"ws://127.0.0.1:{web}/websocket", process, null);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_sandbox is not null) await _sandbox.DisposeAsync();
        if (_process is null) return;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
