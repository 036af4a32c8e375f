using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;

namespace Weiyu.Bot.Outbox;

/// <summary>What proves that the server has a message: its echo, or its place in the history.</summary>
internal sealed partial class Proofs(Confirmations confirmations, HistoryLookup history, IOptions<WeiyuOptions> options, TimeProvider time, ILogger<Proofs> log)
{
    /// <summary>Whether the server is known to have it.</summary>
    public bool IsKnown(string uid) => confirmations.IsKnown(uid);

    /// <summary>Begins to wait for its echo; dispose it when done.</summary>
    public Confirmations.Waiting Expect(string uid) => confirmations.Expect(uid);

    /// <summary>What is known of the server's echoes.</summary>
    public EchoMode Mode => confirmations.Mode;

    /// <summary>Waits for the echo of what was sent just now.</summary>
    public Task<bool> EchoedAsync(Task echo, CancellationToken cancellationToken) => CameAsync(echo, options.Value.EchoTimeout, cancellationToken);

    /// <summary>Looks whether the thread's history has it, once the history's lag has passed; an echo in the meantime settles it too.</summary>
    /// <param name="message">The message.</param>
    /// <param name="decided">When it was decided: it can't be older.</param>
    /// <param name="lastSent">When it may last have been sent.</param>
    /// <param name="echo">Ends when its echo comes.</param>
    /// <param name="cancellationToken">The bot stops.</param>
    public async Task<HistoryAnswer> LookUpAsync(Wire.Message message, DateTimeOffset decided, DateTimeOffset lastSent, Task echo, CancellationToken cancellationToken)
    {
        var left = lastSent + HistoryLag.Settled(options.Value.StoreLag) - time.GetUtcNow();
        if (left > TimeSpan.Zero && await CameAsync(echo, left, cancellationToken)) return HistoryAnswer.Found;
        return await history.FindAsync(message, decided, lastSent, cancellationToken);
    }

    /// <summary>Whether the server says at once that it has it. That it does not say so proves nothing.</summary>
    public Task<bool> IsStoredAsync(string uid, CancellationToken cancellationToken) => history.IsStoredAsync(uid, cancellationToken);

    /// <summary>Whether the server says that it does not know a thread.</summary>
    public Task<bool> IsUnknownThreadAsync(string topic, CancellationToken cancellationToken) => history.IsUnknownThreadAsync(topic, cancellationToken);

    /// <summary>This broker neither echoes nor keeps a history: from now on its acknowledgement is the proof.</summary>
    public void NoEcho()
    {
        confirmations.NoEcho();
        LogNoEcho(log);
    }

    private async Task<bool> CameAsync(Task echo, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            await echo.WaitAsync(patience, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "This broker does not echo and the server keeps no history of it: its acknowledgement counts as proof of delivery")]
    private static partial void LogNoEcho(ILogger logger);
}
