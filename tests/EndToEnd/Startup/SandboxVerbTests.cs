using System.Net;
using System.Text.RegularExpressions;
using Weiyu.Benchmarks.Faults;
using Weiyu.EndToEnd.Support;

namespace Weiyu.EndToEnd.Startup;

/// <summary>What a newcomer starts first.</summary>
public sealed partial class SandboxVerbTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weiyu-sandbox-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_prints_addresses_that_work_also_beside_another_one_and_ends_with_0()
    {
        var settings = new Dictionary<string, string>
        {
            ["Sandbox:ApiUrl"] = "http://127.0.0.1:0", ["Sandbox:MqttUrl"] = "ws://127.0.0.1:0/websocket", ["Console:Url"] = $"http://127.0.0.1:{Mosquitto.FreePort()}", ["Bot:DataPath"] = _folder,
        };
        await using var first = BotProcess.Start(settings, "sandbox");
        await Eventually.TrueAsync(() => first.Output.Contains("Ctrl+C", StringComparison.Ordinal));
        await using var second = BotProcess.Start(settings, "sandbox");
        await Eventually.TrueAsync(() => second.Output.Contains("Ctrl+C", StringComparison.Ordinal));

        Assert.Contains($"{settings["Console:Url"]}/", first.Output, StringComparison.Ordinal);
        using var client = new HttpClient();
        foreach (var bot in new[] { first, second })
        {
            var addresses = Address().Matches(bot.Output).Select(m => m.Value).Distinct().ToList();
            Assert.Equal(3, addresses.Count);
            foreach (var address in addresses) Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri(address), Cancellation)).StatusCode);
            await Eventually.TrueAsync(() => IsReady(client, addresses[2]), "the bot is ready");
        }

        Assert.Equal(0, await first.TerminateAsync(Cancellation));
        Assert.Equal(0, await second.TerminateAsync(Cancellation));
    }

    [Fact]
    public async Task A_generation_that_there_is_not_ends_it_with_78_and_names_those_that_there_are()
    {
        await using var bot = BotProcess.Start(new Dictionary<string, string> { ["Sandbox:Generation"] = "1999", ["Bot:DataPath"] = _folder }, "sandbox");
        Assert.Equal(78, await bot.WaitAsync(Cancellation));
        Assert.Contains("2024, 2025 or 2026", bot.Output, StringComparison.Ordinal);
    }

    private static bool IsReady(HttpClient client, string console)
    {
        using var answer = client.Send(new HttpRequestMessage(HttpMethod.Get, console + "health/ready"));
        return answer.IsSuccessStatusCode;
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:[0-9]+/\S*")]
    private static partial Regex Address();
}
