namespace Weiyu.Client;

/// <summary>
/// How long to wait before the next attempt: doubling from the least to the greatest delay, with jitter, so that many clients of a restarted server do
/// not come back at once. Pure: it knows no clock. Only success that lasted resets it: a server that accepts and drops at once is not hammered.
/// </summary>
/// <remarks>Not safe for concurrent use.</remarks>
public sealed class Backoff
{
    private readonly TimeSpan _min;
    private readonly TimeSpan _max;
    private readonly TimeSpan _stableAfter;
    private readonly Random _random;
    private int _failures;

    /// <param name="min">The first delay; each delay is jittered between half and the whole of its nominal value, never below half of this.</param>
    /// <param name="max">The longest nominal delay.</param>
    /// <param name="random">The source of the jitter; seeded, the delays repeat.</param>
    /// <param name="stableAfter">How long something must have worked before failures are forgotten; <paramref name="max"/> when null.</param>
    public Backoff(TimeSpan min, TimeSpan max, Random random, TimeSpan? stableAfter = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(min, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, min);
        _min = min;
        _max = max;
        _random = random;
        _stableAfter = stableAfter ?? max;
    }

    /// <summary>Failures in a row.</summary>
    public int Failures => _failures;

    /// <summary>The delay after one more failure.</summary>
    /// <param name="uptime">How long it had worked before it failed; zero when it never did.</param>
    public TimeSpan Next(TimeSpan uptime = default)
    {
        if (uptime >= _stableAfter) Reset();

        var nominal = Math.Min(_max.Ticks, _min.Ticks * Math.Pow(2, Math.Min(_failures, 40)));
        _failures++;
        return TimeSpan.FromTicks((long)(nominal * (0.5 + (_random.NextDouble() / 2))));
    }

    /// <summary>Forgets all failures.</summary>
    public void Reset() => _failures = 0;
}
