using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;

namespace Weiyu.EndToEnd.Support;

/// <summary>Stands between the bot and the REST server, passes everything on and keeps what the bot posted.</summary>
internal sealed class RecordingProxy : IAsyncDisposable
{
    private readonly HttpClient _client = new();
    private readonly ConcurrentQueue<(string Path, string Body)> _posts = new();
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly WebApplication _app;

    private RecordingProxy(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public string Url => _app.Urls.Single();

    /// <summary>The bodies that were posted to a path, as they were.</summary>
    public IEnumerable<string> Posted(string path) => _posts.Where(p => p.Path == path).Select(p => p.Body);

    /// <summary>How often a path was asked for.</summary>
    public int Asked(string path) => _asked.Count(p => p == path);

    public static async Task<RecordingProxy> StartAsync(string target)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var proxy = new RecordingProxy(app);
        app.Run(context => proxy.PassOnAsync(context, target));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _client.Dispose();
    }

    private async Task PassOnAsync(HttpContext context, string target)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        _asked.Enqueue(context.Request.Path);
        if (HttpMethods.IsPost(context.Request.Method)) _posts.Enqueue((context.Request.Path, body));
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), target + context.Request.GetEncodedPathAndQuery());
        if (body.Length > 0) request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation("Authorization", context.Request.Headers.Authorization.ToString());
        using var answer = await _client.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
