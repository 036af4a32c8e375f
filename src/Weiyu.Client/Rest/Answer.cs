using System.Net;
using System.Text.Json;
using Weiyu.Client.Messages;

namespace Weiyu.Client.Rest;

/// <summary>One well-formed answer: <c>{"message", "code", "data"}</c>, or a bare 400, 401 or 403 from the server's gate.</summary>
internal sealed class Answer(HttpStatusCode status, JsonDocument? document) : IDisposable
{
    public const int Success = 200;

    public JsonElement Data => document is not null && JsonText.TryGet(document.RootElement, "data", out var data) ? data : default;

    /// <summary>The answer's own code; the HTTP status where the body has none.</summary>
    public int Code => JsonValues.Integer(document?.RootElement ?? default, "code") is { } code ? (int)Math.Clamp(code, int.MinValue, int.MaxValue) : (int)status;

    public string Message => document is null ? "" : JsonText.Of(document.RootElement, "message", "error") ?? "";

    /// <summary>The token is no longer valid.</summary>
    public bool IsUnauthorized => status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden || Code is 401 or 403;

    public bool IsSuccess => (int)status is >= 200 and < 300 && Code == Success;

    public void Dispose() => document?.Dispose();
}
