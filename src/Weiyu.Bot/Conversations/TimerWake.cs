namespace Weiyu.Bot.Conversations;

/// <summary>Wakes the timers' loop when an earlier timer was saved.</summary>
internal sealed class TimerWake
{
    /// <summary>Called with the due time of each timer that was saved.</summary>
    public event Action<DateTimeOffset>? Saved;

    /// <summary>A timer was saved.</summary>
    public void Notify(DateTimeOffset due) => Saved?.Invoke(due);
}
