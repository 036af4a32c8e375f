using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Weiyu.Benchmarks.Faults;
using Weiyu.EndToEnd.Support;
using Weiyu.Sandbox;

namespace Weiyu.EndToEnd.Telemetry;

/// <summary>What the program tells of itself: to a collector, in its log, on its pages; and what it tells nobody.</summary>
public sealed partial class CollectorTests : IDisposable
{
    private const string ConsoleToken = "planted-console-secret-77";
    private const string ModelKey = "planted-model-secret-78";

    private static readonly string[] Spans = ["receive", "journal", "pipeline", "outbox", "deliver", "confirm"];
    private static readonly string[] Pages = ["/health/live", "/health/ready", "/metrics", "/", "/api/overview", "/api/conversations", "/api/decisions", "/api/outbox"];

    private readonly string _folder = Directory.CreateTempSubdirectory("weiyu-telemetry-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Traces_and_metrics_reach_a_collector_and_no_secret_is_in_anything(bool byPassword)
    {
        await using var collector = await Collector.StartAsync();
        await using var server = await Sandboxes.StartAsync(Sandboxes.WithItsOwnBroker);
        var console = $"http://127.0.0.1:{Mosquitto.FreePort()}";
        await using var bot = BotProcess.Start(
            Settings(server, console, byPassword),
            new Dictionary<string, string>
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf", ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
            });
        var visitor = await server.OpenVisitorAsync();
        await Eventually.TrueAsync(() => server.Sessions.Count == 1);
        visitor.Say("question 1");
        await Eventually.TrueAsync(() => visitor.Received.Any(m => m.Type == "TEXT"));
        await Eventually.TrueAsync(() => Spans.All(n => collector.Text("traces").Contains(n, StringComparison.Ordinal)));
        await Eventually.TrueAsync(() => collector.Text("metrics").Contains("weiyu.bot.replies.confirmed", StringComparison.Ordinal));

        using var client = new HttpClient { BaseAddress = new Uri(console) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ConsoleToken);
        var told = new Dictionary<string, string> { ["traces"] = collector.Text("traces"), ["metrics"] = collector.Text("metrics"), ["logs"] = collector.Text("logs") };
        foreach (var path in Pages)
        {
            told[path] = await client.GetStringAsync(path, Cancellation);
        }

        Assert.Equal(0, await bot.TerminateAsync(Cancellation));
        told["log"] = bot.Output;
        Assert.Contains("dbug: Microsoft", told["log"], StringComparison.Ordinal);
        Assert.Contains("weiyu-bot", told["traces"], StringComparison.Ordinal);
        foreach (var (where, text) in told)
        {
            foreach (var secret in new[] { server.Data.Bot.Password, server.Data.Bot.AccessToken!, ConsoleToken, ModelKey })
            {
                Assert.False(text.Contains(secret, StringComparison.Ordinal), $"'{secret}' is in {where}");
            }

            Assert.False(IssuedToken.IsMatch(text), $"The token of the login is in {where}: {IssuedToken.Match(text)}");
        }
    }

    /// <summary>The Sandbox's tokens are 48 hexadecimal digits; nothing else here is so long.</summary>
    [GeneratedRegex("(?<![0-9a-f])[0-9a-f]{48}(?![0-9a-f])")]
    private static partial Regex IssuedToken { get; }

    private Dictionary<string, string> Settings(SandboxServer server, string console, bool byPassword)
    {
        var settings = new Dictionary<string, string>
        {
            ["Weiyu:ApiUrl"] = server.ApiUrl, ["Weiyu:MqttUrl"] = server.MqttUrl, ["Weiyu:StoreLag"] = "200ms", ["Bot:DataPath"] = Path.Combine(_folder, "data"),
            ["Bot:RulesPath"] = RulesFolder.Echo(_folder), ["Console:Url"] = console, ["Console:Token"] = ConsoleToken, ["Llm:ApiKey"] = ModelKey,
            ["Logging:LogLevel:Default"] = "Trace", ["Logging:LogLevel:System.Net.Http"] = "Trace", ["Logging:LogLevel:Microsoft"] = "Trace",
        };
        if (byPassword) (settings["Weiyu:Username"], settings["Weiyu:Password"]) = (server.Data.Bot.Username, server.Data.Bot.Password);
        else settings["Weiyu:AccessToken"] = server.Data.Bot.AccessToken!;
        return settings;
    }
}
