using Weiyu.Rules.Grammar;


namespace Weiyu.Rules.Notices;

/// <summary>A notice of the rule files: what is said to whom, and when.</summary>
internal sealed record NoticeDefinition
{
    /// <summary>Unique among the notices; part of every uid that it sends.</summary>
    public required string Id { get; init; }

    /// <summary>Where it stands.</summary>
    public Position Position { get; init; }

    /// <summary>False: it stays in the list and is never sent.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>When.</summary>
    public required NoticeSchedule Schedule { get; init; }

    /// <summary>The zone of its times; null: the calendar's.</summary>
    public TimeZoneInfo? Zone { get; init; }

    /// <summary>Sent only when the calendar is open (true) or closed (false) at the time; null: whatever it is.</summary>
    public bool? CalendarOpen { get; init; }

    /// <summary>To whom.</summary>
    public required NoticeAudience To { get; init; }

    /// <summary>What, and how.</summary>
    public required NoticeDelivery Delivery { get; init; }
}

/// <summary>To whom a notice goes: everybody that any of the members names, each once. Stored with each run.</summary>
internal sealed record NoticeAudience
{
    /// <summary>Conversations that the bot knows, filtered; null: none of them.</summary>
    public ThreadFilter? Threads { get; init; }

    /// <summary>Named topics, groups among them.</summary>
    public IReadOnlyList<string> Topics { get; init; } = [];

    /// <summary>A CSV file below the rules folder: one target a line, further columns are variables; null: none.</summary>
    public string? Csv { get; init; }
}

/// <summary>Which of the known conversations are meant; an empty list lets all pass.</summary>
internal sealed record ThreadFilter
{
    /// <summary>Only those that are not closed.</summary>
    public bool OpenOnly { get; init; } = true;

    /// <summary>Thread types; empty: the visitors' (AGENT, WORKGROUP, UNIFIED).</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>Channels.</summary>
    public IReadOnlyList<string> Channels { get; init; } = [];

    /// <summary>Tags, any of which will do.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Languages of the visitor.</summary>
    public IReadOnlyList<string> Locales { get; init; } = [];

    /// <summary>Only where somebody wrote within this time.</summary>
    public TimeSpan? ActiveWithin { get; init; }
}

/// <summary>What a notice says and under which conditions it may be sent. Stored with each run, so that a run ends as it began.</summary>
internal sealed record NoticeDelivery
{
    /// <summary>The message type.</summary>
    public string Type { get; init; } = "TEXT";

    /// <summary>The content by language (empty: for all): Liquid, variants of which a target gets always the same one. JSON where the type wants an object.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Texts { get; init; }

    /// <summary>The hours of the night, as minutes since midnight; null: none.</summary>
    public QuietHours? Quiet { get; init; }

    /// <summary>Not while the visitor wrote within this time; null: no matter.</summary>
    public TimeSpan? HoldIfReplied { get; init; }

    /// <summary>The longest that a target is held; then it is skipped.</summary>
    public TimeSpan HoldAtMost { get; init; } = TimeSpan.FromHours(4);

    /// <summary>How late it may be sent.</summary>
    public TimeSpan SendWithin { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Whether it is sent even later than that (the latest occurrence only); else it is skipped.</summary>
    public bool ElseSend { get; init; }

    /// <summary>Messages a second.</summary>
    public double Rate { get; init; } = 20;

    /// <summary>Whether it may be sent while a human owns the conversation.</summary>
    public bool EvenWhenHumanOwns { get; init; }
}

/// <summary>Hours in which nothing is sent, by the wall clock of the notice's zone.</summary>
/// <param name="Start">Minutes since midnight.</param>
/// <param name="End">Minutes since the same midnight, beyond 1440 past the next.</param>
/// <param name="Wait">Wait for their end however late that is; else only when it lies within <see cref="NoticeDelivery.SendWithin"/>.</param>
internal sealed record QuietHours(int Start, int End, bool Wait);
