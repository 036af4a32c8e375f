using Weiyu.Bot.Storage;

namespace Weiyu.Bot.Scheduling.Ledger;

/// <summary>The database, for what the running bot and the command line do alike. The bot has one writer; a verb beside it writes for itself.</summary>
internal interface ILedgerAccess
{
    /// <summary>Reads.</summary>
    T Read<T>(Func<StoreSession, T> read);

    /// <summary>Writes in a transaction.</summary>
    Task<T> WriteAsync<T>(Func<StoreSession, T> write, CancellationToken cancellationToken);
}

/// <summary>By the bot's store.</summary>
internal sealed class StoreLedger(Store store) : ILedgerAccess
{
    /// <inheritdoc/>
    public T Read<T>(Func<StoreSession, T> read) => store.Read(read);

    /// <inheritdoc/>
    public Task<T> WriteAsync<T>(Func<StoreSession, T> write, CancellationToken cancellationToken) => store.WriteAsync(write, cancellationToken);
}

/// <summary>By a connection of its own.</summary>
internal sealed class SessionLedger(Database database) : ILedgerAccess
{
    /// <inheritdoc/>
    public T Read<T>(Func<StoreSession, T> read)
    {
        using var session = new StoreSession(database);
        return read(session);
    }

    /// <inheritdoc/>
    public Task<T> WriteAsync<T>(Func<StoreSession, T> write, CancellationToken cancellationToken)
    {
        using var session = new StoreSession(database);
        session.Begin();
        var result = write(session);
        session.Commit();
        return Task.FromResult(result);
    }
}
