namespace Weiyu.Bot.Handlers.People;

/// <summary>Whether human agents are there, as the server last said. Known only while it is fresh.</summary>
internal sealed class Colleagues(TimeProvider time)
{
    /// <summary>How long what the server said counts.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromMinutes(2);

    private volatile Seen? _seen;

    /// <summary>Whether anybody could take a conversation now.</summary>
    public Availability Now => _seen is { } seen && time.GetUtcNow() - seen.At <= Fresh ? seen.Availability : Availability.Unknown;

    /// <summary>The server said how it is.</summary>
    public void Set(Availability availability) => _seen = new Seen(availability, time.GetUtcNow());

    private sealed record Seen(Availability Availability, DateTimeOffset At);
}

/// <summary>Whether human agents are there.</summary>
internal enum Availability
{
    /// <summary>The server does not say.</summary>
    Unknown,

    /// <summary>At least one takes conversations.</summary>
    Available,

    /// <summary>Some are there; none takes conversations now.</summary>
    Busy,

    /// <summary>All are offline, or there is nobody beside the bot.</summary>
    Nobody,
}
