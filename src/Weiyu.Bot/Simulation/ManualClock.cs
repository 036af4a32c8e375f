namespace Weiyu.Bot.Simulation;

/// <summary>The clock of a simulated conversation: it stands still until it is moved. Timers of the framework run on real time.</summary>
internal sealed class ManualClock(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset _now = start;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _now.ToUniversalTime();

    /// <summary>Moves it forward.</summary>
    public void Advance(TimeSpan by) => _now += by;

    /// <summary>Sets it.</summary>
    public void Set(DateTimeOffset to) => _now = to;
}
