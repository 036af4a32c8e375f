using System.Text.Json;
using Weiyu.Bot.Conversations;
using Weiyu.Bot.Core;
using Weiyu.Bot.Receiving;
using Weiyu.Bot.Storage;
using Weiyu.Bot.Telemetry;
using Weiyu.Rules;

namespace Weiyu.Bot.WebConsole;

/// <summary>The console's page, and the API behind it.</summary>
internal static class ConsoleEndpoints
{
    private const int Rows = 50;

    /// <summary>Maps them.</summary>
    public static void MapConsole(this WebApplication app)
    {
        app.MapGet("/", () => Page("console.html", "text/html; charset=utf-8"));
        app.MapGet("/console.js", () => Page("console.js", "text/javascript; charset=utf-8"));
        app.MapGet("/notices.js", () => Page("notices.js", "text/javascript; charset=utf-8"));
        app.MapGet("/page.js", () => Page("page.js", "text/javascript; charset=utf-8"));
        app.MapGet("/console.css", () => Page("console.css", "text/css; charset=utf-8"));
        var api = app.MapGroup("/api");
        api.MapGet("/overview", Overview);
        api.MapGet("/decisions", (Store store, string? conversation) =>
            Results.Json(store.Read(s => s.ListDecisions(conversation, Rows)).Select(d => JsonSerializer.Deserialize(d, DecisionJson.Default.Decision))));
        api.MapGet("/conversations", (Store store, TimeProvider time) => Results.Json(Conversations(store, time)));
        api.MapGet("/outbox", (Store store) => Results.Json(store.Read(s => s.ListOutbox(OutboxState.Failed, Rows)).Select(i => new { i.Uid, i.Conversation, i.CreatedAt, i.Attempts, i.LastError })));
        api.MapPost("/outbox/{uid}/retry", (string uid, Store store, TimeProvider time) => store.WriteAsync(s => s.RetryOutbox(uid, time.GetUtcNow())));
        api.MapPost("/bot/{command}", CommandAsync);
        api.MapPost("/login", (LoginWatch login) =>
        {
            login.TryNow();
            return Results.NoContent();
        });
        api.MapNotices();
    }

    private static IResult Overview(Health health, Store store, RuleBookSource rules, TimeProvider time)
    {
        var parts = health.Parts();
        var now = time.GetUtcNow();
        return Results.Json(new
        {
            ready = Health.IsReady(parts),
            summary = Health.Summary(parts),
            parts,
            day = store.Read(s => s.CountOutcomes(now.AddDays(-1))).Select(o => new { o.Outcome, o.Count }),
            pending = store.Read(s => s.PendingSummary()).Count,
            failed = store.Read(s => s.CountFailed()),
            rules = new { rules.Current.Version, count = rules.Current.Rules.Count, files = rules.Current.Files, refused = rules.Refused, problems = rules.LastProblems.Select(p => p.ToString()) },
        });
    }

    private static IEnumerable<object> Conversations(Store store, TimeProvider time) => store
        .Read(s => s.ListConversations(time.GetUtcNow().AddDays(-7), openOnly: false, Rows))
        .Select(row =>
        {
            var (thread, state) = (Wire.Thread.Parser.ParseFrom(row.Thread), ConversationState.FromJson(row.State));
            return new
            {
                row.Topic, visitor = thread.User?.Nickname, thread.Type, owner = state.Ownership.Owner.ToString(), state.Ownership.Reason, state.Ownership.Since, state.Tags, row.UpdatedAt,
                changes = state.OwnerChanges.Select(c => new { owner = c.Owner.ToString(), c.At, c.Reason }),
                recent = state.Recent.TakeLast(6),
            };
        });

    /// <summary>Silences the bot in a conversation, from this moment on, or brings it back: an event like any other.</summary>
    private static async Task<IResult> CommandAsync(string command, string topic, Store store, ConversationHub hub, TimeProvider time, CancellationToken cancellationToken)
    {
        if (command is not ("on" or "off") || store.Read(s => s.FindConversation(topic)) is null) return Results.NotFound();
        var off = command == "off";
        var item = InboxItem.Of(Guid.NewGuid().ToString("N"), topic, new BotEvent(BotEvents.Command, off ? BotEvents.Off : BotEvents.On), time.GetUtcNow()) with { IsHumanSign = off };
        await hub.TakeAsync(item, cancellationToken);
        return Results.NoContent();
    }

    private static IResult Page(string name, string type) =>
        Results.Stream(typeof(ConsoleEndpoints).Assembly.GetManifestResourceStream($"Weiyu.Bot.WebConsole.Pages.{name}")!, type);
}
