namespace Weiyu.Benchmarks.Faults;

/// <summary>
/// The bot as a container's runtime keeps it: started again when it was killed, and when it ended by itself (a server in trouble may refuse
/// its login, which ends it at the start).
/// </summary>
internal sealed class SupervisedBot : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _changing = new(1);
    private readonly Task _watching;
    private BotProcess _process;

    /// <summary>Starts it.</summary>
    public SupervisedBot(IReadOnlyDictionary<string, string> settings)
    {
        _settings = settings;
        _process = BotProcess.Start(settings);
        _watching = WatchAsync();
    }

    /// <summary>How often it ended by itself.</summary>
    public int Ends { get; private set; }

    /// <summary>What the process that runs now printed.</summary>
    public string Output => _process.Output;

    /// <summary>Kills it and starts it again.</summary>
    public async Task KillAsync()
    {
        await _changing.WaitAsync();
        try
        {
            await _process.DisposeAsync();
            _process = BotProcess.Start(_settings);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        await _process.DisposeAsync();
        _stop.Dispose();
        _changing.Dispose();
    }

    private async Task WatchAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(Pause, TimeProvider.System, _stop.Token);
                // Never asked while it is being changed: a process that is gone can't say whether it runs.
                await _changing.WaitAsync(_stop.Token);
                try
                {
                    if (_process.IsRunning) continue;
                    Ends++;
                    await _process.DisposeAsync();
                    _process = BotProcess.Start(_settings);
                }
                finally
                {
                    _changing.Release();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The bench is over.
        }
    }
}
