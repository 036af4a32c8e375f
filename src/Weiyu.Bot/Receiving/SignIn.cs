using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Core;
using Weiyu.Client;
using Weiyu.Client.Rest;

namespace Weiyu.Bot.Receiving;

/// <summary>The login at the start, for as long as it takes; afterwards the bot knows who it is.</summary>
internal sealed partial class SignIn(
    WeiyuRestClient rest, BotIdentityStore identity, AgentLookup agents, StartupState startup, IOptions<WeiyuOptions> options, TimeProvider time, ILogger<SignIn> log)
{
    private TaskCompletionSource _again = NewSignal();

    /// <summary>Logs in. A server that can't be reached, or is in trouble, is waited for; so is an account that is locked, disabled or logged out by force.</summary>
    /// <exception cref="WeiyuLoginRefusedException">The server said twice that the credentials are wrong.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var pause = new Backoff(options.Value.ReconnectMin, options.Value.ReconnectMax, new Random(Environment.ProcessId));
        while (true)
        {
            var again = Volatile.Read(ref _again).Task;
            try
            {
                var session = await rest.LoginAsync(cancellationToken);
                var bot = new BotIdentity(session.UserUid, session.Username, session.Nickname, session.Avatar, session.OrgUid);
                identity.Set(bot with { Agent = await agents.FindAsync(bot, cancellationToken) });
                startup.Trouble = null;
                LogLoggedIn(log, bot.Username, identity.Current!.Agent?.Nickname ?? "not known yet");
                return;
            }
            catch (WeiyuLoginRefusedException e) when (e is not { Reason: LoginRefusal.Credentials, IsConfirmed: true })
            {
                startup.Trouble = e.Message;
                LogRefused(log, e.Message, e.NextLoginAt, e.Cure);
                await WaitAsync(e.NextLoginAt - time.GetUtcNow(), again, cancellationToken);
            }
            catch (Exception e) when (e is not WeiyuLoginRefusedException && !cancellationToken.IsCancellationRequested)
            {
                // The server can't be reached or is in trouble; or a file with a secret is not mounted yet.
                startup.Trouble = e.Message;
                LogWaiting(log, e.Message);
                await WaitAsync(pause.Next(), again, cancellationToken);
            }
        }
    }

    /// <summary>Tries again now, if it waits.</summary>
    public void Again() => Interlocked.Exchange(ref _again, NewSignal()).TrySetResult();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task WaitAsync(TimeSpan pause, Task again, CancellationToken cancellationToken)
    {
        if (pause <= TimeSpan.Zero) return;
        // Timers count whole milliseconds, and would be a fraction of one early.
        await Task.WhenAny(again, Task.Delay(pause + TimeSpan.FromMilliseconds(1), time, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Logged in as {Username}, agent {Agent}")]
    private static partial void LogLoggedIn(ILogger logger, string username, string agent);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not logged in yet, trying again: {Reason}")]
    private static partial void LogWaiting(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Not logged in: {Reason} It is tried again at {NextLoginAt:u}, and at once when the credentials change. {Cure}")]
    private static partial void LogRefused(ILogger logger, string reason, DateTimeOffset nextLoginAt, string cure);
}
