namespace Weiyu.Bot.Scheduling.Housekeeping;

/// <summary>Renews the token before it expires.</summary>
internal sealed class TokenChore(ITokenRenewal token) : IChore
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    private DateTimeOffset _notBefore;
    private DateTimeOffset _seenAt;
    private string? _token;

    /// <inheritdoc/>
    public string Name => "renew";

    /// <inheritdoc/>
    public void Begin(DateTimeOffset now)
    {
        // When it is due is read from the token.
    }

    /// <inheritdoc/>
    public async Task RunIfDueAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (token.Token is var current && current != _token) (_token, _seenAt) = (current, now);
        if (now < _notBefore || TokenExpiry.RenewAt(current, _seenAt) is not { } renewAt || renewAt > now) return;
        _notBefore = now + Pause;
        await token.RenewAsync(cancellationToken);
    }
}
