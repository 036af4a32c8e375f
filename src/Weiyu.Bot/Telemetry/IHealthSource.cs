namespace Weiyu.Bot.Telemetry;

/// <summary>A part of the program that has something to say about its health. Asked often: it waits for nothing and throws nothing.</summary>
internal interface IHealthSource
{
    /// <summary>Its parts.</summary>
    IEnumerable<HealthPart> Parts();
}

/// <summary>A part's state: well, or why not.</summary>
/// <param name="Name">The part.</param>
/// <param name="Ok">Whether it is well.</param>
/// <param name="Detail">Why not, and what to do; or how it is.</param>
/// <param name="IsRequired">Whether the bot is not ready without it.</param>
internal sealed record HealthPart(string Name, bool Ok, string Detail, bool IsRequired = true);
