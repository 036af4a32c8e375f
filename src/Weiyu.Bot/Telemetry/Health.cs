namespace Weiyu.Bot.Telemetry;

/// <summary>Says how the program is, from what its parts say of themselves. Knows none of them.</summary>
internal sealed class Health(IEnumerable<IHealthSource> sources)
{
    /// <summary>All parts.</summary>
    public IReadOnlyList<HealthPart> Parts() => [.. sources.SelectMany(s => s.Parts())];

    /// <summary>In a word: ready, degraded (it answers, and something beside that does not work) or not ready.</summary>
    public static string Summary(IReadOnlyList<HealthPart> parts) => !IsReady(parts) ? "not ready" : parts.All(p => p.Ok) ? "ready" : "degraded";

    /// <summary>Whether everything that is required is well.</summary>
    public static bool IsReady(IReadOnlyList<HealthPart> parts) => parts.All(p => p.Ok || !p.IsRequired);
}
