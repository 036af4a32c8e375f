using Weiyu.Sandbox.Rest.Answers;

namespace Weiyu.Sandbox.Rest.Calls;

/// <summary>Who is there, how many wait, and what the server says of itself.</summary>
internal static class FigureCalls
{
    public static IReadOnlyList<RestRoute> Routes { get; } =
    [
        RestRoute.Get("/api/v1/connection/presence/{userUid}", PresenceAsync).New(),
        RestRoute.Get("/api/v1/queue/agent/stats", StatsAsync).New(),
        RestRoute.Get("/api/v1/queue/agent/queuing/count", QueuingAsync).New(),
        RestRoute.Get("/config/bytedesk/properties", PropertiesAsync).New(),
    ];

    private static Task PresenceAsync(RestCall call)
    {
        int count;
        lock (call.Hub.Gate) count = call.Hub.Presence.Of(call.Route("userUid"));

        return call.OkAsync(json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("online", count > 0);
            json.WriteNumber("activeCount", count);
            json.WriteEndObject();
        });
    }

    private static Task StatsAsync(RestCall call) => call.Hub.Staff.ByAgent(call.Query("agentUid")) is { } agent
        ? call.OkAsync(json => QueueShape.Write(json, call, agent))
        : call.RefuseAsync(Refusal.Business("agentUid is required"));

    private static Task QueuingAsync(RestCall call) => call.Hub.Staff.ByAgent(call.Query("agentUid")) is { } agent
        ? call.OkAsync(json => json.WriteNumberValue(QueueShape.CountWaiting(call.Hub, agent)))
        : call.RefuseAsync(Refusal.Business("agentUid is required"));

    /// <summary>Public: the official client reads it before it logs in.</summary>
    private static Task PropertiesAsync(RestCall call) => call.OkAsync(json =>
    {
        json.WriteStartObject();
        json.WriteBoolean("debug", false);
        json.WriteString("version", "1.2.0");
        json.WriteStartObject("custom");
        json.WriteBoolean("enabled", true);
        json.WriteString("name", call.Data.OrgName);
        json.WriteBoolean("loginUsernameEnable", true);
        json.WriteNumber("loginMaxRetryCount", call.Habits.LoginAttempts);
        json.WriteNumber("loginMaxRetryLockTime", (int)call.Habits.LockTime.TotalMinutes);
        json.WriteEndObject();
        json.WriteEndObject();
    });
}
