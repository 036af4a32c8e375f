using Weiyu.Bot.Telemetry;

namespace Weiyu.Bot.WebConsole;

/// <summary><c>/health/live</c>, <c>/health/ready</c>, <c>/metrics</c>.</summary>
internal static class HealthEndpoints
{
    /// <summary>Maps them. They are open: they tell nothing of conversations.</summary>
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/health/live", () => Results.Json(new { status = "live" }));
        endpoints.MapGet("/health/ready", (Health health) =>
        {
            var parts = health.Parts();
            var ready = Health.IsReady(parts);
            return Results.Json(
                new { status = Health.Summary(parts), parts = parts.Select(p => new { name = p.Name, ok = p.Ok, detail = p.Detail }) },
                statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        });
        endpoints.MapPrometheusScrapingEndpoint("/metrics");
    }
}
