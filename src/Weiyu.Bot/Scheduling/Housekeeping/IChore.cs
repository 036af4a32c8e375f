namespace Weiyu.Bot.Scheduling.Housekeeping;

/// <summary>Something that has to be done from time to time.</summary>
internal interface IChore
{
    /// <summary>Its name, for the log.</summary>
    string Name { get; }

    /// <summary>The bot starts: sets the first time.</summary>
    void Begin(DateTimeOffset now);

    /// <summary>Does it if it is due. What it throws is logged, and it is tried again at its next time.</summary>
    Task RunIfDueAsync(DateTimeOffset now, CancellationToken cancellationToken);
}
