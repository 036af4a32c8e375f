using System.Net;
using System.Text.Json;
using Weiyu.Client.Messages;

namespace Weiyu.Client.Rest;

/// <summary>
/// One well-formed answer: <c>{"message", "code", "data"}</c>, or a bare HTTP status. What it means is decided by its code; only where the body has none,
/// by the HTTP status: a server of today refuses with HTTP 200 and code 500, and says with HTTP 200 and code 404 that there is no such thing or no such path.
/// </summary>
internal sealed class Answer(HttpStatusCode status, JsonDocument? document, DateTimeOffset? date = null) : IDisposable
{
    public const int Success = 200;

    public JsonElement Data => document is not null && JsonText.TryGet(document.RootElement, "data", out var data) ? data : default;

    /// <summary>The answer's own code; the HTTP status where the body has none.</summary>
    public int Code => JsonValues.Integer(document?.RootElement ?? default, "code") is { } code ? (int)Math.Clamp(code, int.MinValue, int.MaxValue) : (int)status;

    public string Message => document is null ? "" : JsonText.Of(document.RootElement, "message", "error") ?? "";

    /// <summary>The server's clock, from the header of the answer; null where it has none.</summary>
    public DateTimeOffset? Date => date;

    /// <summary>The token is no longer valid.</summary>
    public bool IsUnauthorized => status == HttpStatusCode.Unauthorized || Code == (int)HttpStatusCode.Unauthorized;

    /// <summary>The account may not: a permission is missing, it is disabled, or the organisation is another's. A new login changes nothing.</summary>
    public bool IsForbidden => status == HttpStatusCode.Forbidden || Code == (int)HttpStatusCode.Forbidden;

    /// <summary>There is no such path; or, of a single thing that was asked for, no such thing. A path without a licence says 405.</summary>
    public bool IsMissing => status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.Gone or HttpStatusCode.NotImplemented
        || Code is (int)HttpStatusCode.NotFound or (int)HttpStatusCode.MethodNotAllowed;

    /// <summary>Two changes met in the server's database: the same call again may go through.</summary>
    public bool IsCollision => status == HttpStatusCode.Conflict;

    public bool IsSuccess => (int)status is >= 200 and < 300 && Code == Success;

    public void Dispose() => document?.Dispose();
}
