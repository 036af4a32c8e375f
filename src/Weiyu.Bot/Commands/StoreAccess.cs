using Weiyu.Bot.Configuration;
using Weiyu.Bot.Storage;

namespace Weiyu.Bot.Commands;

/// <summary>Opens the store for verbs that look into it, also while the bot is running.</summary>
internal static class StoreAccess
{
    /// <summary>Opens it; null, with a message, when there is none.</summary>
    public static Database? Open(IConfiguration configuration)
    {
        var store = configuration.GetSection(StoreOptions.Section).Get<StoreOptions>() ?? new();
        var bot = configuration.GetSection(BotOptions.Section).Get<BotOptions>() ?? new();
        if (store.ConnectionString.Length > 0) return new Database(store.Provider, store.ConnectionString);
        var file = Path.Combine(BotPaths.Of(configuration).Data(bot), "weiyu-bot.db");
        if (File.Exists(file)) return new Database(StoreProvider.Sqlite, file);
        Console.Error.WriteLine($"There is no store at '{file}' yet: the bot makes it at its first start. Set Bot:DataPath if it is elsewhere.");
        return null;
    }
}
