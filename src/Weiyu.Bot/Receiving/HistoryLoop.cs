using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Delivery;
using Weiyu.Bot.Receiving.CatchingUp;
using Weiyu.Client;

namespace Weiyu.Bot.Receiving;

/// <summary>
/// Fetches what the broker did not bring: everything after each connect, new threads every few seconds, what changed once in a while, and,
/// while MQTT is down, what changed every few seconds, so that visitors are answered over HTTP alone.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The source's wait handle is never asked for: there is nothing to dispose of.")]
internal sealed partial class HistoryLoop(CatchUp catchUp, FirstStart firstStart, AgentLine link, IOptions<WeiyuOptions> options, TimeProvider time, ILogger<HistoryLoop> log)
{
    private static readonly TimeSpan DiscoverEvery = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private CancellationTokenSource _line = new();

    /// <summary>The line went up or down: whatever is being fetched belongs to the line as it was.</summary>
    public void LineChanged()
    {
        CancellationTokenSource before;
        lock (_lock) (before, _line) = (_line, new CancellationTokenSource());
        // Not here: what is cancelled would go on in this call.
        _ = before.CancelAsync();
    }

    /// <summary>Runs until the bot stops.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        var failures = new Backoff(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(30), new Random(Environment.ProcessId));
        var wasUp = false;
        var swept = DateTimeOffset.MinValue;
        while (!stopping.IsCancellationRequested)
        {
            using var line = CancellationTokenSource.CreateLinkedTokenSource(stopping, LineToken());
            var up = link.IsUp;
            var began = time.GetUtcNow();
            var look = options.Value.SweepEvery < DiscoverEvery ? options.Value.SweepEvery : DiscoverEvery;
            var pause = up ? look : options.Value.PollEvery;
            var isDue = !up || catchUp.IsBehind || began - swept >= options.Value.SweepEvery || began < swept;
            try
            {
                if (up && !wasUp) await catchUp.RunAsync(line.Token);
                else if (firstStart.IsFirst) await catchUp.DecideAsync(line.Token);
                else if (isDue) await catchUp.SweepAsync(isAlone: !up, line.Token);
                else await catchUp.DiscoverAsync(line.Token);
                if (isDue || !wasUp) swept = began;
                wasUp = up;
                if (catchUp.IsBehind) pause = failures.Next();
                else failures.Reset();
            }
            catch (OperationCanceledException) when (line.IsCancellationRequested)
            {
                wasUp = false;
                continue;
            }
            catch (Exception e)
            {
                LogFailed(log, e.Message);
                pause = failures.Next();
            }

            try
            {
                await Task.Delay(pause, time, line.Token);
            }
            catch (OperationCanceledException)
            {
                // The line went up or down, or down and up again, or the bot stops.
                wasUp = false;
            }
        }
    }

    private CancellationToken LineToken()
    {
        lock (_lock) return _line.Token;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Catching up failed, trying again: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
