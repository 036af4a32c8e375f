using Microsoft.Extensions.DependencyInjection;
using Weiyu.Client.Messages;
using Weiyu.Client.Rest;
using Weiyu.EndToEnd.Support;
using Weiyu.Sandbox;

namespace Weiyu.EndToEnd.Generations;

/// <summary>A server that is updated under a running bot, with visitors asking all the time.</summary>
public sealed class UpdatedServerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_is_updated_under_load_loses_no_question_and_gets_none_answered_twice()
    {
        await using var server = await Sandboxes.StartAsync(Sandboxes.Quick with { Habits = SandboxHabits.Of(SandboxGeneration.Y2025) });
        var rules = RulesFolder.Of("version: 1\nrules:\n  - id: echo\n    when: otherwise\n    say: \"{{ message.content }}\"\n");
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Bot:RulesPath"] = rules, ["Weiyu:SweepEvery"] = "1s" });
        var rest = bot.Services.GetRequiredService<WeiyuRestClient>();
        await bot.CaughtUpAsync();
        Assert.Equal(ServerGeneration.Y2025, rest.Generation);
        var visitors = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => server.OpenVisitorAsync()));

        var asked = 0;
        for (var round = 0; round < 60; round++)
        {
            foreach (var visitor in visitors) visitor.Say($"问题{round}");
            asked++;
            if (round == 20) server.Update(SandboxGeneration.Y2026, restart: true);
            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System, Cancellation);
        }

        await Eventually.TrueAsync(() => visitors.All(v => Said(v).Distinct(StringComparer.Ordinal).Count() == asked), "every question is answered");
        await bot.IdleAsync();
        Assert.All(visitors, v => Assert.Equal(asked, Said(v).Count));
        await Eventually.TrueAsync(() => rest.Generation == ServerGeneration.Y2026, "the new calls are in use");
        Directory.Delete(rules, recursive: true);
    }

    private static List<string> Said(SandboxVisitor visitor) =>
        [.. visitor.Received.Where(m => m.Type == MessageTypes.Text && m.User.Uid != visitor.Uid && m.User.Type == UserTypes.Agent).DistinctBy(m => m.Uid).Select(m => m.Content)];
}
