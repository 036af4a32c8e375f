using Microsoft.Extensions.Options;
using Weiyu.Knowledge;

namespace Weiyu.Bot.Handlers.Knowledge;

/// <summary>Keeps the index like its folder: reads changes when the file system reports them and the folder has come to rest, and compares now and then.</summary>
internal sealed class KnowledgeRefresher(KnowledgeIndex index, IOptions<KnowledgeOptions> options, TimeProvider time, ILogger<KnowledgeRefresher> logger) : BackgroundService
{
    private readonly SemaphoreSlim _changed = new(0, 1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Starting to watch before the first reading: nothing falls between the two.
        using var watcher = Watch();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var problems = index.Problems;
                await index.RefreshAsync(stoppingToken);
                foreach (var problem in index.Problems.Except(problems)) Log.Problem(logger, problem.ToString());
                await index.EmbedAsync(stoppingToken);
                await WaitAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                Log.RefreshFailed(logger, e);
                await WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _changed.Dispose();
        base.Dispose();
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var compare = new CancellationTokenSource(options.Value.CompareEvery, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(compare.Token, cancellationToken);
        try
        {
            await _changed.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return; // time to compare
        }

        // An editor writes in several steps: wait until it has been quiet for a while, but not for ever.
        for (var i = 0; i < 20; i++)
        {
            await Task.Delay(options.Value.Debounce, time, cancellationToken);
            if (!await _changed.WaitAsync(TimeSpan.Zero, cancellationToken)) return;
        }
    }

    private FileSystemWatcher? Watch()
    {
        try
        {
            if (!Directory.Exists(index.FolderPath)) return null;
            var watcher = new FileSystemWatcher(index.FolderPath) { IncludeSubdirectories = true };
            watcher.Changed += Signal;
            watcher.Created += Signal;
            watcher.Deleted += Signal;
            watcher.Renamed += Signal;
            watcher.Error += Signal;
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // No more watches to be had: comparing now and then has to do.
            return null;
        }

        void Signal(object sender, EventArgs e)
        {
            try
            {
                if (_changed.CurrentCount == 0) _changed.Release();
            }
            catch (Exception ex) when (ex is SemaphoreFullException or ObjectDisposedException)
            {
                // Signalled already, or over.
            }
        }
    }
}
