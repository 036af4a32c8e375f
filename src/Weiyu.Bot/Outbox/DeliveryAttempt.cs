using Weiyu.Bot.Core;
using Weiyu.Bot.Delivery;

namespace Weiyu.Bot.Outbox;

/// <summary>
/// What is known of the delivery of a message: how often it was tried, refused and lost, and since when its history can't be read. Pure: each thing that
/// happens gives the next state and what is to be done now.
/// </summary>
/// <param name="Uid">The message's.</param>
/// <param name="Tries">How often it was sent, or tried to be, in this run and earlier ones.</param>
/// <param name="LastSent">When it may last have been sent.</param>
internal sealed record DeliveryAttempt(string Uid, int Tries, DateTimeOffset LastSent)
{
    /// <summary>Whether it may have arrived already: a resend is broadcast again, so it is looked up before.</summary>
    public bool MayHaveArrived { get; init; }

    /// <summary>
    /// Whether it left just now on a line on which nothing is heard: it goes the other way at once, under the same uid, of which server and clients keep one.
    /// </summary>
    public bool IsUnheard { get; init; }

    /// <summary>How often the server said no.</summary>
    public int Refusals { get; init; }

    /// <summary>How often the server took it and did not keep it.</summary>
    public int Losses { get; init; }

    /// <summary>How often it waited for a better time.</summary>
    public int Pauses { get; init; }

    private DateTimeOffset? RefusedSince { get; init; }

    private DateTimeOffset? BlindSince { get; init; }

    /// <summary>It was looked up before it is sent (again).</summary>
    public (DeliveryAttempt Attempt, DeliveryStep Step) LookedUp(HistoryAnswer answer, string? route, OutboxOptions options, DateTimeOffset now)
    {
        var seen = this with { BlindSince = BlindSince ?? (answer == HistoryAnswer.Unavailable ? now : null) };
        return answer switch
        {
            HistoryAnswer.Found => (seen, DeliveryStep.Ends(OutboxEnd.Confirmed(route, "history"))),
            HistoryAnswer.Unavailable when seen.IsPatient(options, now) => seen.Pause("the history can't be read", options),
            _ => (seen with { MayHaveArrived = false }, DeliveryStep.Sends),
        };
    }

    /// <summary>It was sent, or could not be.</summary>
    /// <param name="route">The way.</param>
    /// <param name="result">What came of it.</param>
    /// <param name="isCounted">Whether the try was counted before it was made.</param>
    /// <param name="options">How patient to be.</param>
    /// <param name="now">The time.</param>
    public (DeliveryAttempt Attempt, DeliveryStep Step) Tried(string route, DeliveryResult result, bool isCounted, OutboxOptions options, DateTimeOffset now)
    {
        var counted = this with { Tries = isCounted ? Tries : Tries + 1, IsUnheard = false };
        switch (result.Status)
        {
            case DeliveryStatus.Confirmed:
                return (counted, DeliveryStep.Ends(OutboxEnd.Confirmed(route, "200")));
            case DeliveryStatus.NotSent:
                return (this with { IsUnheard = false }).Pause(result.Detail, options);
            case DeliveryStatus.Unheard:
                return (counted with { LastSent = now, MayHaveArrived = true, IsUnheard = true }, DeliveryStep.Sends with { Reason = "not acknowledged; sent another way" });
            case DeliveryStatus.Refused:
                // A "no" in so many words: it was not taken, so there is nothing to look up.
                var refused = counted with { Refusals = Refusals + 1, RefusedSince = RefusedSince ?? now };
                return refused.Refusals >= options.MaxRefusals && now - refused.RefusedSince > options.RefusedFor
                    ? (refused, DeliveryStep.Ends(OutboxEnd.Failed(result.Detail ?? "refused")))
                    : (refused, DeliveryStep.Waits(Retry(options).After(refused.Refusals + 1, Uid), result.Detail, isWoken: false));
            default:
                return (counted with { LastSent = now, MayHaveArrived = true }, DeliveryStep.Proves);
        }
    }

    /// <summary>No echo came, and it was looked up.</summary>
    /// <param name="answer">What the history says.</param>
    /// <param name="route">The way it went.</param>
    /// <param name="isAcknowledged">Whether the broker took it, and no echo has ever come from this server: then that is all the proof there is.</param>
    /// <param name="options">How patient to be.</param>
    /// <param name="now">The time.</param>
    public (DeliveryAttempt Attempt, DeliveryStep Step) NotEchoed(HistoryAnswer answer, string route, bool isAcknowledged, OutboxOptions options, DateTimeOffset now)
    {
        var seen = this with { BlindSince = BlindSince ?? (answer == HistoryAnswer.Unavailable ? now : null) };
        switch (answer)
        {
            case HistoryAnswer.Found:
                return (seen, DeliveryStep.Ends(OutboxEnd.Confirmed(route, "history")));
            case HistoryAnswer.KeepsNoTrack when isAcknowledged:
                return (seen, DeliveryStep.Ends(OutboxEnd.Confirmed(route, "acknowledged")) with { IsPlainBroker = true });
            case HistoryAnswer.Unavailable when seen.IsPatient(options, now):
                return seen.Pause("not confirmed; the history can't be read", options);
            case HistoryAnswer.Unavailable when isAcknowledged:
                // Neither echo nor history: the broker's acknowledgement is all the proof that can be had here.
                return (seen, DeliveryStep.Ends(OutboxEnd.Confirmed(route, "acknowledged")));
            default:
                var lost = seen with { MayHaveArrived = false, Losses = Losses + 1 };
                return lost.Losses >= options.MaxLosses
                    ? (lost, DeliveryStep.Ends(OutboxEnd.Failed($"the server took it {lost.Losses} times and kept it never")))
                    : (lost, DeliveryStep.Sends with { Reason = "not confirmed; sent again" });
        }
    }

    /// <summary>Another instance has tried it meanwhile.</summary>
    public DeliveryAttempt TriedElsewhere(int tries, DateTimeOffset lastSent) => this with { Tries = tries, LastSent = lastSent, MayHaveArrived = true };

    /// <summary>
    /// Whether it is still early enough to wait for a history that can't be read. Afterwards the reply goes out (again): the visitor waits, its uid is the
    /// same, and server and clients keep one of a uid.
    /// </summary>
    private bool IsPatient(OutboxOptions options, DateTimeOffset now) => now - BlindSince < options.WithoutHistory;

    private (DeliveryAttempt Attempt, DeliveryStep Step) Pause(string? reason, OutboxOptions options) =>
        (this with { Pauses = Pauses + 1 }, DeliveryStep.Waits(Retry(options).After(Pauses + 1, Uid), reason, isWoken: true) with { IsNoted = Pauses is 0 or 3 || Pauses % 20 == 0 });

    private static RetryDelay Retry(OutboxOptions options) => new(options.RetryFirst, options.RetryLongest);
}

/// <summary>What is to be done next with a message.</summary>
/// <param name="Kind">In a word.</param>
/// <param name="End">How it ended, where it has.</param>
/// <param name="Delay">How long to wait, where it waits.</param>
/// <param name="Reason">Why, for the outbox.</param>
internal readonly record struct DeliveryStep(DeliveryStepKind Kind, OutboxEnd? End = null, TimeSpan Delay = default, string? Reason = null)
{
    /// <summary>Send it.</summary>
    public static DeliveryStep Sends { get; } = new(DeliveryStepKind.Send);

    /// <summary>Wait for its echo.</summary>
    public static DeliveryStep Proves { get; } = new(DeliveryStepKind.Prove);

    /// <summary>Whether the line coming back, or the echo, ends the waiting.</summary>
    public bool IsWoken { get; init; }

    /// <summary>Whether the waiting is worth a line in the outbox.</summary>
    public bool IsNoted { get; init; }

    /// <summary>Whether it is known now that this broker neither echoes nor keeps a history.</summary>
    public bool IsPlainBroker { get; init; }

    /// <summary>It has ended.</summary>
    public static DeliveryStep Ends(OutboxEnd end) => new(DeliveryStepKind.End, end);

    /// <summary>It waits, then it is tried again.</summary>
    public static DeliveryStep Waits(TimeSpan delay, string? reason, bool isWoken) => new(DeliveryStepKind.Wait, null, delay, reason) { IsWoken = isWoken, IsNoted = true };
}

/// <summary>What is to be done with a message.</summary>
internal enum DeliveryStepKind
{
    /// <summary>Send it.</summary>
    Send,

    /// <summary>Wait for its echo.</summary>
    Prove,

    /// <summary>Wait, then go on.</summary>
    Wait,

    /// <summary>It has ended.</summary>
    End,
}
