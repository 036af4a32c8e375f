using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Weiyu.EndToEnd.Support;

namespace Weiyu.EndToEnd.Telemetry;

/// <summary>A meter's instruments are those of all bots in the process: alone, they are those of one.</summary>
[Collection(typeof(Alone))]
public sealed partial class MetricsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_metric_is_in_the_list_and_prometheus_gets_them_with_buckets_that_fit()
    {
        var seen = new ConcurrentDictionary<string, byte>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) => seen[instrument.Meter.Name == "Weiyu.Bot" ? instrument.Name : ""] = 0;
        listener.Start();
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server);
        var visitor = await server.OpenVisitorAsync();
        await bot.HandledAsync(visitor.Say("你好"));

        using var client = new HttpClient();
        var text = await client.GetStringAsync($"{bot.ConsoleUrl}/metrics", Cancellation);

        var list = await File.ReadAllTextAsync(Path.Combine(RepositoryRoot.Path, "src", "Weiyu.Bot", "Telemetry", "README.md"), Cancellation);
        // Those of the model come into being with the first question to it.
        seen.TryRemove("", out _);
        Assert.Equal(seen.Keys.Order(StringComparer.Ordinal), Listed().Matches(list).Select(m => m.Groups[1].Value).Where(n => seen.ContainsKey(n) || !n.StartsWith("weiyu.llm.", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        foreach (var (name, value) in new[] { ("ready", 1), ("connected", 1), ("inbox_waiting", 0), ("outbox_pending_messages|outbox_pending", 0), ("outbox_failed", 0) })
        {
            Assert.Matches($@"(?m)^weiyu_bot_({name})\S*(\{{.*\}})? {value}( \d+)?$", text);
        }

        Assert.Contains("weiyu_bot_answer_duration_seconds_bucket", text, StringComparison.Ordinal);
        Assert.Contains("le=\"0.001\"", text, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^\| `(weiyu\.[a-z._]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Listed();
}
