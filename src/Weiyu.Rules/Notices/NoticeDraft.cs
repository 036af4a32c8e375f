using Weiyu.Rules.Grammar;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Rules.Notices;

/// <summary>A notice as it is gathered, key by key.</summary>
internal sealed class NoticeDraft
{
    private (NoticeAudience? To, IReadOnlyList<string>? Columns)? _audience;

    /// <summary>Where its id stands; null: nowhere.</summary>
    public Found? IdAt { get; set; }

    /// <summary>Its id; null: none that can be read.</summary>
    public string? Id { get; set; }

    /// <summary>What says when; exactly one must. A schedule that can't be read is null.</summary>
    public List<(Found At, NoticeSchedule? Schedule)> When { get; } = [];

    /// <summary>The zone of its times.</summary>
    public TimeZoneInfo? Zone { get; set; }

    /// <summary>Not before; null: no bound.</summary>
    public DateTime? From { get; set; }

    /// <summary>Not after; null: no bound.</summary>
    public DateTime? Until { get; set; }

    /// <summary>Where that stands.</summary>
    public YamlNode? UntilAt { get; set; }

    /// <summary>Sent only when the calendar is open, or closed.</summary>
    public bool? CalendarOpen { get; set; }

    /// <summary>Whether it is sent at all.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>To whom, with the variables that their table gives (null: not known which).</summary>
    public (NoticeAudience? To, IReadOnlyList<string>? Columns) Audience
    {
        get => _audience ?? (null, []);
        set => _audience = value;
    }

    /// <summary>Whether it says to whom.</summary>
    public bool SaysTo => _audience is not null;

    /// <summary>What says what; exactly one must.</summary>
    public List<Found> What { get; } = [];

    /// <summary>The texts by language.</summary>
    public Dictionary<string, IReadOnlyList<string>> Texts { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How it is sent.</summary>
    public NoticeDelivery Delivery { get; set; } = new() { Texts = new Dictionary<string, IReadOnlyList<string>>() };
}
