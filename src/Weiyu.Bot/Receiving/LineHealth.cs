using Weiyu.Bot.Core;
using Weiyu.Bot.Delivery;
using Weiyu.Bot.Telemetry;
using Weiyu.Client.Rest;

namespace Weiyu.Bot.Receiving;

/// <summary>Is the bot logged in, connected and subscribed?</summary>
internal sealed class LineHealth(IBotIdentitySource identity, WeiyuRestClient rest, AgentLine link, StartupState startup, TopicBook topics) : IHealthSource, IGaugeSource
{
    /// <inheritdoc/>
    public IEnumerable<HealthPart> Parts() =>
    [
        Login(),
        Connection(),
        Subscriptions(),
    ];

    /// <inheritdoc/>
    public void Watch(BotTelemetry telemetry) => telemetry.Watch("weiyu.bot.connected", "1", "1 while the MQTT line is up; else 0", () => link.IsUp ? 1 : 0);

    private HealthPart Connection() => link switch
    {
        { IsUp: true, Connection.IsHeard: false } => new("connection", false, "the line hears and is not heard: the server answers nothing; replies go over HTTP, and the line is made anew"),
        { IsUp: true } => new("connection", true, "connected"),
        _ => new("connection", false, startup.Trouble ?? $"not connected: {link.Connection?.LastFailure?.Message ?? "connecting"}"),
    };

    private HealthPart Subscriptions() => link.Connection?.RefusedTopics is { Count: > 0 } refused
        ? new("subscriptions", false, $"the server refuses {refused.Count} of {topics.Count} topics: {string.Join(", ", refused.Take(3))}", IsRequired: false)
        : new("subscriptions", true, $"{topics.Count} topics", IsRequired: false);

    private HealthPart Login() => (rest.LoginRefusal, identity.Current) switch
    {
        ({ } refusal, _) => new("login", false, $"{refusal.Message} Next try at {refusal.NextLoginAt:u}, or at once when the credentials change. {refusal.Cure}"),
        // Who looks here has shown no token: no name of an account.
        (_, { } bot) => new("login", true, bot.Agent is null ? "logged in; no agent record" : "logged in as an agent"),
        _ => new("login", false, startup.Trouble ?? "logging in"),
    };
}
