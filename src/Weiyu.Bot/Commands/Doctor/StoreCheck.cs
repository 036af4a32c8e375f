using Weiyu.Bot.Configuration;
using Weiyu.Bot.Storage;

namespace Weiyu.Bot.Commands.Doctor;

/// <summary>Can the data folder be used, and the database in it be written?</summary>
internal static class StoreCheck
{
    /// <summary>Looks.</summary>
    /// <param name="configuration">Checked already.</param>
    /// <param name="folder">The data folder, which is opened here unless a bot is using it.</param>
    /// <returns>The finding, and whether a bot is running on this folder.</returns>
    public static (Check Check, bool IsRunning) Look(IConfiguration configuration, DataFolder folder)
    {
        var store = configuration.GetSection(StoreOptions.Section).Get<StoreOptions>() ?? new();
        try
        {
            folder.Open();
            return (Open(store, folder), false);
        }
        catch (DataFolderInUseException)
        {
            return (new Check("store", CheckVerdict.Good, $"in use by the running bot ({folder.FullPath})"), true);
        }
        catch (DataFolderException e)
        {
            return (new Check("store", CheckVerdict.Bad, e.Message, "Make Bot:DataPath a folder that the bot's user may write."), false);
        }
    }

    private static Check Open(StoreOptions store, DataFolder folder)
    {
        try
        {
            using var database = new Database(store.Provider, store.ConnectionString.Length > 0 ? store.ConnectionString : Path.Combine(folder.FullPath, "weiyu-bot.db"));
            Schema.Migrate(database);
            using var session = new StoreSession(database);
            return new Check("store", CheckVerdict.Good, $"writable; {session.CountOpenInbox()} messages wait, {session.PendingSummary().Count} replies are pending, {session.CountFailed()} failed");
        }
        catch (Exception e) when (e is System.Data.Common.DbException or InvalidOperationException)
        {
            return new Check("store", CheckVerdict.Bad, e.Message, "Make the database reachable and writable, or move a damaged file away.");
        }
    }
}
