using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Weiyu.Bot.Storage;

/// <summary>A connection of the writer with the transaction that is under way; keeps its commands prepared.</summary>
internal sealed class StoreSession(Database database) : IDisposable
{
    private readonly DbConnection _connection = database.Open();
    private readonly Dictionary<string, DbCommand> _commands = [];
    private DbTransaction? _transaction;

    /// <summary>The connection, for work that needs more than commands.</summary>
    public DbConnection Connection => _connection;

    /// <summary>The transaction under way.</summary>
    public DbTransaction? Transaction => _transaction;

    /// <summary>Whether SQL is PostgreSQL's.</summary>
    public bool IsPostgres => database.IsPostgres;

    /// <summary>Begins a transaction that writes.</summary>
    public void Begin() => _transaction = _connection is SqliteConnection sqlite ? sqlite.BeginTransaction(deferred: false) : _connection.BeginTransaction();

    /// <summary>Commits it.</summary>
    public void Commit()
    {
        _transaction!.Commit();
        End();
    }

    /// <summary>Undoes it; harmless when there is none.</summary>
    public void Rollback()
    {
        try
        {
            _transaction?.Rollback();
        }
        catch (Exception e) when (e is DbException or InvalidOperationException)
        {
            // The database has rolled back by itself, as it does on most errors.
        }

        End();
    }

    /// <summary>Runs a statement; parameters are <c>@0</c>, <c>@1</c> …</summary>
    /// <returns>The number of rows changed.</returns>
    public int Execute(string sql, params ReadOnlySpan<object?> parameters) => Prepare(sql, parameters).ExecuteNonQuery();

    /// <summary>Runs a query and gives the first column of its first row; null when there is none.</summary>
    public object? Scalar(string sql, params ReadOnlySpan<object?> parameters) => Prepare(sql, parameters).ExecuteScalar() is { } value and not DBNull ? value : null;

    /// <summary>Runs a query.</summary>
    public List<T> Query<T>(string sql, Func<DbDataReader, T> read, params ReadOnlySpan<object?> parameters)
    {
        using var reader = Prepare(sql, parameters).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read()) rows.Add(read(reader));
        return rows;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Rollback();
        foreach (var command in _commands.Values) command.Dispose();
        _connection.Dispose();
    }

    private DbCommand Prepare(string sql, ReadOnlySpan<object?> parameters)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
#pragma warning disable CA2100 // every text is a constant of this folder
            command.CommandText = sql;
#pragma warning restore CA2100
            for (var i = 0; i < parameters.Length; i++)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = $"@{i}";
                command.Parameters.Add(parameter);
            }

            _commands.Add(sql, command);
        }

        command.Transaction = _transaction;
        for (var i = 0; i < parameters.Length; i++) command.Parameters[i].Value = parameters[i] switch
        {
            null => DBNull.Value,
            string text when IsPostgres => PostgresText.Of(text),
            var value => value,
        };
        return command;
    }

    private void End()
    {
        _transaction?.Dispose();
        _transaction = null;
    }
}
