using System.Collections.Concurrent;
using System.Diagnostics;
using OpenTelemetry;

namespace Weiyu.EndToEnd.Support;

/// <summary>The spans of the whole process, other tests' too, which go on ending while they are looked at.</summary>
internal sealed class EndedSpans : BaseProcessor<Activity>
{
    private readonly ConcurrentQueue<Activity> _spans = new();

    /// <summary>Those that have ended until now.</summary>
    public IReadOnlyList<Activity> All => [.. _spans];

    /// <inheritdoc/>
    public override void OnEnd(Activity data) => _spans.Enqueue(data);
}
