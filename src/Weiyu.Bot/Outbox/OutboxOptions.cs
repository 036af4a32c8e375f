using System.ComponentModel.DataAnnotations;

namespace Weiyu.Bot.Outbox;

/// <summary>The section <c>Outbox</c>: how patiently a reply is sent. How long its echo is waited for is <c>Weiyu:EchoTimeout</c>.</summary>
internal sealed class OutboxOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Outbox";

    /// <summary>How long after the first failed try the next one follows; it doubles with each. From 10 ms to 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan RetryFirst { get; set; } = TimeSpan.FromSeconds(0.25);

    /// <summary>The longest time between two tries. From 1 s to 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RetryLongest { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the server may say no before a reply has failed, if it has said so for <see cref="RefusedFor"/>. From 1 to 1,000.</summary>
    [Range(1, 1_000)]
    public int MaxRefusals { get; set; } = 8;

    /// <summary>How long the server must have said no: one in trouble says no to everything for a while. From 0 to 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan RefusedFor { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How often the server may lose what it took before a reply has failed. From 1 to 1,000.</summary>
    [Range(1, 1_000)]
    public int MaxLosses { get; set; } = 12;

    /// <summary>How long a reply that may have been sent waits for a history that can't be read; afterwards it goes out under the same uid. From 0 to 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan WithoutHistory { get; set; } = TimeSpan.FromSeconds(15);
}
