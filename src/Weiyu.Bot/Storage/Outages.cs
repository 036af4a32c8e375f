using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Weiyu.Bot.Storage;

/// <summary>Tells a database that can't be used from a mistake in one write, and says in words what is the matter.</summary>
internal static class Outages
{
    /// <summary>Whether the database as a whole can't be used, as against a mistake in one write.</summary>
    public static bool Is(Exception e) => e switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode is not (1 or 19 or 20 or 21 or 25),
        Npgsql.PostgresException postgres => postgres.IsTransient || Is(postgres.SqlState),
        DbException => true,
        IOException => true,
        _ => false,
    };

    /// <summary>
    /// By PostgreSQL's code: read-only (a standby was not promoted yet), no such table, schema or database (it is being restored), no right to it, out of
    /// room, being stopped, broken disks. Each of them is mended by somebody, and then everything goes on.
    /// </summary>
    private static bool Is(string code) =>
        code is Npgsql.PostgresErrorCodes.UndefinedTable or Npgsql.PostgresErrorCodes.UndefinedColumn or Npgsql.PostgresErrorCodes.InsufficientPrivilege
        || code.Length > 2 && code[..2] is "08" or "25" or "28" or "3D" or "3F" or "53" or "55" or "57" or "58";

    /// <summary>What is the matter with the database, and what to do about it.</summary>
    public static string Explain(Exception e) => e switch
    {
        SqliteException { SqliteErrorCode: 13 } => "The disk is full. Free room on the volume of the data folder; the bot goes on by itself.",
        SqliteException { SqliteErrorCode: 5 or 6 } => "The database is locked by another process. Stop it, or give this bot a data folder of its own.",
        SqliteException { SqliteErrorCode: 8 } => "The database is read-only. Make the data folder writable for the bot's user.",
        SqliteException { SqliteErrorCode: 14 } => "The database file can't be opened. Check that the data folder exists and is writable for the bot's user.",
        SqliteException { SqliteErrorCode: 11 or 26 } =>
            "The database file is damaged. Stop the bot, move the file away (or bring back a copy) and start again: what was answered is read back from the server's history.",
        SqliteException { SqliteErrorCode: 10 } => "The disk reports errors for the database file. Check the volume of the data folder.",
        Npgsql.PostgresException postgres => $"PostgreSQL refuses: {postgres.MessageText} ({postgres.SqlState}).",
        Npgsql.NpgsqlException => "PostgreSQL can't be reached. Check Store:ConnectionString and the server.",
        SqliteException sqlite => $"The database reports error {sqlite.SqliteErrorCode}: {sqlite.Message}",
        _ => e.Message,
    };
}
