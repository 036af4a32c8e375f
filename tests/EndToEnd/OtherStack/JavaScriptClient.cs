using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Weiyu.Client.Messages;
using Weiyu.EndToEnd.Support;

namespace Weiyu.EndToEnd.OtherStack;

/// <summary>The documentation's own client, a Node program (<c>tests/JavaScriptClient</c>), driven by JSON lines. Its commands run one after the other.</summary>
internal sealed class JavaScriptClient : IAsyncDisposable
{
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "tests", "JavaScriptClient");

    private readonly Process _process;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonObject>> _commands = new();
    private readonly ConcurrentQueue<Wire.Message> _received = new();
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly Task _reading;
    private readonly Task _listening;
    private int _last;

    private JavaScriptClient(Process process)
    {
        _process = process;
        _reading = ReadAsync();
        _listening = ListenAsync();
    }

    /// <summary>The messages that came in, as this client's protobuf read them, oldest first.</summary>
    public IReadOnlyCollection<Wire.Message> Received => _received;

    /// <summary>What the client could not make sense of, and what it wrote to its standard error.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Starts the program; fails with the cure where Node or the program's packages are missing.</summary>
    public static JavaScriptClient Start()
    {
        Assert.True(Directory.Exists(Path.Combine(Folder, "node_modules")), "The packages of tests/JavaScriptClient are missing: run ./tests/run.sh, or npm ci --ignore-scripts in that folder.");
        var info = new ProcessStartInfo("node", ["main.mjs"]) { WorkingDirectory = Folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        return new JavaScriptClient(Process.Start(info)!);
    }

    /// <summary>Logs in with a password; says who the account is.</summary>
    public Task<JsonObject> LoginAsync(string apiUrl, string username, string password) => DoAsync("login", new() { ["apiUrl"] = apiUrl, ["username"] = username, ["password"] = password });

    /// <summary>Connects as a user, with the token of the login or, without one, a token that the server does not look at.</summary>
    public Task ConnectAsync(string mqttUrl, string uid, string deviceUid, bool hasLogin) =>
        DoAsync("connect", hasLogin
            ? new() { ["mqttUrl"] = mqttUrl, ["uid"] = uid, ["deviceUid"] = deviceUid }
            : new() { ["mqttUrl"] = mqttUrl, ["uid"] = uid, ["deviceUid"] = deviceUid, ["username"] = uid, ["accessToken"] = "any" });

    /// <summary>Ends the connection: what is sent from now on goes over HTTP.</summary>
    public Task DisconnectAsync() => DoAsync("disconnect", []);

    /// <summary>Subscribes to a topic.</summary>
    public Task SubscribeAsync(string topic) => DoAsync("subscribe", new() { ["topic"] = topic });

    /// <summary>Sends a message as the page does; says which way it went (<c>mqtt</c>, <c>http</c>).</summary>
    /// <param name="thread">Where; the page fills in some of its fields.</param>
    /// <param name="user">Who speaks; the page's own <c>user.type</c> is USER.</param>
    /// <param name="type">What.</param>
    /// <param name="content">The words, an address: the page makes the object that the type needs.</param>
    /// <param name="uid">The message's uid.</param>
    /// <param name="topic">The topic of the packet; the thread's when null.</param>
    /// <param name="createdAt">The time, a number or text; now as a number, as the page writes it, when null.</param>
    public async Task<string> SendAsync(Wire.Thread thread, Wire.User user, string type, string content, string uid, string? topic = null, JsonNode? createdAt = null)
    {
        var command = new JsonObject
        {
            ["uid"] = uid, ["type"] = type, ["content"] = content,
            ["thread"] = JsonNode.Parse(MessageJson.Write(new Wire.Message { Thread = thread }))!["thread"]!.DeepClone(),
            ["user"] = JsonNode.Parse(MessageJson.Write(new Wire.Message { User = user }))!["user"]!.DeepClone(),
        };
        if (topic is not null) command["topic"] = topic;
        if (createdAt is not null) command["createdAt"] = createdAt;
        return (await DoAsync("send", command))["by"]!.GetValue<string>();
    }

    /// <summary>Publishes JSON where protobuf is expected, as the last example of the page does.</summary>
    public Task SendJsonAsync(string topic, JsonObject message) => DoAsync("sendJson", new() { ["topic"] = topic, ["message"] = message });

    /// <summary>What this stack reads in a message.</summary>
    public async Task<JsonObject> DecodeAsync(byte[] bytes) => (await DoAsync("decode", new() { ["bytes"] = Convert.ToBase64String(bytes) }))["message"]!.AsObject();

    /// <summary>How this stack writes a message with all these fields.</summary>
    public async Task<byte[]> EncodeAsync(JsonObject message) => Convert.FromBase64String((await DoAsync("encode", new() { ["message"] = message.DeepClone() }))["bytes"]!.GetValue<string>());

    /// <summary>Waits for a message that came in.</summary>
    public async Task<Wire.Message> WaitForAsync(Func<Wire.Message, bool> predicate, string what)
    {
        await Eventually.TrueAsync(() => _received.Any(predicate), $"the JavaScript client received {what}");
        return _received.First(predicate);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // The end of its input ends the program; a program that hangs is ended.
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(Eventually.Patience);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            throw;
        }

        await Task.WhenAll(_reading, _listening);
        _process.Dispose();
    }

    private async Task<JsonObject> DoAsync(string what, JsonObject command)
    {
        var id = Interlocked.Increment(ref _last);
        var answer = _commands[id] = new TaskCompletionSource<JsonObject>(TaskCreationOptions.RunContinuationsAsynchronously);
        (command["id"], command["do"]) = (id, what);
        await _process.StandardInput.WriteLineAsync(command.ToJsonString().AsMemory(), Cancellation);
        await _process.StandardInput.FlushAsync(Cancellation);
        var answered = await answer.Task.WaitAsync(Eventually.Patience, TimeProvider.System, Cancellation);
        Assert.True(answered["error"] is null, $"{what}: {answered["error"]}");
        return answered;
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            var read = JsonNode.Parse(line)!.AsObject();
            if (read["id"]?.GetValue<int>() is { } id)
            {
                if (_commands.TryRemove(id, out var answer)) answer.SetResult(read);
            }
            else if (read["message"] is { } message)
            {
                _received.Enqueue(MessageJson.Read(JsonSerializer.SerializeToElement(message)));
            }
            else
            {
                _complaints.Enqueue(line);
            }
        }

        foreach (var (_, unanswered) in _commands) unanswered.TrySetException(new InvalidOperationException($"The JavaScript client has ended: {string.Join(' ', _complaints)}"));
    }

    private async Task ListenAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line) _complaints.Enqueue(line);
    }
}
