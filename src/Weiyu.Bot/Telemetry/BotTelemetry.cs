using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Weiyu.Bot.Telemetry;

/// <summary>The program's traces and metrics. One trace a message: receive, journal, pipeline, outbox, deliver, confirm.</summary>
internal sealed class BotTelemetry : IDisposable
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Name = "Weiyu.Bot";

    /// <summary>The source of all spans.</summary>
    public static readonly ActivitySource Source = new(Name);

    /// <summary>Bounds for durations from a millisecond to minutes; the usual ones begin at five seconds.</summary>
    public static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300] };

    private readonly Meter _meter;

    public BotTelemetry(IMeterFactory factory)
    {
        _meter = factory.Create(Name);
        Received = _meter.CreateCounter<long>("weiyu.bot.messages.received", "{message}", "Messages that came in, by what became of them");
        Turns = _meter.CreateCounter<long>("weiyu.bot.turns", "{turn}", "Turns that ended, by outcome");
        TurnDuration = _meter.CreateHistogram("weiyu.bot.turn.duration", "s", "From the beginning of a turn to its commit", tags: null, Seconds);
        Deliveries = _meter.CreateCounter<long>("weiyu.bot.deliveries", "{attempt}", "Tries to send, by route and result");
        Confirmed = _meter.CreateCounter<long>("weiyu.bot.replies.confirmed", "{message}", "Replies that the server has, by what proved it");
        Failed = _meter.CreateCounter<long>("weiyu.bot.replies.failed", "{message}", "Replies that were given up");
        AnswerDuration = _meter.CreateHistogram("weiyu.bot.answer.duration", "s", "From the reception of a question to the confirmation of its reply", tags: null, Seconds);
        Signals = _meter.CreateCounter<long>("weiyu.bot.signals", "{message}", "TYPING and receipts, by whether they were sent or dropped");
    }

    public Counter<long> Received { get; }

    public Counter<long> Turns { get; }

    public Histogram<double> TurnDuration { get; }

    public Counter<long> Deliveries { get; }

    public Counter<long> Confirmed { get; }

    public Counter<long> Failed { get; }

    public Histogram<double> AnswerDuration { get; }

    public Counter<long> Signals { get; }

    /// <summary>Watches a number.</summary>
    public void Watch(string name, string unit, string description, Func<long> value) => _meter.CreateObservableGauge(name, value, unit, description);

    /// <summary>Begins a span whose parent was stored as a W3C trace parent.</summary>
    public static Activity? Continue(string name, string? parent, ActivityKind kind = ActivityKind.Internal) =>
        ActivityContext.TryParse(parent, null, isRemote: false, out var context) ? Source.StartActivity(name, kind, context) : Source.StartActivity(name, kind);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
