using Weiyu.Bot.Configuration;
using Weiyu.Bot.Core;
using Weiyu.Bot.Scheduling;
using Weiyu.Bot.Scheduling.Ledger;
using Weiyu.Bot.Scheduling.Notices;
using Weiyu.Bot.Storage;
using Weiyu.Rules;
using Weiyu.Rules.Loading;

namespace Weiyu.Bot.Commands;

/// <summary>What the verb <c>schedule</c> works with: the rules folder and the bot's database, beside a bot that may be running.</summary>
internal sealed class ScheduleAccess : IDisposable
{
    private readonly Database _database;

    private ScheduleAccess(INoticeBook book, Database database, bool hasStore)
    {
        (Book, _database, HasStore) = (book, database, hasStore);
        Ledger = new SessionLedger(database);
        Desk = new NoticeDesk(book, new NoticeAudienceResolver(Ledger, book, TimeProvider.System), Ledger, new SchedulingWake(), TimeProvider.System);
    }

    /// <summary>The notices.</summary>
    public INoticeBook Book { get; }

    /// <summary>Whether there is a database; without one nothing is known of conversations and runs.</summary>
    public bool HasStore { get; }

    /// <summary>The database.</summary>
    public ILedgerAccess Ledger { get; }

    /// <summary>Looks ahead, previews, runs and sends.</summary>
    public NoticeDesk Desk { get; }

    /// <summary>Opens them; null, with messages on the error stream, when that can't be.</summary>
    public static ScheduleAccess? Open(IConfiguration configuration)
    {
        var bot = configuration.GetSection(BotOptions.Section).Get<BotOptions>() ?? new();
        var result = new RuleLoader([NoticeSection.Create()], [], WeiyuPlatform.Words).Load(BotPaths.Of(configuration).Rules(bot));
        // Mistakes of other sections do not matter here, as long as there is a book.
        if (result.Book is not { } book)
        {
            foreach (var problem in result.Errors) Console.Error.WriteLine(problem);
            return null;
        }

        var options = configuration.GetSection(StoreOptions.Section).Get<StoreOptions>() ?? new();
        var file = Path.Combine(BotPaths.Of(configuration).Data(bot), "weiyu-bot.db");
        var hasStore = options.ConnectionString.Length > 0 || File.Exists(file);
        var database = hasStore ? new Database(options.Provider, options.ConnectionString.Length > 0 ? options.ConnectionString : file) : new Database(StoreProvider.Memory, "");
        if (!hasStore) Schema.Migrate(database);
        return new ScheduleAccess(new RuleNoticeBook(RuleBookSource.Fixed(book)), database, hasStore);
    }

    /// <inheritdoc/>
    public void Dispose() => _database.Dispose();
}
