using Weiyu.Bot.Delivery;
using Weiyu.Client.Rest;

namespace Weiyu.Bot.Receiving;

/// <summary>
/// While the server refuses the login: notices within seconds that the credentials are others (a file was changed), that <c>doctor</c> could log in, or
/// that somebody says so in the console, and lets the bot try at once.
/// </summary>
internal sealed partial class LoginWatch(WeiyuRestClient rest, SignIn signIn, AgentLine link, TimeProvider time, ILogger<LoginWatch> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(3);

    /// <summary>Tries to log in now, whatever was refused before: a person says that the account is well.</summary>
    public void TryNow()
    {
        rest.AllowLogin();
        signIn.Again();
        link.Connection?.Reconnect();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var timer = new PeriodicTimer(Every, time);
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (rest.LoginRefusal is null || !await HasChangedAsync(stoppingToken)) continue;
                LogChanged(log);
                signIn.Again();
                link.Connection?.Reconnect();
            }
        }
        catch (OperationCanceledException)
        {
            // The bot stops.
        }
    }

    private async Task<bool> HasChangedAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await rest.ReconsiderLoginAsync(cancellationToken);
        }
        catch (WeiyuException)
        {
            // The file with the secret is just being exchanged.
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The credentials are others, or somebody else could log in with them: trying now")]
    private static partial void LogChanged(ILogger logger);
}
