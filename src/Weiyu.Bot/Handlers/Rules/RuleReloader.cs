using System.Threading.Channels;
using Weiyu.Rules;
using Weiyu.Rules.Loading;
using Weiyu.Rules.Model;

namespace Weiyu.Bot.Handlers.Rules;

/// <summary>
/// Takes over a changed folder once its files rest: read, checked, its tests run, and only then in force. Looks now and then too, because
/// not every volume reports changes.
/// </summary>
internal sealed partial class RuleReloader(RuleBookSource source, IRuleGate gate, TimeProvider time, ILogger<RuleReloader> log) : BackgroundService
{
    /// <summary>How often the folder is looked at where no change is reported.</summary>
    public static readonly TimeSpan PollEvery = TimeSpan.FromSeconds(5);

    /// <summary>How long files must rest before they are read.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(300);

    private readonly Channel<bool> _signals = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Reads the folder now and takes it over if it is good.</summary>
    /// <returns>Whether it is in force.</returns>
    public async Task<bool> ReloadAsync(CancellationToken cancellationToken)
    {
        var result = source.Read();
        var further = result.Book is { } book ? await CheckAsync(book, result, cancellationToken) : [];
        var taken = source.Offer(result, further);
        if (taken) LogTaken(log, source.Current.Version, source.Current.Rules.Count);
        else LogRefused(log, string.Join(Environment.NewLine, source.LastProblems.Where(p => p.Severity == ProblemSeverity.Error).Take(20)));
        return taken;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var watcher = Watch();
        // Of the files as they were read: what changed since, while the program started, counts.
        var seen = source.Fingerprint;
        try
        {
            while (true)
            {
                await WaitAsync(stoppingToken);
                var now = RuleFolder.Fingerprint(source.Folder);
                if (now == seen) continue;
                while (true)
                {
                    await Task.Delay(Rest, time, stoppingToken);
                    var later = RuleFolder.Fingerprint(source.Folder);
                    if (later == now) break;
                    now = later;
                }

                seen = now;
                await ReloadAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The bot stops.
        }
    }

    /// <summary>What the gate says; a gate that breaks down keeps the book out, and the bot goes on with the one it has.</summary>
    private async Task<IReadOnlyList<RuleProblem>> CheckAsync(RuleBook book, LoadResult result, CancellationToken cancellationToken)
    {
        try
        {
            return await gate.CheckAsync(book, result, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return [new RuleProblem("", 0, 0, ProblemSeverity.Error, "check-failed", $"The rules could not be checked: {e.GetType().Name}: {e.Message}", "Take back what was changed last, bit by bit, until it is gone.")];
        }
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var changed = _signals.Reader.WaitToReadAsync(either.Token).AsTask();
        await Task.WhenAny(changed, Task.Delay(PollEvery, time, either.Token));
        cancellationToken.ThrowIfCancellationRequested();
        _signals.Reader.TryRead(out _);
        await either.CancelAsync();
    }

    private FileSystemWatcher? Watch()
    {
        try
        {
            var watcher = new FileSystemWatcher(source.Folder) { IncludeSubdirectories = true, NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Size | NotifyFilters.DirectoryName };
            watcher.Changed += (_, _) => _signals.Writer.TryWrite(true);
            watcher.Created += (_, _) => _signals.Writer.TryWrite(true);
            watcher.Deleted += (_, _) => _signals.Writer.TryWrite(true);
            watcher.Renamed += (_, _) => _signals.Writer.TryWrite(true);
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            LogNotWatched(log, e.Message);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Rules {Version} are in force: {Count} rules")]
    private static partial void LogTaken(ILogger logger, string version, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "The changed rules are refused, the old ones stay in force:\n{Problems}")]
    private static partial void LogRefused(ILogger logger, string problems);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Changes of the rules folder are not reported ({Reason}); it is looked at every few seconds")]
    private static partial void LogNotWatched(ILogger logger, string reason);
}

/// <summary>What a folder must pass before it comes into force.</summary>
internal interface IRuleGate
{
    /// <summary>What speaks against a book beyond what reading it found; errors keep it out.</summary>
    Task<IReadOnlyList<RuleProblem>> CheckAsync(RuleBook book, LoadResult result, CancellationToken cancellationToken);
}
