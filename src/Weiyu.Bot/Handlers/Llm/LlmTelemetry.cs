using System.Diagnostics;
using System.Diagnostics.Metrics;
using Weiyu.Bot.Handlers.Llm.Models;

namespace Weiyu.Bot.Handlers.Llm;

/// <summary>Spans and metrics of model calls. They hold names, counts and times, never content.</summary>
internal sealed class LlmTelemetry : IDisposable
{
    /// <summary>The name of the source and the meter.</summary>
    public const string Name = "Weiyu.Bot";

    private readonly ActivitySource _source = new(Name);
    private readonly Meter _meter;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _tokens;
    private readonly Counter<long> _answers;
    private readonly UpDownCounter<int> _running;
    private readonly TimeProvider _time;

    /// <summary>The instruments.</summary>
    public LlmTelemetry(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        _meter = meters.Create(Name);
        _duration = _meter.CreateHistogram("weiyu.llm.call.duration", "s", "How long a call of a model took, by model and outcome", tags: null, Telemetry.BotTelemetry.Seconds);
        _tokens = _meter.CreateCounter<long>("weiyu.llm.tokens", "{token}", "Tokens, by model and direction (in, out)");
        _answers = _meter.CreateCounter<long>("weiyu.llm.answers", "{answer}", "Questions that were given to the model, by how they ended");
        _running = _meter.CreateUpDownCounter<int>("weiyu.llm.calls.running", "{call}", "Calls of models that are under way");
    }

    /// <summary>Begins to measure a call.</summary>
    public CallMeasure Call(string model) => new(this, model);

    /// <summary>Begins the span of a whole answer.</summary>
    public Activity? Answer() => _source.StartActivity("llm.answer");

    /// <summary>
    /// Counts a whole answer. Its reason is one of the bot's own few, up to the details; what the model gives as the reason of a hand-over is content, and each would be a series
    /// of its own.
    /// </summary>
    public void Ended(AnswerOutcome outcome) =>
        _answers.Add(1, new("outcome", outcome.Kind.ToString().ToLowerInvariant()), new("reason", outcome.HandedOver ? "" : outcome.Reason.Split([',', ':'], 2)[0]));

    /// <inheritdoc/>
    public void Dispose()
    {
        _source.Dispose();
        _meter.Dispose();
    }

    /// <summary>The measure of one call.</summary>
    internal sealed class CallMeasure : IDisposable
    {
        private readonly LlmTelemetry _telemetry;
        private readonly string _model;
        private readonly Activity? _activity;
        private readonly long _start;
        private string _outcome = "failed";

        public CallMeasure(LlmTelemetry telemetry, string model)
        {
            (_telemetry, _model, _start) = (telemetry, model, telemetry._time.GetTimestamp());
            _activity = telemetry._source.StartActivity("llm.call", ActivityKind.Client);
            _activity?.SetTag("gen_ai.request.model", model);
            telemetry._running.Add(1);
        }

        /// <summary>It answered.</summary>
        public void Answered(TokenCount tokens)
        {
            _outcome = "answered";
            _telemetry._tokens.Add(tokens.In, new("model", _model), new("direction", "in"));
            _telemetry._tokens.Add(tokens.Out, new("model", _model), new("direction", "out"));
            _activity?.SetTag("gen_ai.usage.input_tokens", tokens.In).SetTag("gen_ai.usage.output_tokens", tokens.Out);
        }

        /// <summary>It failed.</summary>
        public void Failed(string how)
        {
            _outcome = how.ToLowerInvariant();
            _activity?.SetStatus(ActivityStatusCode.Error, how);
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            _activity?.SetTag("weiyu.outcome", _outcome);
            _activity?.Dispose();
            _telemetry._running.Add(-1);
            _telemetry._duration.Record(_telemetry._time.GetElapsedTime(_start).TotalSeconds, new("model", _model), new("outcome", _outcome));
        }
    }
}
