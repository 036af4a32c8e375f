using System.Data.Common;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Core;

namespace Weiyu.Bot.Storage;

/// <summary>
/// The one writer of the database. Writes that are waiting are committed together (group commit), so that a durable commit costs many
/// messages one flush. Reads run beside it on connections of their own.
/// </summary>
internal sealed partial class Store : IAsyncDisposable
{
    /// <summary>While the bot stops: after which time a batch that is being written is thought to hang.</summary>
    private static readonly TimeSpan StuckAfter = TimeSpan.FromSeconds(1);

    /// <summary>How long a read that failed is remembered: those that a damaged page does not concern go on.</summary>
    private static readonly TimeSpan ReadTroubleLasts = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan BrokenPause = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(0.25);

    private readonly Database _database;
    private readonly DataFolder _folder;
    private readonly StoreOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<Store> _log;
    private readonly Channel<StoreWork> _queue;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _leaving = new();
    private readonly Lock _batchLock = new();
    private readonly List<StoreWork> _batch = [];
    private long _batches;
    private readonly Random _random = new(Environment.ProcessId);
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _loop = Task.CompletedTask;
    private bool _started;
    private string? _broken;
    private (string Text, long At)? _readTrouble;
    private long _deadlocks;
    private StoreSession? _session;

    public Store(Database database, DataFolder folder, IOptions<StoreOptions> options, TimeProvider time, ILogger<Store> log)
    {
        (_database, _folder, _options, _time, _log) = (database, folder, options.Value, time, log);
        _queue = Channel.CreateBounded<StoreWork>(new BoundedChannelOptions(_options.MaxQueue) { SingleReader = true });
    }

    /// <summary>Why nothing can be stored now, in words; null when all is well.</summary>
    public string? Trouble
    {
        get => _broken ?? (HasEnded ? "The writer of the database has ended; restart the bot." : field);
        private set;
    }

    /// <summary>Why something could not be read within the last minute, in words; null when all is well.</summary>
    public string? ReadTrouble => _readTrouble is { } trouble && _time.GetElapsedTime(trouble.At) < ReadTroubleLasts ? trouble.Text : null;

    /// <summary>How often a transaction was taken back because another instance wrote to the same rows in another order.</summary>
    public long Deadlocks => Interlocked.Read(ref _deadlocks);

    /// <summary>Whether nothing will be written any more though nobody stopped it.</summary>
    private bool HasEnded => _loop.IsCompleted && _started && !_leaving.IsCancellationRequested && !_stop.IsCancellationRequested && !_queue.Reader.Completion.IsCompleted;

    /// <summary>Whether other instances of the bot may use the same database: then what is in memory may be out of date.</summary>
    public bool IsShared => _database.IsPostgres;

    /// <summary>Writes that wait.</summary>
    public int Waiting => _queue.Reader.Count;

    /// <summary>Completes when the database can be used.</summary>
    public Task Ready => _ready.Task;

    /// <summary>
    /// Brings the schema up to date and starts writing. While the database can't be used it says why in <see cref="Trouble"/> and tries
    /// again: an operator finds a program that explains itself, not one that restarts for ever.
    /// </summary>
    public void Start()
    {
        _loop = Task.Run(RunAsync);
        _started = true;
    }

    /// <summary>What is written is lost, for a reason that the store can't see: nothing is committed, so that nothing is acknowledged.</summary>
    /// <param name="reason">In words, with what to do; null: it was a mistake.</param>
    public void Break(string? reason) => _broken = reason;

    /// <summary>
    /// The bot is about to stop: from now on nobody waits for a database that can't be written. What could not be stored was not acknowledged, or is
    /// still open in the journal; whether a write that hangs was committed shows at the next start, as after a crash.
    /// </summary>
    public void Leave()
    {
        if (_leaving.IsCancellationRequested) return;
        _leaving.Cancel();
        _ = AbandonAsync();
    }

    /// <summary>
    /// Runs <paramref name="work"/> in the next transaction and completes when that is on the disk. While the database can't be written, it waits.
    /// </summary>
    /// <exception cref="OperationCanceledException">The store was stopped, or the token cancelled before the work was taken.</exception>
    public async Task<T> WriteAsync<T>(Func<StoreSession, T> work, CancellationToken cancellationToken = default)
    {
        var item = new StoreWork<T>(work);
        try
        {
            await _queue.Writer.WriteAsync(item, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new OperationCanceledException("The store is stopped.");
        }

        return await item.Task;
    }

    /// <summary>As <see cref="WriteAsync{T}"/>, without a result.</summary>
    public Task WriteAsync(Action<StoreSession> work, CancellationToken cancellationToken = default) =>
        WriteAsync(session =>
        {
            work(session);
            return true;
        }, cancellationToken);

    /// <summary>Reads on a connection of its own.</summary>
    /// <exception cref="DbException">The database can't be read.</exception>
    public T Read<T>(Func<StoreSession, T> read)
    {
        try
        {
            using var session = new StoreSession(_database);
            return read(session);
        }
        catch (Exception e) when (Outages.Is(e))
        {
            _readTrouble = (Outages.Explain(e), _time.GetTimestamp());
            throw;
        }
    }

    /// <summary>As <see cref="Read"/>, but waits while the database can't be read.</summary>
    public async Task<T> ReadAsync<T>(Func<StoreSession, T> read, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return Read(read);
            }
            catch (Exception e) when (Outages.Is(e))
            {
                LogUnreadable(_log, Outages.Explain(e));
                await Task.Delay(Pause(attempt), _time, cancellationToken);
            }
        }
    }

    /// <summary>Commits what waits and stops.</summary>
    /// <param name="patience">How long it may take; what waits for a database that can't be written would wait for ever. 5 s when null.</param>
    public async Task StopAsync(TimeSpan? patience = null)
    {
        _queue.Writer.TryComplete();
        // Who was stopped once has been waited for.
        if (await _loop.EndsWithinAsync(_stop.IsCancellationRequested ? TimeSpan.Zero : patience ?? TimeSpan.FromSeconds(5), _time)) return;
        await _stop.CancelAsync();
        CancelAll();
        // A call into the database that hangs can't be cancelled: the process ends without it.
        await _loop.EndsWithinAsync(LastPatience, _time);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (!_loop.IsCompleted) return;
        _stop.Dispose();
        _leaving.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            await PrepareAsync();
            while (await _queue.Reader.WaitToReadAsync(_stop.Token))
            {
                TakeBatch();
                await CommitAsync(_batch);
            }
        }
        catch (OperationCanceledException)
        {
            _queue.Writer.TryComplete();
            CancelAll();
        }

        _session?.Dispose();
        _session = null;
    }

    private void TakeBatch()
    {
        lock (_batchLock)
        {
            _batches++;
            _batch.Clear();
            while (_batch.Count < _options.MaxBatch && _queue.Reader.TryRead(out var work)) _batch.Add(work);
        }
    }

    /// <summary>Nobody waits any longer: neither for what is being written nor for what waits to be.</summary>
    private void CancelAll()
    {
        lock (_batchLock)
        {
            foreach (var work in _batch) work.Cancel();
            while (_queue.Reader.TryRead(out var work)) work.Cancel();
        }
    }

    /// <summary>While the bot stops: a batch that gets nowhere keeps nobody.</summary>
    private async Task AbandonAsync()
    {
        for (var before = -1L; !_loop.IsCompleted;)
        {
            await _loop.EndsWithinAsync(StuckAfter, _time);
            lock (_batchLock)
            {
                if (before == _batches) CancelAll();
                before = _batches;
            }
        }
    }

    private async Task PrepareAsync()
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                _folder.Open();
                Schema.Migrate(_database);
                _database.IsMade = true;
                Trouble = null;
                _ready.TrySetResult();
                return;
            }
            catch (Exception e) when (e is DbException or DataFolderException or InvalidOperationException or IOException)
            {
                _database.Forget();
                Trouble = Outages.Explain(e);
                LogTrouble(_log, Trouble, _queue.Reader.Count);
                await Task.Delay(Pause(attempt), _time, _leaving.Token);
            }
        }
    }

    private static TimeSpan Pause(int attempt) => RetryDelay.Usual.Nominal(attempt + 1);

    /// <summary>Commits a batch, however long the database makes it wait.</summary>
    private async Task CommitAsync(List<StoreWork> batch)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                while (_broken is not null) await Task.Delay(BrokenPause, _time, _leaving.Token);
                TryCommit(batch);
                if (Trouble is not null)
                {
                    LogRecovered(_log);
                    Trouble = null;
                }

                foreach (var work in batch) work.Complete();
                return;
            }
            catch (Npgsql.PostgresException e) when (e.SqlState is Npgsql.PostgresErrorCodes.DeadlockDetected or Npgsql.PostgresErrorCodes.SerializationFailure)
            {
                // Another instance wrote to the same conversations in another order; it has them now.
                Interlocked.Increment(ref _deadlocks);
                await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(5, 50)), _time, _stop.Token);
            }
            catch (Exception e) when (Outages.Is(e))
            {
                _session?.Dispose();
                _session = null;
                if (_database.IsPostgres) _database.Forget();
                Trouble = Outages.Explain(e);
                LogTrouble(_log, Trouble, batch.Count + _queue.Reader.Count);
                if (_leaving.IsCancellationRequested)
                {
                    foreach (var work in batch) work.Cancel();
                    return;
                }

                await Task.Delay(Pause(attempt), _time, _leaving.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                _stop.Token.ThrowIfCancellationRequested();
            }
            catch (Exception e) when (batch.Count == 1)
            {
                batch[0].Fail(e);
                return;
            }
            catch (Exception)
            {
                // One of them is at fault; alone, each gets its own answer.
                foreach (var work in batch) await CommitAsync([work]);
                return;
            }
        }
    }

    private void TryCommit(List<StoreWork> batch)
    {
        _session ??= new StoreSession(_database);
        _session.Begin();
        try
        {
            foreach (var work in batch) work.Run(_session);
            _session.Commit();
        }
        catch
        {
            _session.Rollback();
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Nothing can be stored: {Trouble} {Waiting} writes wait")]
    private static partial void LogTrouble(ILogger logger, string trouble, int waiting);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database can't be read, trying again: {Trouble}")]
    private static partial void LogUnreadable(ILogger logger, string trouble);

    [LoggerMessage(Level = LogLevel.Information, Message = "The database can be written again")]
    private static partial void LogRecovered(ILogger logger);
}
