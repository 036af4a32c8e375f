namespace Weiyu.Sandbox.Rest.Answers;

/// <summary>
/// Why a call is refused: HTTP status and code as today's server has them. Older ones say HTTP 200 and code -1 to all but a missing token.
/// </summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Member <c>code</c> of the answer.</param>
/// <param name="Message">Member <c>message</c>.</param>
internal readonly record struct Refusal(int Status, int Code, string Message)
{
    /// <summary>The login itself was refused, in every generation.</summary>
    public static Refusal Login(string message) => new(200, -1, message);

    /// <summary>The business says no: an ordinary refusal, not an outage.</summary>
    public static Refusal Business(string message) => new(200, 500, message);

    /// <summary>There is no such thing, or no such path.</summary>
    public static Refusal NotFound(string message) => new(200, 404, message);

    /// <summary>It collides with what is there, or there is no room.</summary>
    public static Refusal Conflict(string message) => new(200, 409, message);

    /// <summary>The request is no good.</summary>
    public static Refusal Bad(string message) => new(400, 400, message);

    /// <summary>What had to be there is missing, and the server trips over it.</summary>
    public static Refusal Null(string name) => new(400, 500, name + " is null");

    /// <summary>Not allowed: missing authority, another organisation, a disabled account.</summary>
    public static Refusal Forbidden() => new(403, 403, "没有权限");

    /// <summary>Below <c>/vip/</c> without a licence.</summary>
    public static Refusal NotLicensed() => new(405, 405, "method not allowed");

    /// <summary>Moved to the enterprise edition.</summary>
    public static Refusal Gone() => new(410, 500, "moved to enterprise");

    /// <summary>A path without anything behind it.</summary>
    public static Refusal NotImplemented() => new(501, 501, "not implemented");
}
