using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Weiyu.EndToEnd.Support;

/// <summary>A collector that speaks OTLP over HTTP and keeps what it is sent.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, ConcurrentQueue<byte[]>> _received = new(StringComparer.Ordinal);

    private Collector(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public string Url => _app.Urls.First();

    /// <summary>Starts one.</summary>
    public static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var collector = new Collector(builder.Build());
        collector._app.MapPost("/v1/{signal}", collector.KeepAsync);
        await collector._app.StartAsync();
        return collector;
    }

    /// <summary>What came of a signal (<c>traces</c>, <c>metrics</c>, <c>logs</c>), as text: names and values stand in it as they are.</summary>
    public string Text(string signal) => _received.TryGetValue(signal, out var bodies) ? string.Concat(bodies.Select(Encoding.UTF8.GetString)) : "";

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task KeepAsync(HttpContext http, string signal)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        _received.GetOrAdd(signal, _ => new()).Enqueue(body.ToArray());
        http.Response.ContentType = "application/x-protobuf";
    }
}
