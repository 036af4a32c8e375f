using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Weiyu.Client.Tests.Support;

/// <summary>A real HTTP server whose answers a test writes. Logins work, and tokens are checked, unless the test says otherwise.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _tokens;

    private ApiServer(WebApplication app) => _app = app;

    public Uri Url { get; private set; } = null!;

    public ConcurrentQueue<(string Path, string Body, string? Token)> Calls { get; } = [];

    public int Logins => Calls.Count(c => c.Path.StartsWith("/auth/", StringComparison.Ordinal));

    public string ValidToken { get; private set; } = "none";

    /// <summary>Answers a login; the default gives a new token.</summary>
    public Func<HttpContext, string, Task>? OnLogin { get; set; }

    /// <summary>A call came with a bad token.</summary>
    public Action? OnRefused { get; set; }

    /// <summary>Answers every other call with a good token; the default says 200 and no data.</summary>
    public Func<HttpContext, string, Task> OnCall { get; set; } = (context, _) => Ok(context);

    public static async Task<ApiServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new ApiServer(app);
        app.Run(server.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        server.Url = new Uri(app.Urls.Single());
        return server;
    }

    public static Task Ok(HttpContext context, string data = "null") => Raw(context, $$"""{"message":"ok","code":200,"data":{{data}}}""");

    public static Task Fail(HttpContext context, int code, string message) =>
        Raw(context, $$"""{"message":{{JsonSerializer.Serialize(message)}},"code":{{code}},"data":null}""");

    public static Task Raw(HttpContext context, string body, int status = 200, string type = "application/json")
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        return context.Response.WriteAsync(body, context.RequestAborted);
    }

    public void ExpireTokens() => ValidToken = "none";

    public Task LoginAsync(HttpContext context)
    {
        ValidToken = $"secret-token-{Interlocked.Increment(ref _tokens)}";
        return Ok(context, $$$$"""
            {"accessToken":"{{{{ValidToken}}}}","user":{"uid":"u1","username":"bot@x.test","nickname":"小微","avatar":"","currentOrganization":{"uid":"org1"}}}
            """);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var token = context.Request.Headers.Authorization.ToString() is { Length: > 7 } header ? header[7..] : null;
        var path = context.Request.Path + context.Request.QueryString;
        Calls.Enqueue((path, body, token));
        if (context.Request.Path.StartsWithSegments("/auth", StringComparison.Ordinal))
        {
            await (OnLogin is { } login ? login(context, body) : LoginAsync(context));
        }
        else if (context.Request.Path.StartsWithSegments("/config", StringComparison.Ordinal))
        {
            await Ok(context, """{"version":"1.2.0","custom":{"loginMaxRetryCount":3,"loginMaxRetryLockTime":10}}""");
        }
        else if (token != ValidToken)
        {
            OnRefused?.Invoke();
            await Raw(context, "", 401, "text/plain");
        }
        else
        {
            await OnCall(context, body);
        }
    }
}
