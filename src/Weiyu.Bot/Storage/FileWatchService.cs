using Weiyu.Bot.Core;

namespace Weiyu.Bot.Storage;

/// <summary>
/// Looks every few seconds. A file that is gone twice in a row can't be mended from here: nothing more is acknowledged, and the process ends, so that whoever
/// supervises it starts it again with a file that is there.
/// </summary>
internal sealed partial class FileWatchService(FileWatch watch, Store store, StartupState startup, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<FileWatchService> log) : BackgroundService
{
    private const int Enough = 2;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await store.Ready.WaitAsync(stoppingToken);
            for (var misses = 0; misses < Enough;)
            {
                await Task.Delay(Every, time, stoppingToken);
                if (await watch.LookAsync(stoppingToken) is not { } loss)
                {
                    if (misses > 0) store.Break(null);
                    misses = 0;
                    continue;
                }

                // At the first sight nothing more is acknowledged; at the second there is no doubt.
                store.Break(loss);
                if (++misses < Enough) continue;
                LogLost(log, loss);
                startup.Fail(ExitCodes.Broken, $"{loss} The bot stops; started again it makes a new one, and reads from the server's history what it has answered.");
                lifetime.StopApplication();
            }
        }
        catch (OperationCanceledException)
        {
            // The bot stops.
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Loss} What is written now would be lost with the process: it stops")]
    private static partial void LogLost(ILogger logger, string loss);
}
