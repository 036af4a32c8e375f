namespace Weiyu.Client.Rest;

/// <summary>How the REST interface is spoken to.</summary>
public sealed record WeiyuRestOptions
{
    /// <summary>Where the server is, e.g. <c>http://127.0.0.1:9003</c>; a path in it is kept. The base address of the HTTP client when null.</summary>
    public Uri? ApiUrl { get; init; }

    /// <summary>The organisation to work for; the user's current one when null.</summary>
    public string? OrgUid { get; init; }

    /// <summary>The channel of the login. Channels whose name contains FLUTTER need no captcha.</summary>
    public string LoginChannel { get; init; } = "FLUTTER";

    /// <summary>The platform of the login.</summary>
    public string Platform { get; init; } = "BYTEDESK";

    /// <summary>Sent with the login when set.</summary>
    public string? DeviceUid { get; init; }

    /// <summary>For one exchange, the body included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes; a larger answer counts as a broken server.</summary>
    public int MaxResponseSize { get; init; } = 16 * 1024 * 1024;

    /// <summary>When a refused login is tried once more; afterwards the same credentials are tried less than twice an hour.</summary>
    public TimeSpan LoginRetry { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The shortest wait after a login whose token is refused at once; it doubles with every further one.</summary>
    public TimeSpan LoginBackoffMin { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest wait after logins whose tokens are refused.</summary>
    public TimeSpan LoginBackoffMax { get; init; } = TimeSpan.FromMinutes(5);
}
