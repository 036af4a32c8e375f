using Microsoft.Extensions.Configuration;
using Weiyu.Bot.Commands;
using Weiyu.Bot.Core;
using Weiyu.Bot.Simulation.Replay;
using Weiyu.Bot.Storage;
using Weiyu.Client.Messages;
using Weiyu.EndToEnd.Support;
using Weiyu.Rules.Loading;

namespace Weiyu.EndToEnd.Conversation;

/// <summary><c>rules replay</c> over what a bot recorded while it talked to a visitor.</summary>
public sealed class ReplayTests
{
    [Fact]
    public async Task What_the_bot_recorded_says_the_same_with_its_rules_and_shows_what_changes_with_others()
    {
        var folder = Directory.CreateTempSubdirectory("weiyu-replay-").FullName;
        var data = Path.Combine(folder, "data");
        var changed = Directory.CreateDirectory(Path.Combine(folder, "changed")).FullName;
        foreach (var file in RuleLoader.FilesOf(RulesFolder.Shop))
            await File.WriteAllTextAsync(Path.Combine(changed, Path.GetFileName(file)), (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Replace("不客气", "应该的", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await TalkAsync(data);

        Assert.DoesNotContain(await ReplayAsync(data, RulesFolder.Shop), t => t.Changed);
        var change = Assert.Single(await ReplayAsync(data, changed), t => t.Changed);
        Assert.Equal("rule thanks", change.Was.Source);
        Assert.Contains("应该的", Assert.Single(change.Says), StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Fine, await RunAsync("replay", RulesFolder.Shop, "--Bot:DataPath", data));
        Assert.Equal(ExitCodes.Findings, await RunAsync("replay", changed, "--json", "--Bot:DataPath", data));
        Directory.Delete(folder, recursive: true);
    }

    private static async Task TalkAsync(string data)
    {
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Bot:RulesPath"] = RulesFolder.Shop }, data);
        var visitor = await server.OpenVisitorAsync();
        foreach (var text in (string[])["你好", "我要退款", "营业时间", "1234567890", "谢谢"]) await bot.HandledAsync(visitor.Say(text));
        await bot.IdleAsync();
        Assert.Contains(visitor.Received, m => m.Type == MessageTypes.Text && m.Content.Contains("不客气", StringComparison.Ordinal));
    }

    private static async Task<IReadOnlyList<ReplayedTurn>> ReplayAsync(string data, string rules)
    {
        using var session = new StoreSession(new Database(StoreProvider.Sqlite, Path.Combine(data, "weiyu-bot.db")));
        var recorded = Recording.FromStore(session, DateTimeOffset.UnixEpoch);
        await using var replay = new RuleReplay(new RuleLoader(WeiyuPlatform.Words).Load(rules).Book!, new ConfigurationBuilder().Build());
        return await replay.RunAsync(recorded, TestContext.Current.CancellationToken);
    }

    private static Task<int> RunAsync(params string[] arguments) => RulesCommand.Create().Parse(arguments).InvokeAsync(cancellationToken: TestContext.Current.CancellationToken);
}
