using Weiyu.Bot.Conversations;
using Weiyu.Bot.Delivery;
using Weiyu.Bot.Outbox;
using Weiyu.Bot.Pipeline;
using Weiyu.Bot.Receiving;
using Weiyu.Bot.Receiving.CatchingUp;
using Weiyu.Bot.Storage;
using Weiyu.Client.Rest;

namespace Weiyu.Bot.Telemetry;

/// <summary>A part's state: well, or why not.</summary>
/// <param name="Name">The part.</param>
/// <param name="Ok">Whether it is well.</param>
/// <param name="Detail">Why not, and what to do; or how it is.</param>
/// <param name="IsRequired">Whether the bot is not ready without it.</param>
internal sealed record HealthPart(string Name, bool Ok, string Detail, bool IsRequired = true);

/// <summary>Says how the parts are: ready means logged in, connected, store writable.</summary>
internal sealed class Health(
    IBotIdentitySource identity, WeiyuRestClient rest, MqttLink link, Store store, StartupState startup, ConversationHub hub, OutboxWorker outbox, CatchUp catchUp, TopicBook topics, IEnumerable<IHealthSource> others)
{
    /// <summary>All parts.</summary>
    public IReadOnlyList<HealthPart> Parts()
    {
        List<HealthPart> parts =
        [
            Login(),
            new("connection", link.IsUp, link.IsUp ? "connected" : startup.Trouble ?? $"not connected: {link.Connection?.LastFailure?.Message ?? "connecting"}"),
            Subscriptions(),
            new("store", store.Trouble is null, store.Trouble ?? $"{store.Waiting} writes wait"),
            new("inbox", true, $"{hub.Waiting} waiting", IsRequired: false),
            new("outbox", true, $"{outbox.ActiveLanes} conversations have something to send", IsRequired: false),
            CatchingUp(),
        ];
        // What does not work beside answering makes the bot poorer, not mute.
        parts.AddRange(rest.Troubles.Select(t => new HealthPart($"server: {t.Call.Name}", false, $"since {t.Since:u} {t.Describe()}. {t.Cure()}", IsRequired: false)));
        parts.AddRange(others.SelectMany(o => o.Parts()));
        return parts;
    }

    private HealthPart Subscriptions() => link.Connection?.RefusedTopics is { Count: > 0 } refused
        ? new("subscriptions", false, $"the server refuses {refused.Count} of {topics.Count} topics: {string.Join(", ", refused.Take(3))}", IsRequired: false)
        : new("subscriptions", true, $"{topics.Count} topics", IsRequired: false);

    private HealthPart CatchingUp() => catchUp.IsBehind
        ? new("catch-up", false, $"the history of {catchUp.Behind} threads can't be read; what was asked there while the bot was away is looked for again", IsRequired: false)
        : new("catch-up", true, catchUp.LastCompleted is { } at ? $"completed {at:u}" : "not yet", IsRequired: false);

    private HealthPart Login() => (rest.LoginRefusal, identity.Current) switch
    {
        ({ } refusal, _) => new("login", false, $"{refusal.Message} Next try at {refusal.NextLoginAt:u}, or at once when the credentials change. {refusal.Cure}"),
        (_, { } bot) => new("login", true, $"{bot.Username}, agent {bot.Agent?.Nickname ?? "none"}"),
        _ => new("login", false, startup.Trouble ?? "logging in"),
    };

    /// <summary>In a word: ready, degraded (it answers, and something beside that does not work) or not ready.</summary>
    public static string Summary(IReadOnlyList<HealthPart> parts) => !IsReady(parts) ? "not ready" : parts.All(p => p.Ok) ? "ready" : "degraded";

    /// <summary>Whether everything that is required is well.</summary>
    public static bool IsReady(IReadOnlyList<HealthPart> parts) => parts.All(p => p.Ok || !p.IsRequired);
}

/// <summary>A part of the program that has something to say about its health.</summary>
internal interface IHealthSource
{
    /// <summary>Its parts.</summary>
    IEnumerable<HealthPart> Parts();
}
