using System.Buffers.Text;
using System.Text.Json;
using Weiyu.Client.Rest;

namespace Weiyu.Bot.Scheduling.Housekeeping;

/// <summary>The access token, seen from who keeps it fresh.</summary>
internal interface ITokenRenewal
{
    /// <summary>The token in use; null before the first login.</summary>
    string? Token { get; }

    /// <summary>Gets another one.</summary>
    /// <exception cref="Exception">The server can't be reached or refuses.</exception>
    Task RenewAsync(CancellationToken cancellationToken);
}

/// <summary>The REST client's token.</summary>
internal sealed class RestTokenRenewal(WeiyuRestClient rest) : ITokenRenewal
{
    /// <inheritdoc/>
    public string? Token => rest.Session?.AccessToken;

    /// <inheritdoc/>
    public async Task RenewAsync(CancellationToken cancellationToken)
    {
        if (rest.Session is { } session) await rest.RenewAsync(session, cancellationToken);
    }
}

/// <summary>When a token is to be renewed.</summary>
internal static class TokenExpiry
{
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(10);

    /// <summary>When a token expires, if it is a JWT that says so; null: unknown, and the server's 401 will tell.</summary>
    public static DateTimeOffset? Of(string? token) => Read(token, "exp");

    /// <summary>When to renew it: ten minutes before its end, or after four fifths of a shorter life; null: unknown.</summary>
    /// <param name="token">The token.</param>
    /// <param name="seenAt">When it was first seen: its life's beginning where it does not tell.</param>
    public static DateTimeOffset? RenewAt(string? token, DateTimeOffset seenAt)
    {
        if (Of(token) is not { } end) return null;
        var begin = Read(token, "iat") is { } issued && issued < end ? issued : seenAt;
        var early = TimeSpan.FromTicks(Math.Min(Early.Ticks, Math.Max(0, (end - begin).Ticks / 5)));
        return end - early;
    }

    private static DateTimeOffset? Read(string? token, string claim)
    {
        var parts = token?.Split('.');
        if (parts is not { Length: 3 }) return null;
        try
        {
            using var payload = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
            return payload.RootElement.ValueKind == JsonValueKind.Object && payload.RootElement.TryGetProperty(claim, out var value) && value.TryGetDouble(out var seconds)
                ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
                : null;
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException or ArgumentException)
        {
            return null; // not one of those: nothing is known of its end
        }
    }
}
