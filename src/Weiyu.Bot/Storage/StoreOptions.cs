using System.ComponentModel.DataAnnotations;

namespace Weiyu.Bot.Storage;

/// <summary>The section <c>Store</c>.</summary>
internal sealed class StoreOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Store";

    /// <summary>Which database.</summary>
    public StoreProvider Provider { get; set; } = StoreProvider.Sqlite;

    /// <summary>How to reach it; empty with SQLite: the file <c>weiyu-bot.db</c> in the data folder.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>The most writes in one transaction. From 1 to 10,000.</summary>
    [Range(1, 10_000)]
    public int MaxBatch { get; set; } = 512;

    /// <summary>The most writes that wait; beyond it the writer's callers wait, and the broker gets no acknowledgement. From 16 to 1,000,000.</summary>
    [Range(16, 1_000_000)]
    public int MaxQueue { get; set; } = 8192;
}

/// <summary>The databases that the bot keeps its journal in.</summary>
internal enum StoreProvider
{
    /// <summary>A file in the data folder.</summary>
    Sqlite,

    /// <summary>A PostgreSQL server.</summary>
    Postgres,

    /// <summary>The process's memory: nothing survives it. For trials and for measuring what durability costs.</summary>
    Memory,
}
