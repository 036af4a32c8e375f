using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Weiyu.Client.Messages;

namespace Weiyu.Client.Rest;

/// <summary>One request and its answer: bounded in time and size, and every way to fail told apart.</summary>
internal sealed class HttpExchange(HttpClient http, WeiyuRestOptions options, TimeProvider time)
{
    /// <summary>What a server may say without a body: it is the server that speaks, and it says no.</summary>
    private static readonly HttpStatusCode[] BareAnswers =
    [
        HttpStatusCode.BadRequest, HttpStatusCode.Forbidden, HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed, HttpStatusCode.Conflict,
        HttpStatusCode.Gone, HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.NotImplemented,
    ];

    private readonly Uri _root = RootOf(options.ApiUrl ?? http.BaseAddress);

    /// <exception cref="WeiyuUnavailableException">No connection, no answer in time, a broken server, or something else in its place.</exception>
    public async Task<Answer> SendAsync(HttpMethod method, string path, byte[]? body, string? token, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(options.Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(_root, path));
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            if (token is not null) request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);

            if (body is not null)
            {
                request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") } };
            }

            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            return await ReadAsync(response, path, both.Token);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new WeiyuUnavailableException($"{Where(path)} did not answer within {options.Timeout.TotalSeconds:0.#} s.", true, e);
        }
        catch (HttpRequestException e)
        {
            throw new WeiyuUnavailableException($"{Where(path)} cannot be reached: {Reason(e)}", WasPerhapsSent(e.HttpRequestError), e);
        }
        catch (Exception e) when (e is IOException or SocketException or InvalidOperationException or InvalidDataException)
        {
            // A socket that is reset at the wrong moment shows through the library, and so does a body that is not packed as its header says.
            throw new WeiyuUnavailableException($"{Where(path)} broke off: {e.Message}", true, e);
        }
    }

    private static bool WasPerhapsSent(HttpRequestError error) => error is not (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
        or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError);

    /// <summary>Of a failed TLS handshake the certificate's fault: the outer message only points to it.</summary>
    private string Reason(HttpRequestException e) => ConnectionTrouble.Of(e, options.ApiUrl) is { } known ? $"{known}." : e.HttpRequestError == HttpRequestError.SecureConnectionError ? e.GetBaseException().Message : e.Message;

    private static Uri RootOf(Uri? url)
    {
        ArgumentNullException.ThrowIfNull(url, "ApiUrl");
        return url.AbsoluteUri.EndsWith('/') ? url : new Uri(url.AbsoluteUri + "/");
    }

    private static bool IsPage(ReadOnlyMemory<byte> body) => body.Span.TrimStart(" \t\r\n"u8) is [(byte)'<', ..];

    private static JsonDocument? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return document;

            document.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task<Answer> ReadAsync(HttpResponseMessage response, string path, CancellationToken cancellation)
    {
        var status = response.StatusCode;
        var date = response.Headers.Date;
        if ((int)status >= 500 && status != HttpStatusCode.NotImplemented)
        {
            throw new WeiyuUnavailableException($"{Where(path)} answered with HTTP {(int)status}.", true) { Status = status };
        }

        var body = await ReadBodyAsync(response, path, cancellation);
        var document = Parse(body);
        if (document is not null && (status != HttpStatusCode.OK || JsonText.TryGet(document.RootElement, "code", out _)))
        {
            return new Answer(status, document, date);
        }

        document?.Dispose();
        // A bare no is the server's; a page is of something before it, a proxy or a firewall, which says nothing of the account.
        if (status == HttpStatusCode.Unauthorized || (BareAnswers.Contains(status) && !IsPage(body))) return new Answer(status, null, date);

        var type = response.Content.Headers.ContentType?.MediaType ?? "no content type";
        throw new WeiyuUnavailableException(
            $"{Where(path)} answered with HTTP {(int)status} and {type}, which is not an answer of a Weiyu server. Check the address.",
            status == HttpStatusCode.OK) { Status = status };
    }

    private async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpResponseMessage response, string path, CancellationToken cancellation)
    {
        if (response.Content.Headers.ContentLength > options.MaxResponseSize) throw TooLarge(path);

        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await stream.ReadAsync(buffer, cancellation)) > 0;)
        {
            if (body.Length + read > options.MaxResponseSize) throw TooLarge(path);

            body.Write(buffer, 0, read);
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    private WeiyuUnavailableException TooLarge(string path) =>
        new($"{Where(path)} answered with more than {options.MaxResponseSize} bytes.", true);

    /// <summary>The address without a query, which may name people.</summary>
    private string Where(string path) => new Uri(_root, path.Split('?')[0]).GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
}
