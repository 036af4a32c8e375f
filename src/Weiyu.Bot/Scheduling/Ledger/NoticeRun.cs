using System.Globalization;
using Weiyu.Bot.Core;
using Weiyu.Rules.Notices;

namespace Weiyu.Bot.Scheduling.Ledger;

/// <summary>One occurrence of a notice: what was planned, for whom, and how far it has come.</summary>
/// <param name="Notice">The notice's id; <c>once-…</c> for one-off notices.</param>
/// <param name="Occurrence">When it was due; with the id its key.</param>
/// <param name="Kind">What brought it about.</param>
internal sealed record NoticeRun(string Notice, DateTimeOffset Occurrence, RunKind Kind)
{
    /// <summary>What has become of it.</summary>
    public RunState State { get; init; }

    /// <summary>Why it was skipped, or why it waits.</summary>
    public string? Reason { get; init; }

    /// <summary>To whom; null for a run that was skipped.</summary>
    public NoticeAudience? Audience { get; init; }

    /// <summary>What; null for a run that was skipped.</summary>
    public NoticeDelivery? Delivery { get; init; }

    /// <summary>The zone of quiet hours, an IANA name.</summary>
    public string Zone { get; init; } = "UTC";

    /// <summary>When it was planned.</summary>
    public DateTimeOffset PlannedAt { get; init; }

    /// <summary>Not worked on before this time: the rate, a pause, or a hold.</summary>
    public DateTimeOffset NextAt { get; init; }

    /// <summary>Failures in a row.</summary>
    public int Errors { get; init; }

    /// <summary>How many targets it has.</summary>
    public int Targets { get; init; }

    /// <summary>The occurrence as text, part of every uid.</summary>
    public string OccurrenceKey => NoticeCause.Write(Occurrence);

    /// <summary>The cause of what it sends to a target.</summary>
    public string CauseOf(string topic) => $"{NoticeCause.Prefix}{Notice}/{OccurrenceKey}/{topic}";

    /// <summary>The uid of what it sends to a target.</summary>
    public string UidFor(string account, string topic) => Uids.Derive(account, CauseOf(topic), "notice");
}

/// <summary>What brought a run about.</summary>
internal enum RunKind
{
    /// <summary>Its schedule.</summary>
    Scheduled = 0,

    /// <summary>Somebody said "run".</summary>
    Manual = 1,

    /// <summary>Somebody sent a one-off notice.</summary>
    Once = 2,
}

/// <summary>The life of a run.</summary>
internal enum RunState
{
    /// <summary>Its targets are not all in the ledger yet.</summary>
    Planning = 0,

    /// <summary>Targets wait to be sent.</summary>
    Sending = 1,

    /// <summary>Nothing is left to send.</summary>
    Done = 2,

    /// <summary>The whole occurrence was left out; the reason says why.</summary>
    Skipped = 3,

    /// <summary>Left out because its time had passed unseen; a clock that is set back can bring it again.</summary>
    Missed = 4,
}

/// <summary>The cause of what notices send: <c>notice/{id}/{occurrence}/{topic}</c>.</summary>
internal static class NoticeCause
{
    /// <summary>What every such cause begins with.</summary>
    public const string Prefix = "notice/";

    private const string Format = "yyyyMMdd'T'HHmmss'Z'";

    /// <summary>An occurrence as text.</summary>
    public static string Write(DateTimeOffset occurrence) => occurrence.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>Takes a cause apart; false for any other cause.</summary>
    public static bool TryRead(string cause, out string notice, out DateTimeOffset occurrence, out string topic)
    {
        (notice, occurrence, topic) = ("", default, "");
        var parts = cause.Split('/', 4);
        if (parts.Length < 4 || !cause.StartsWith(Prefix, StringComparison.Ordinal)
            || !DateTimeOffset.TryParseExact(parts[2], Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out occurrence)) return false;
        (notice, topic) = (parts[1], parts[3]);
        return true;
    }
}

/// <summary>One target of a run.</summary>
/// <param name="Target">The topic.</param>
/// <param name="Ordinal">Its place in the run.</param>
/// <param name="State">What has become of it.</param>
internal sealed record LedgerRow(string Target, int Ordinal, LedgerState State)
{
    /// <summary>Whether it waits for a better time.</summary>
    public bool IsHeld => State == LedgerState.Held;

    /// <summary>Why it is held, was skipped or failed.</summary>
    public string? Reason { get; init; }

    /// <summary>Not looked at before this time.</summary>
    public DateTimeOffset NextAt { get; init; }

    /// <summary>Too late after this time.</summary>
    public DateTimeOffset NotAfter { get; init; }

    /// <summary>The language, where the audience says so.</summary>
    public string? Locale { get; init; }

    /// <summary>Variables, JSON.</summary>
    public string? Vars { get; init; }

    /// <summary>The uid of the message; null until it is sent.</summary>
    public string? Uid { get; init; }

    /// <summary>When its state last changed.</summary>
    public DateTimeOffset ChangedAt { get; init; }
}

/// <summary>What has become of a target.</summary>
internal enum LedgerState
{
    /// <summary>To be sent.</summary>
    Planned = 0,

    /// <summary>It waits; the reason says for what.</summary>
    Held = 1,

    /// <summary>Handed to the outbox and not confirmed yet.</summary>
    Sent = 2,

    /// <summary>The server has it.</summary>
    Confirmed = 3,

    /// <summary>Left out; the reason says why.</summary>
    Skipped = 4,

    /// <summary>It could not be delivered; the reason says why.</summary>
    Failed = 5,
}
