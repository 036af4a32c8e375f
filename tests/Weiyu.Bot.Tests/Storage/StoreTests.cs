using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Storage;
using Xunit;

namespace Weiyu.Bot.Tests.Storage;

public sealed class StoreTests : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("weiyu-store-");
    private readonly Database _database;
    private readonly Store _store;

    public StoreTests()
    {
        _database = new Database(StoreProvider.Sqlite, Path.Combine(_folder.FullName, "bot.db"));
        _store = new Store(_database, new DataFolder(_folder.FullName), Options.Create(new StoreOptions { MaxBatch = 64 }), TimeProvider.System, NullLogger<Store>.Instance);
        _store.Start();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _database.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Writes_that_wait_are_committed_together()
    {
        await _store.Ready;
        var release = await HoldAsync();
        var waiting = Enumerable.Range(0, 200).Select(i => _store.WriteAsync(
            session =>
            {
                session.InsertInbox(Item($"uid-{i}"));
                return _store.Read(other => other.CountOpenInbox());
            },
            Cancellation)).ToList();
        await release();
        var committedBefore = await Task.WhenAll(waiting);

        Assert.Equal([0, 64, 128, 192], committedBefore.Distinct());
        Assert.Equal(200, _store.Read(session => session.CountOpenInbox()));
    }

    [Fact]
    public async Task A_write_that_fails_fails_alone()
    {
        await _store.Ready;
        var release = await HoldAsync();
        var good = _store.WriteAsync(session => session.InsertInbox(Item("good")), Cancellation);
        var bad = _store.WriteAsync<int>(_ => throw new InvalidOperationException("a mistake of the caller"), Cancellation);
        var alsoGood = _store.WriteAsync(session => session.InsertInbox(Item("also good")), Cancellation);
        await release();

        Assert.NotNull(await good);
        Assert.NotNull(await alsoGood);
        await Assert.ThrowsAsync<InvalidOperationException>(() => bad);
        Assert.Null(_store.Trouble);
    }

    [Fact]
    public async Task A_message_that_is_known_is_not_stored_again()
    {
        await _store.Ready;

        Assert.NotNull(await _store.WriteAsync(session => session.InsertInbox(Item("uid")), Cancellation));
        Assert.Null(await _store.WriteAsync(session => session.InsertInbox(Item("uid")), Cancellation));
    }

    [Fact]
    public async Task What_was_queued_before_the_end_is_written_and_what_comes_after_it_is_refused()
    {
        await _store.Ready;
        var before = _store.WriteAsync(session => session.InsertInbox(Item("before")), Cancellation);

        await _store.StopAsync();

        Assert.NotNull(await before);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _store.WriteAsync(session => session.InsertInbox(Item("after")), Cancellation));
        Assert.Equal(1, _store.Read(session => session.CountOpenInbox()));
    }

    [Fact]
    public async Task A_read_waits_for_a_database_that_is_away_and_back_again()
    {
        await _store.Ready;
        await _store.WriteAsync(session => session.SetMeta("key", "value"), Cancellation);
        _database.Forget();
        var (file, away) = (Path.Combine(_folder.FullName, "bot.db"), Path.Combine(_folder.FullName, "away.db"));
        await _store.StopAsync();
        File.Move(file, away);
        Directory.CreateDirectory(file);
        var reading = _store.ReadAsync(session => session.Meta("key"), Cancellation);
        Assert.False(reading.IsCompleted);
        Directory.Delete(file);
        File.Move(away, file);

        Assert.Equal("value", await reading);
    }

    /// <summary>Keeps the writer busy, so that what is written next waits and is taken together, until the result is called.</summary>
    private async Task<Func<Task>> HoldAsync()
    {
        var hold = new ManualResetEventSlim();
        var begun = new TaskCompletionSource();
        var holding = _store.WriteAsync(
            _ =>
            {
                begun.TrySetResult();
                hold.Wait(Cancellation);
            },
            Cancellation);
        await begun.Task;
        return async () =>
        {
            hold.Set();
            await holding;
            hold.Dispose();
        };
    }

    private static InboxItem Item(string uid) => new(uid, "topic", InboxKind.Message, [1], DateTimeOffset.UnixEpoch);
}
