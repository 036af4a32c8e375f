using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Weiyu.Benchmarks.Faults;
using Weiyu.Bot.Storage;
using Weiyu.Bot.Telemetry;
using Weiyu.Client.Messages;
using Weiyu.EndToEnd.Support;
using Weiyu.Sandbox;

namespace Weiyu.EndToEnd.Delivery;

/// <summary>A line of which one direction is dead, or both, and which nobody closes.</summary>
public sealed class HalfDeadLineTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_line_that_hears_and_is_not_heard_sends_the_reply_over_http_and_is_made_anew()
    {
        await using var server = await Sandboxes.StartAsync(Sandboxes.WithItsOwnBroker);
        await using var proxy = FaultProxy.To(new Uri(server.MqttUrl).Port);
        await using var bot = await BotUnderTest.StartAsync(server, Through(proxy));
        var visitor = await server.OpenVisitorAsync();
        await bot.HandledAsync(visitor.Say("一"));
        await bot.IdleAsync();

        proxy.SwallowsUp = true;
        var clock = Stopwatch.StartNew();
        var question = visitor.Say("二");
        await Eventually.TrueAsync(() => Answers(visitor) == 2, "the visitor is answered");
        TestContext.Current.TestOutputHelper?.WriteLine($"answered after {clock.Elapsed.TotalSeconds:0.00} s");
        await Eventually.TrueAsync(() => bot.OutboxOf(question) is [{ State: OutboxState.Confirmed, Route: "http" }], "the reply went over HTTP");
        await Eventually.TrueAsync(() => !bot.IsConnected, "the line is given up");
        TestContext.Current.TestOutputHelper?.WriteLine($"given up after {clock.Elapsed.TotalSeconds:0.00} s");

        proxy.SwallowsUp = false;
        await Eventually.TrueAsync(() => bot.IsConnected, "the line is made anew");
        await bot.HandledAsync(visitor.Say("三"));
        Assert.Equal(3, Answers(visitor));
    }

    [Fact]
    public async Task A_line_that_is_dead_in_both_directions_is_noticed_without_anything_being_sent()
    {
        await using var server = await Sandboxes.StartAsync(Sandboxes.WithItsOwnBroker);
        await using var proxy = FaultProxy.To(new Uri(server.MqttUrl).Port);
        await using var bot = await BotUnderTest.StartAsync(server, Through(proxy));
        var visitor = await server.OpenVisitorAsync();
        await bot.HandledAsync(visitor.Say("一"));
        var health = bot.Services.GetRequiredService<Health>();
        await Eventually.TrueAsync(() => Health.IsReady(health.Parts()), "it is ready");

        proxy.Swallows = true;
        var clock = Stopwatch.StartNew();
        await Eventually.TrueAsync(() => !Health.IsReady(health.Parts()), "it is not ready");
        TestContext.Current.TestOutputHelper?.WriteLine($"not ready after {clock.Elapsed.TotalSeconds:0.00} s");

        proxy.Swallows = false;
        proxy.Cut();
        clock.Restart();
        await Eventually.TrueAsync(() => Health.IsReady(health.Parts()), "it is ready again");
        TestContext.Current.TestOutputHelper?.WriteLine($"ready again after {clock.Elapsed.TotalSeconds:0.00} s");
        await bot.HandledAsync(visitor.Say("二"));
        Assert.Equal(2, Answers(visitor));
    }

    private static Dictionary<string, string?> Through(FaultProxy proxy) => new() { ["Weiyu:MqttUrl"] = $"ws://127.0.0.1:{proxy.Port}/websocket", ["Weiyu:KeepAlive"] = "30s" };

    private static int Answers(SandboxVisitor visitor) => visitor.Received.Where(m => m.Type == MessageTypes.Text).DistinctBy(m => m.Uid).Count();
}
