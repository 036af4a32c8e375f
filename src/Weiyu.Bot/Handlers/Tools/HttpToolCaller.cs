using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Weiyu.Rules.Model;
using Weiyu.Rules.Templates;

namespace Weiyu.Bot.Handlers.Tools;

/// <summary>
/// Calls HTTP tools within bounds: only the declared place (<see cref="ToolUrl"/>; redirects stay on its host), a time-out, a size limit,
/// retries only where a repetition does no harm. What goes wrong is a result, without secrets.
/// </summary>
internal sealed class HttpToolCaller(IHttpClientFactory clients, ToolSecrets secrets, TimeProvider time)
{
    /// <summary>The name of the HTTP client.</summary>
    public const string Client = "tools";

    private const int MaxRedirects = 3;
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(200);

    /// <summary>Calls a tool.</summary>
    public async Task<ToolResult> CallAsync(HttpToolDefinition tool, JsonObject arguments, ToolCall call, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(call.Timeout, time);
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        var attempts = IsIdempotent(tool.Method) ? tool.Retries + 1 : 1;
        var result = ToolResult.Failure("it was not called");
        try
        {
            for (var attempt = 1; attempt <= attempts; attempt++)
            {
                (result, var transient) = await TryAsync(tool, arguments, call, bounded.Token);
                if (result.Ok || !transient || attempt == attempts) return result;
                await Task.Delay(RetryPause * attempt, time, bounded.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ToolResult.Failure($"it took longer than {call.Timeout.TotalSeconds:0.#} s");
        }

        return result;
    }

    private async Task<(ToolResult Result, bool Transient)> TryAsync(HttpToolDefinition tool, JsonObject arguments, ToolCall call, CancellationToken cancellationToken)
    {
        try
        {
            var client = clients.CreateClient(Client);
            if (ToolUrl.Render(tool.Url, arguments) is not { } url) return (ToolResult.Failure("an argument does not fit into the URL"), false);
            using var response = await SendAsync(client, tool, url, arguments, call, cancellationToken);
            var status = (int)response.StatusCode;
            if (status >= 400 || status is >= 300 and < 400) return (ToolResult.Failure($"the server answered {status}"), status is 408 or 429 or >= 500);
            return (await ReadAsync(tool, response, cancellationToken), false);
        }
        catch (HttpRequestException e)
        {
            return (ToolResult.Failure($"the server can't be reached ({e.HttpRequestError})"), true);
        }
        catch (Exception e) when (e is ToolSecretMissingException or TemplateFailedException or UriFormatException or JsonException or IOException)
        {
            return (ToolResult.Failure(e is ToolSecretMissingException ? e.Message : e is JsonException ? "the answer is no JSON" : "the request can't be made"), false);
        }
    }

    /// <summary>Sends, following redirects on the same host only.</summary>
    private async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpToolDefinition tool, Uri url, JsonObject arguments, ToolCall call, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            using var request = Request(tool, url, arguments, call);
            var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var target = response.Headers.Location is { } location ? new Uri(url, location) : null;
            var follow = response.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect
                && IsIdempotent(tool.Method) && redirects < MaxRedirects && target is not null
                && target.Host == url.Host && target.Port == url.Port && target.Scheme == url.Scheme;
            if (!follow) return response;
            response.Dispose();
            url = target!;
        }
    }

    private HttpRequestMessage Request(HttpToolDefinition tool, Uri url, JsonObject arguments, ToolCall call)
    {
        var request = new HttpRequestMessage(tool.Method, url);
        if (tool.Method != HttpMethod.Get && tool.Method != HttpMethod.Head && tool.Method != HttpMethod.Delete)
        {
            var body = tool.Body is null ? arguments : tool.Body.Render(ValuesOf(arguments), null, "");
            request.Content = new StringContent(body?.ToJsonString() ?? "", Encoding.UTF8, "application/json");
        }

        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.TryAddWithoutValidation("Idempotency-Key", IdempotencyKey(tool, arguments, call));
        foreach (var (name, value) in tool.Headers)
        {
            var filled = secrets.Fill(value);
            if (!request.Headers.TryAddWithoutValidation(name, filled)) request.Content?.Headers.TryAddWithoutValidation(name, filled);
        }

        return request;
    }

    /// <summary>
    /// The same question never orders twice the same, whoever asks again (a retry, the turn after a crash); two calls for one question that differ are two orders.
    /// </summary>
    private static string IdempotencyKey(HttpToolDefinition tool, JsonObject arguments, ToolCall call)
    {
        if (call.IdempotencyKey is { } key) return key;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(Sorted(arguments)!.ToJsonString()));
        return $"{call.CauseUid}-{tool.Name}-{Convert.ToHexStringLower(hash)[..16]}";
    }

    /// <summary>The same JSON with its members in order: a model may name them in any.</summary>
    private static JsonNode? Sorted(JsonNode? json) => json switch
    {
        JsonObject members => new JsonObject(members.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => KeyValuePair.Create(m.Key, Sorted(m.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Sorted)]),
        _ => json?.DeepClone(),
    };

    private static async Task<ToolResult> ReadAsync(HttpToolDefinition tool, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > tool.MaxSize) return ToolResult.Failure($"the answer is larger than {tool.MaxSize} bytes");
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[tool.MaxSize + 1];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        if (length > tool.MaxSize) return ToolResult.Failure($"the answer is larger than {tool.MaxSize} bytes");
        if (length == 0) return ToolResult.Success(null);
        var json = JsonNode.Parse(buffer.AsSpan(0, length), documentOptions: new JsonDocumentOptions { MaxDepth = 32 });
        if (tool.Success is { } success && TemplateValues.Show(JsonPaths.Find(json, success.Path)) != success.Value)
            return ToolResult.Failure($"the answer's {success.Path} is not {success.Value}");
        if (tool.Map.Count == 0) return ToolResult.Success(json);
        var mapped = new JsonObject();
        foreach (var (name, path) in tool.Map) mapped[name] = JsonPaths.Find(json, path)?.DeepClone();
        return ToolResult.Success(mapped);
    }

    private static TemplateValues ValuesOf(JsonObject arguments)
    {
        var values = new TemplateValues();
        foreach (var (name, value) in arguments) values.Set(name, value);
        return values;
    }

    private static bool IsIdempotent(HttpMethod method) => method == HttpMethod.Get || method == HttpMethod.Head || method == HttpMethod.Put || method == HttpMethod.Delete;
}
