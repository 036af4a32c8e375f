namespace Weiyu.Bot.Handlers.Llm.Models;

/// <summary>How long to wait before asking the same model again: doubling from 0.5 s to 8 s, half of it at random; never less than the service asks for.</summary>
internal sealed class Backoff(int seed)
{
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);

    /// <summary>The wait before attempt number <paramref name="attempt"/> (from 1).</summary>
    public TimeSpan Delay(int attempt, TimeSpan? retryAfter)
    {
        double share;
        lock (_lock) share = _random.NextDouble();
        var full = Math.Min(8, 0.5 * Math.Pow(2, attempt - 1));
        var own = TimeSpan.FromSeconds((full / 2) + (share * full / 2));
        // Everybody was told the same time: those who come back right then meet again.
        return retryAfter is { } asked ? asked + (own / 4) : own;
    }
}
