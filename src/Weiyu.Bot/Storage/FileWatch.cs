using Microsoft.Data.Sqlite;

namespace Weiyu.Bot.Storage;

/// <summary>
/// Whether the database file that is written is the one at its place. A file that was deleted or moved away under the process goes on taking writes, and all of
/// them are lost with the process.
/// </summary>
internal sealed class FileWatch(Store store, Database database)
{
    private const string Key = "file";
    private readonly string _mark = Guid.NewGuid().ToString("N");
    private bool _isMarked;

    /// <summary>Looks.</summary>
    /// <returns>Null when all is well, or there is no file to look at; else what is wrong.</returns>
    public async Task<string?> LookAsync(CancellationToken cancellationToken)
    {
        if (database.File is not { } file || !store.Ready.IsCompletedSuccessfully) return null;
        if (!_isMarked)
        {
            // A database that can't be written now says so itself.
            if (store.Trouble is not null) return null;
            await store.WriteAsync(session => session.SetMeta(Key, _mark), cancellationToken).WaitAsync(cancellationToken);
            _isMarked = true;
        }

        if (!File.Exists(file)) return $"The database file '{file}' is gone: it was deleted or moved away while the bot was running.";
        try
        {
            return Mark() == _mark ? null : $"The database file '{file}' is another one than the bot opened: it was replaced while the bot was running.";
        }
        catch (SqliteException e) when (e.SqliteErrorCode is not (5 or 6))
        {
            // Whether it can be used is the store's to say; here it matters whether it is ours.
            return e.SqliteErrorCode == 1 ? $"The database file '{file}' is another one than the bot opened: it was replaced while the bot was running." : null;
        }
        catch (SqliteException)
        {
            // Locked at this moment.
            return null;
        }
    }

    private string? Mark()
    {
        using var connection = database.OpenFileAnew();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT value FROM meta WHERE key = $key";
        command.Parameters.AddWithValue("$key", Key);
        return command.ExecuteScalar() as string;
    }
}
