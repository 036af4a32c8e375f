namespace Weiyu.Bot.Core;

/// <summary>
/// How long to wait before something is tried again: doubling from the first to the longest delay. A quarter of it is spread, by what is tried, so that
/// those that failed together do not come back together; the same thing waits the same time in every run. Pure: it knows no clock and no state.
/// </summary>
/// <param name="First">The nominal delay after the first failure.</param>
/// <param name="Longest">The nominal delay after many.</param>
internal readonly record struct RetryDelay(TimeSpan First, TimeSpan Longest)
{
    /// <summary>For work on the database and on a conversation: from a quarter of a second to half a minute.</summary>
    public static RetryDelay Usual { get; } = new(TimeSpan.FromSeconds(0.25), TimeSpan.FromSeconds(30));

    /// <summary>The delay after so many failures in a row: between three quarters and the whole of the nominal one.</summary>
    /// <param name="failures">From 1.</param>
    /// <param name="key">What is tried: a uid, a topic.</param>
    public TimeSpan After(int failures, string key) => Nominal(failures) * (0.75 + (0.25 * Spread(failures, key)));

    /// <summary>The delay without the spread.</summary>
    public TimeSpan Nominal(int failures)
    {
        var doubled = First.Ticks * Math.Pow(2, Math.Clamp(failures - 1, 0, 40));
        return doubled < Longest.Ticks ? TimeSpan.FromTicks((long)doubled) : Longest;
    }

    /// <summary>A number from 0 to 1 that is the same in every process (FNV-1a).</summary>
    private static double Spread(int failures, string key)
    {
        var hash = 2166136261u ^ (uint)failures;
        foreach (var c in key) hash = (hash ^ c) * 16777619u;
        return hash / (double)uint.MaxValue;
    }
}
