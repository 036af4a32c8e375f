using Weiyu.Bot.Delivery;
using Weiyu.Bot.Outbox;
using Weiyu.Bot.Storage;
using Xunit;

namespace Weiyu.Bot.Tests.Outbox;

/// <summary>What becomes of a message, step by step, without a clock and without a line.</summary>
public sealed class DeliveryAttemptTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly OutboxOptions Options = new();
    private readonly DeliveryAttempt _fresh = new("uid", 0, Noon);

    [Fact]
    public void What_http_took_is_delivered()
    {
        var (_, step) = _fresh.Tried("http", new DeliveryResult(DeliveryStatus.Confirmed), isCounted: false, Options, Noon);

        Assert.Equal(OutboxEnd.Confirmed("http", "200"), step.End);
    }

    [Fact]
    public void What_left_waits_for_its_echo_and_is_looked_up_from_when_it_left()
    {
        var (attempt, step) = _fresh.Tried("mqtt", new DeliveryResult(DeliveryStatus.Sent), isCounted: false, Options, Noon.AddSeconds(2));

        Assert.Equal(DeliveryStepKind.Prove, step.Kind);
        Assert.Equal((1, Noon.AddSeconds(2), true), (attempt.Tries, attempt.LastSent, attempt.MayHaveArrived));
    }

    [Fact]
    public void A_try_that_was_claimed_is_counted_once() =>
        Assert.Equal(1, (_fresh with { Tries = 1 }).Tried("mqtt", new DeliveryResult(DeliveryStatus.Sent), isCounted: true, Options, Noon).Attempt.Tries);

    [Fact]
    public void What_did_not_leave_is_no_try_and_waits_longer_each_time_for_the_line_to_come_back()
    {
        var (once, first) = _fresh.Tried("mqtt", new DeliveryResult(DeliveryStatus.NotSent, "down"), isCounted: false, Options, Noon);
        var (_, second) = once.Tried("mqtt", new DeliveryResult(DeliveryStatus.NotSent, "down"), isCounted: false, Options, Noon);

        Assert.Equal(0, once.Tries);
        Assert.True(first is { Kind: DeliveryStepKind.Wait, IsWoken: true, Reason: "down", IsNoted: true });
        Assert.True(second.Delay > first.Delay);
        Assert.False(second.IsNoted);
    }

    [Fact]
    public void What_nobody_took_in_time_goes_another_way_at_once_and_is_looked_up_if_that_fails_too()
    {
        var (unheard, now) = _fresh.Tried("mqtt", new DeliveryResult(DeliveryStatus.Unheard), isCounted: false, Options, Noon);
        var (after, then) = unheard.Tried("http", new DeliveryResult(DeliveryStatus.NotSent), isCounted: false, Options, Noon);

        Assert.Equal((DeliveryStepKind.Send, true), (now.Kind, unheard.IsUnheard));
        Assert.Equal((DeliveryStepKind.Wait, false, true), (then.Kind, after.IsUnheard, after.MayHaveArrived));
    }

    [Fact]
    public void A_no_is_not_looked_up_and_fails_only_when_it_was_said_often_and_for_long()
    {
        var attempt = _fresh;
        for (var i = 1; i < Options.MaxRefusals; i++) attempt = Refuse(attempt, Noon.AddSeconds(i)).Attempt;
        var early = Refuse(attempt, Noon.AddSeconds(60));
        var late = Refuse(early.Attempt, Noon + Options.RefusedFor + TimeSpan.FromSeconds(5));

        Assert.False(attempt.MayHaveArrived);
        Assert.Equal(DeliveryStepKind.Wait, early.Step.Kind);
        Assert.False(early.Step.IsWoken);
        Assert.Equal(OutboxState.Failed, late.Step.End?.State);
    }

    [Fact]
    public void What_the_history_has_is_not_sent_again() =>
        Assert.Equal(OutboxEnd.Confirmed("mqtt", "history"), MayHaveArrived.LookedUp(HistoryAnswer.Found, "mqtt", Options, Noon).Step.End);

    [Fact]
    public void What_the_history_has_not_is_sent_again()
    {
        var (attempt, step) = MayHaveArrived.LookedUp(HistoryAnswer.Missing, "mqtt", Options, Noon);

        Assert.Equal((DeliveryStepKind.Send, false), (step.Kind, attempt.MayHaveArrived));
    }

    [Fact]
    public void A_history_that_cannot_be_read_is_waited_for_and_then_it_goes_out_again_under_the_same_uid()
    {
        var (blind, patient) = MayHaveArrived.LookedUp(HistoryAnswer.Unavailable, null, Options, Noon);
        var (_, impatient) = blind.LookedUp(HistoryAnswer.Unavailable, null, Options, Noon + Options.WithoutHistory);

        Assert.Equal((DeliveryStepKind.Wait, DeliveryStepKind.Send), (patient.Kind, impatient.Kind));
    }

    [Fact]
    public void Without_echo_and_history_the_acknowledgement_is_the_proof_where_nothing_was_ever_echoed()
    {
        Assert.True(MayHaveArrived.NotEchoed(HistoryAnswer.KeepsNoTrack, "mqtt", isAcknowledged: true, Options, Noon).Step is { End.Proof: "acknowledged", IsPlainBroker: true });
        Assert.Equal(DeliveryStepKind.Send, MayHaveArrived.NotEchoed(HistoryAnswer.KeepsNoTrack, "mqtt", isAcknowledged: false, Options, Noon).Step.Kind);
    }

    [Fact]
    public void What_the_server_takes_and_loses_again_and_again_fails_in_the_end()
    {
        var attempt = MayHaveArrived;
        for (var i = 1; i < Options.MaxLosses; i++) attempt = attempt.NotEchoed(HistoryAnswer.Missing, "mqtt", isAcknowledged: true, Options, Noon).Attempt;

        Assert.Equal(OutboxState.Failed, attempt.NotEchoed(HistoryAnswer.Missing, "mqtt", isAcknowledged: true, Options, Noon).Step.End?.State);
    }

    private DeliveryAttempt MayHaveArrived => _fresh with { MayHaveArrived = true };

    private static (DeliveryAttempt Attempt, DeliveryStep Step) Refuse(DeliveryAttempt attempt, DateTimeOffset now) =>
        attempt.Tried("http", new DeliveryResult(DeliveryStatus.Refused, "no"), isCounted: false, Options, now);
}
