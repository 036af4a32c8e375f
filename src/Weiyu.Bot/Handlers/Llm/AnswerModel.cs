using Microsoft.Extensions.Options;
using Weiyu.Bot.Handlers.Llm.Guards;

namespace Weiyu.Bot.Handlers.Llm;

/// <summary>
/// Gets an answer from the models and judges it: the whole way from a question to a reply that may be sent, or to the reason why there is none.
/// The handler and the evaluation of replies both use it.
/// </summary>
internal sealed class AnswerModel(IOptions<LlmOptions> options, AnswerAttempt attempt, ReplyJudge judge, LlmTelemetry telemetry, TimeProvider time, ILogger<AnswerModel> log)
{
    private readonly LlmOptions _options = options.Value;

    /// <summary>Whether there is a model.</summary>
    public bool IsOn => _options.IsOn;

    /// <summary>Answers a question.</summary>
    /// <returns>A reply that may be sent, or why there is none. It never throws for what models do.</returns>
    /// <exception cref="OperationCanceledException">The answer is no longer wanted.</exception>
    public async Task<AnswerOutcome> TryAnswerAsync(AnswerInput input, CancellationToken cancellationToken)
    {
        if (!IsOn) return new AnswerOutcome(AnswerKind.Off);
        using var span = telemetry.Answer();
        var start = time.GetTimestamp();
        var outcome = await IsWarmAsync(input.Deadline ?? _options.Deadline, cancellationToken)
            ? await attempt.RunAsync(input, input.Deadline ?? _options.Deadline, start, cancellationToken)
            : new AnswerOutcome(AnswerKind.Late) { Reason = "the guards are not ready yet" };
        outcome = outcome with { Latency = time.GetElapsedTime(start) };
        telemetry.Ended(outcome);
        span?.SetTag("weiyu.outcome", outcome.Kind.ToString().ToLowerInvariant()).SetTag("weiyu.cached", outcome.Cached);
        LlmLog.Ended(log, outcome.Model, outcome.Kind, outcome.HandedOver ? "" : outcome.Reason, (long)outcome.Latency.TotalMilliseconds, outcome.Tokens.In, outcome.Tokens.Out, outcome.Calls.Count);
        return outcome;
    }

    /// <summary>Waits for the guards, which take a second or two after the start; false when that is longer than the answer may take.</summary>
    private async ValueTask<bool> IsWarmAsync(TimeSpan deadline, CancellationToken cancellationToken)
    {
        try
        {
            await judge.Warm.WaitAsync(deadline, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
