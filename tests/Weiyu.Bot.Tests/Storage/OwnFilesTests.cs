using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Storage;
using Xunit;

namespace Weiyu.Bot.Tests.Storage;

public sealed class OwnFilesTests : IDisposable
{
    private readonly DirectoryInfo _above = Directory.CreateTempSubdirectory("weiyu-own-");

    public void Dispose() => _above.Delete(recursive: true);

    [Fact]
    public async Task What_the_bot_makes_only_its_own_user_may_read()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("there are no such modes");
            return;
        }

        var path = Path.Combine(_above.FullName, "data");
        using (var folder = new DataFolder(path))
        using (var database = new Database(StoreProvider.Sqlite, Path.Combine(path, "weiyu-bot.db")))
        {
            await using var store = new Store(database, folder, Options.Create(new StoreOptions()), TimeProvider.System, NullLogger<Store>.Instance);
            store.Start();
            await store.Ready.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
            folder.DeviceUid();
            await store.WriteAsync(session => session.SetMeta("a", "b"), TestContext.Current.CancellationToken);

            var files = Directory.GetFiles(path);
            Assert.Equal(["device", "lock", "weiyu-bot.db", "weiyu-bot.db-shm", "weiyu-bot.db-wal"], files.Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
            foreach (var file in files) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(path));
        }
    }

    [Fact]
    public async Task A_file_that_was_put_in_the_place_of_the_bots_is_noticed()
    {
        var path = Path.Combine(_above.FullName, "watched");
        using var folder = new DataFolder(path);
        using var database = new Database(StoreProvider.Sqlite, Path.Combine(path, "weiyu-bot.db"));
        await using var store = new Store(database, folder, Options.Create(new StoreOptions()), TimeProvider.System, NullLogger<Store>.Instance);
        store.Start();
        await store.Ready.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        var watch = new FileWatch(store, database);
        Assert.Null(await watch.LookAsync(TestContext.Current.CancellationToken));

        File.Move(database.File!, database.File + ".old");
        await File.WriteAllBytesAsync(database.File!, [], TestContext.Current.CancellationToken);

        Assert.Contains("is another one than the bot opened", await watch.LookAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        File.Move(database.File + ".old", database.File!, overwrite: true);
        Assert.Null(await watch.LookAsync(TestContext.Current.CancellationToken));
    }
}
