using System.ComponentModel.DataAnnotations;

namespace Weiyu.Bot.Scheduling.Housekeeping;

/// <summary>The section <c>Bot:DailySummary</c>.</summary>
internal sealed class DailySummaryOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Bot:DailySummary";

    /// <summary>The topic that gets the summary of the day, such as <c>org/group/UID</c>; empty: nobody does.</summary>
    public string Topic { get; set; } = "";

    /// <summary>When, by the calendar's wall clock, such as 20:00.</summary>
    [RegularExpression("^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    public string At { get; set; } = "20:00";
}

/// <summary>The section <c>Bot:Housekeeping</c>.</summary>
internal sealed class HousekeepingOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Bot:Housekeeping";

    /// <summary>How often what is older than <c>Bot:KeepFor</c> is forgotten. From 1 minute to 7 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan PruneEvery { get; set; } = TimeSpan.FromHours(1);

    /// <summary>When the database is tidied up, by the calendar's wall clock: a quiet hour, such as 03:30.</summary>
    [RegularExpression("^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    public string MaintenanceAt { get; set; } = "03:30";
}
