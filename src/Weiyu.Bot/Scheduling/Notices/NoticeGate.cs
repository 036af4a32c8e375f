using System.Globalization;
using Weiyu.Bot.Core;
using Weiyu.Bot.Scheduling.Ledger;
using Weiyu.Rules.Calendars;
using Weiyu.Rules.Notices;
using Weiyu.Text.Dates;

namespace Weiyu.Bot.Scheduling.Notices;

/// <summary>Whether a target may get its notice now.</summary>
/// <param name="State">Sent: it may; held: later; skipped: never.</param>
/// <param name="Reason">Why not.</param>
/// <param name="Until">When to look again, for held ones.</param>
internal readonly record struct GateVerdict(LedgerState State, string? Reason = null, DateTimeOffset Until = default)
{
    /// <summary>It may be sent.</summary>
    public static readonly GateVerdict Send = new(LedgerState.Sent);
}

/// <summary>The conditions of a notice, looked at again whenever a target's turn comes.</summary>
internal static class NoticeGate
{
    /// <summary>The tag of those who want no notices; a rule sets it (<c>tag: no-notices</c>), and takes it off (<c>tag: -no-notices</c>).</summary>
    public const string OptOut = "no-notices";

    /// <summary>How often a conversation that a human owns is looked at again.</summary>
    public static readonly TimeSpan HumanPause = TimeSpan.FromMinutes(1);

    /// <summary>Judges a target.</summary>
    /// <param name="run">Its run.</param>
    /// <param name="row">The target.</param>
    /// <param name="conversation">The conversation's state; null when the bot knows none.</param>
    /// <param name="closed">Whether the conversation is over.</param>
    /// <param name="zone">The zone of quiet hours.</param>
    /// <param name="now">The time.</param>
    public static GateVerdict Judge(NoticeRun run, LedgerRow row, ConversationState? conversation, bool closed, TimeZoneInfo zone, DateTimeOffset now)
    {
        var delivery = run.Delivery!;
        if (now > row.NotAfter) return Skip($"missed: it could not be sent by {Show(row.NotAfter, zone)}{(row.Reason is null ? "" : $" ({row.Reason})")}");
        if (closed && run.Audience?.Threads is { OpenOnly: true }) return Skip("the conversation was closed");
        if (delivery.Quiet is { } quiet && QuietUntil(quiet, zone, now) is { } morning)
        {
            var hours = $"quiet hours {Span(quiet)}";
            return quiet.Wait || morning <= run.Occurrence + delivery.SendWithin
                ? new GateVerdict(LedgerState.Held, hours, morning)
                : Skip($"{hours}: they end at {Show(morning, zone)}, later than send_within {Durations.Write(delivery.SendWithin)} allows");
        }

        if (conversation is null) return GateVerdict.Send;
        if (conversation.Tags.Contains(OptOut)) return Skip($"the visitor wants no notices (tag {OptOut})");
        var limit = Began(run, row, zone) + delivery.HoldAtMost;
        if (conversation.Ownership.Owner == Owner.Human && !delivery.EvenWhenHumanOwns) return Hold("a human owns the conversation", now + HumanPause, limit);
        if (delivery.HoldIfReplied is { } pause && conversation.LastVisitorAt is { } wrote && wrote + pause > now)
            return Hold($"the visitor wrote at {Show(wrote, zone)}", wrote + pause, limit);
        return GateVerdict.Send;
    }

    /// <summary>From when on a target could have been sent to: what the quiet hours, a late start or the rate cost is no hold.</summary>
    private static DateTimeOffset Began(NoticeRun run, LedgerRow row, TimeZoneInfo zone)
    {
        var delivery = run.Delivery!;
        var began = delivery.Quiet is { } quiet && QuietUntil(quiet, zone, run.Occurrence) is { } morning ? morning : run.Occurrence;
        return (run.PlannedAt > began ? run.PlannedAt : began) + TimeSpan.FromSeconds(row.Ordinal / delivery.Rate);
    }

    /// <summary>When the quiet hours end that a moment lies in; null when it lies in none.</summary>
    public static DateTimeOffset? QuietUntil(QuietHours quiet, TimeZoneInfo zone, DateTimeOffset moment)
    {
        var today = DateOnly.FromDateTime(WallClock.At(moment, zone)).ToDateTime(TimeOnly.MinValue);
        foreach (var day in (DateTime[])[today.AddDays(-1), today])
        {
            var (start, end) = (WallClock.ToMoment(day.AddMinutes(quiet.Start), zone), WallClock.ToMoment(day.AddMinutes(quiet.End), zone));
            if (start <= moment && moment < end) return end.ToUniversalTime();
        }

        return null;
    }

    private static GateVerdict Hold(string reason, DateTimeOffset until, DateTimeOffset limit) =>
        until <= limit ? new GateVerdict(LedgerState.Held, reason, until) : Skip($"{reason}; it was held as long as it may be");

    private static GateVerdict Skip(string reason) => new(LedgerState.Skipped, reason);

    private static string Span(QuietHours quiet) => new DaySpan(quiet.Start, quiet.End).ToString();

    private static string Show(DateTimeOffset moment, TimeZoneInfo zone) => WallClock.At(moment, zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
