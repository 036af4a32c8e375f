using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Weiyu.Bot.Scheduling;

/// <summary>
/// Quartz's connections to the SQLite file that it shares with the store. They wait for each other inside SQLite, in steps of milliseconds (the
/// provider's own waiting is in steps of 150), and leave flushing to the checkpoint: what must not be lost is in the ledger, not in Quartz.
/// </summary>
internal sealed class SchedulerConnections(string connectionString) : DbDataSource
{
    /// <inheritdoc/>
    public override string ConnectionString => connectionString;

    /// <inheritdoc/>
    protected override DbConnection CreateDbConnection()
    {
        var connection = new SqliteConnection(connectionString);
        connection.StateChange += Prepare;
        return connection;
    }

    private static void Prepare(object sender, StateChangeEventArgs change)
    {
        if (change.CurrentState != ConnectionState.Open) return;
        using var command = ((SqliteConnection)sender).CreateCommand();
        command.CommandText = "PRAGMA busy_timeout=10000; PRAGMA synchronous=NORMAL";
        command.ExecuteNonQuery();
    }
}
