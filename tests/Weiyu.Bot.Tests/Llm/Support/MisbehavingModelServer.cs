using System.Collections.Concurrent;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Weiyu.Bot.Tests.Llm.Support;

/// <summary>What the server does with one request.</summary>
public delegate Task Behaviour(ModelCall call);

/// <summary>A server on this machine that speaks the chat completions API and misbehaves on command. Keeps every request body.</summary>
public sealed class MisbehavingModelServer : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Behaviour> _script = new();
    private readonly ConcurrentQueue<string> _bodies = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource> _arrivals = new();
    private int _count;

    private MisbehavingModelServer(WebApplication app) => _app = app;

    /// <summary>The base address.</summary>
    public string Endpoint { get; private set; } = "";

    /// <summary>What it does when the script is at its end.</summary>
    public Behaviour Otherwise { get; set; } = Behave.Say("好的。");

    /// <summary>The request bodies, as they came over the wire, unescaped.</summary>
    public IReadOnlyList<string> Bodies => [.. _bodies];

    /// <summary>Whether it has an embedding model, too.</summary>
    public bool Embeds { get; set; } = true;

    /// <summary>What a shop behind HTTP tools answers, by tool and argument (<c>/shop/order/2026112200</c>).</summary>
    public Func<string, string, IResult> Shop { get; set; } = (_, _) => Results.NotFound();

    /// <summary>The requests so far.</summary>
    public int Count => Volatile.Read(ref _count);

    public static async Task<MisbehavingModelServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(k => k.Limits.MinResponseDataRate = null);
        var app = builder.Build();
        var server = new MisbehavingModelServer(app);
        app.MapPost("/v1/chat/completions", server.ServeAsync);
        app.MapPost("/v1/embeddings", server.EmbedAsync);
        app.MapGet("/shop/{tool}/{argument}", (string tool, string argument) => server.Shop(tool, argument));
        await app.StartAsync();
        server.Endpoint = app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/v1";
        return server;
    }

    /// <summary>Says what the next requests meet, one after the other.</summary>
    public void Script(params Behaviour[] behaviours)
    {
        foreach (var behaviour in behaviours) _script.Enqueue(behaviour);
    }

    /// <summary>Completes when request number <paramref name="number"/> (from 1) has come.</summary>
    public Task ArrivalAsync(int number, CancellationToken token) => Arrival(number).Task.WaitAsync(token);

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = JsonNode.Parse(await reader.ReadToEndAsync(context.RequestAborted))!.AsObject();
        _bodies.Enqueue(body.ToJsonString(Readable));
        var number = Interlocked.Increment(ref _count);
        var behaviour = _script.TryDequeue(out var scripted) ? scripted : Otherwise;
        Arrival(number).TrySetResult();
        try
        {
            await behaviour(new ModelCall(context, body));
        }
        catch (OperationCanceledException)
        {
            // The client had enough.
        }
        catch (IOException)
        {
            // The same, seen from the other side.
        }
    }

    /// <summary>Embeds by the characters that a text has: enough to be near to what shares them.</summary>
    private async Task EmbedAsync(HttpContext context)
    {
        if (!Embeds)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var body = (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!.AsObject();
        _bodies.Enqueue(body.ToJsonString(Readable));
        var texts = body["input"] is JsonArray many ? many.Select(t => t!.ToString()) : [body["input"]!.ToString()];
        var data = new JsonArray();
        foreach (var text in texts)
        {
            var vector = new float[64];
            foreach (var c in text) vector[c % 64]++;
            var bytes = new byte[256];
            Buffer.BlockCopy(vector, 0, bytes, 0, bytes.Length);
            data.Add(new JsonObject
            {
                ["object"] = "embedding", ["index"] = data.Count,
                ["embedding"] = body["encoding_format"]?.ToString() == "base64" ? JsonValue.Create(Convert.ToBase64String(bytes)) : new JsonArray([.. vector.Select(v => (JsonNode)v)]),
            });
        }

        var answer = new JsonObject { ["object"] = "list", ["model"] = "embed", ["data"] = data, ["usage"] = new JsonObject { ["prompt_tokens"] = 1, ["total_tokens"] = 1 } };
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted);
    }

    private TaskCompletionSource Arrival(int number) => _arrivals.GetOrAdd(number, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}

/// <summary>A request under way.</summary>
public sealed class ModelCall(HttpContext context, JsonObject body)
{
    public HttpContext Context => context;

    public JsonObject Body => body;

    public CancellationToken Aborted => context.RequestAborted;

    /// <summary>All messages as one text.</summary>
    public string Prompt => string.Join("\n", body["messages"]!.AsArray().Select(m => m!["content"]?.ToString() ?? ""));

    /// <summary>The system message.</summary>
    public string System => body["messages"]!.AsArray().First(m => m!["role"]!.ToString() == "system")!["content"]!.ToString();

    /// <summary>The last message of a role.</summary>
    public string Last(string role) => body["messages"]!.AsArray().LastOrDefault(m => m!["role"]!.ToString() == role)?["content"]?.ToString() ?? "";

    /// <summary>The names of the tools on offer.</summary>
    public IReadOnlyList<string> Tools => [.. (body["tools"] as JsonArray ?? []).Select(t => t!["function"]!["name"]!.ToString())];

    public async Task BeginAsync()
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.StartAsync(Aborted);
    }

    public async Task TokenAsync(string text) => await ChunkAsync(new JsonObject { ["content"] = text }, null);

    public async Task ChunkAsync(JsonObject delta, string? finish)
    {
        var chunk = new JsonObject
        {
            ["id"] = "c1", ["object"] = "chat.completion.chunk", ["created"] = 1, ["model"] = body["model"]!.ToString(),
            ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = finish }),
        };
        await RawAsync($"data: {chunk.ToJsonString()}\n\n");
    }

    public async Task EndAsync(string finish = "stop")
    {
        await ChunkAsync([], finish);
        var usage = new JsonObject
        {
            ["id"] = "c1", ["object"] = "chat.completion.chunk", ["created"] = 1, ["model"] = body["model"]!.ToString(), ["choices"] = new JsonArray(),
            ["usage"] = new JsonObject { ["prompt_tokens"] = 100, ["completion_tokens"] = 20, ["total_tokens"] = 120 },
        };
        await RawAsync($"data: {usage.ToJsonString()}\n\ndata: [DONE]\n\n");
    }

    public async Task RawAsync(string text)
    {
        await context.Response.WriteAsync(text, Aborted);
        await context.Response.Body.FlushAsync(Aborted);
    }
}

/// <summary>The ways to behave.</summary>
public static class Behave
{
    /// <summary>Says something, in pieces.</summary>
    public static Behaviour Say(string text) => SayAndEnd(text, "stop");

    /// <summary>Says something, and ends because it was long enough.</summary>
    public static Behaviour SayUpToTheLimit(string text) => SayAndEnd(text, "length");

    /// <summary>Says something until its own filter stops it.</summary>
    public static Behaviour SayUntilFiltered(string text) => SayAndEnd(text, "content_filter");

    /// <summary>Says what depends on the request.</summary>
    public static Behaviour Say(Func<ModelCall, string> text) => call => Say(text(call))(call);

    /// <summary>Asks for tools.</summary>
    public static Behaviour CallTools(params (string Name, string Arguments)[] tools) => CallToolsAndEnd("tool_calls", tools);

    /// <summary>Asks for tools, and ends for a reason.</summary>
    public static Behaviour CallToolsAndEnd(string finish, params (string Name, string Arguments)[] tools) => async call =>
    {
        await call.BeginAsync();
        var calls = new JsonArray();
        for (var i = 0; i < tools.Length; i++)
        {
            calls.Add(new JsonObject
            {
                ["index"] = i, ["id"] = $"call_{i}", ["type"] = "function",
                ["function"] = new JsonObject { ["name"] = tools[i].Name, ["arguments"] = tools[i].Arguments },
            });
        }

        await call.ChunkAsync(new JsonObject { ["role"] = "assistant", ["tool_calls"] = calls }, null);
        await call.EndAsync(finish);
    };

    /// <summary>Says nothing at all.</summary>
    public static Behaviour Hang { get; } = async call => await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, call.Aborted);

    /// <summary>Begins, and then says nothing more.</summary>
    public static Behaviour Stall(string beginning, Action? begun = null) => async call =>
    {
        await call.BeginAsync();
        await call.TokenAsync(beginning);
        begun?.Invoke();
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, call.Aborted);
    };

    /// <summary>Never ends.</summary>
    public static Behaviour Endless { get; } = async call =>
    {
        await call.BeginAsync();
        while (true) await call.TokenAsync("好的，马上为您查询。我们的客服时间是工作日。");
    };

    /// <summary>Sends one line that never ends.</summary>
    public static Behaviour EndlessLine { get; } = async call =>
    {
        await call.BeginAsync();
        await call.RawAsync("data: {\"x\":\"");
        while (true) await call.RawAsync(new string('x', 16_384));
    };

    /// <summary>Breaks the connection in the middle.</summary>
    public static Behaviour Cut(string beginning) => async call =>
    {
        await call.BeginAsync();
        await call.TokenAsync(beginning);
        call.Context.Abort();
    };

    /// <summary>Ends the stream politely, but in the middle.</summary>
    public static Behaviour EndEarly(string beginning) => async call =>
    {
        await call.BeginAsync();
        await call.TokenAsync(beginning);
    };

    /// <summary>Answers with a status.</summary>
    public static Behaviour Status(int status, string? retryAfter = null, string body = "{\"error\":{\"message\":\"no\"}}") => async call =>
    {
        call.Context.Response.StatusCode = status;
        call.Context.Response.ContentType = "application/json";
        if (retryAfter is not null) call.Context.Response.Headers.RetryAfter = retryAfter;
        await call.RawAsync(body);
    };

    /// <summary>Answers with something else than asked for.</summary>
    public static Behaviour Raw(string contentType, string body) => async call =>
    {
        call.Context.Response.ContentType = contentType;
        await call.RawAsync(body);
    };

    /// <summary>Says something, and ends for a reason.</summary>
    public static Behaviour SayAndEnd(string text, string finish) => async call =>
    {
        await call.BeginAsync();
        foreach (var piece in text.Chunk(7)) await call.TokenAsync(new string(piece));
        await call.EndAsync(finish);
    };
}
