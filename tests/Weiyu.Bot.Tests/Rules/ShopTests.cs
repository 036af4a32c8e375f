using Microsoft.Extensions.Configuration;
using Weiyu.Bot.Core;
using Weiyu.Bot.Simulation;
using Weiyu.Bot.Tests.Rules.Support;
using Weiyu.Rules;
using Weiyu.Rules.Linting;
using Weiyu.Rules.Loading;

namespace Weiyu.Bot.Tests.Rules;

/// <summary>A shop of thirty rules and fifteen kinds of conversation in it: they stand in the folder <c>Shop</c>, as a support lead would write them.</summary>
public sealed class ShopTests
{
    private static readonly string Folder = Path.Combine(Folders.Root, "tests", "Weiyu.Bot.Tests", "Rules", "Shop");

    [Fact]
    public async Task The_fifteen_conversations_go_as_they_stand_there()
    {
        var book = Load().Book!;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Bot:RulesPath", Folder), new("Bot:DataPath", Path.Combine(Path.GetTempPath(), $"weiyu-shop-{Guid.NewGuid():N}"))]).Build();
        await using var tester = new RuleTester(book, configuration);
        var results = await tester.RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(16, results.Count);
        Assert.All(results, r => Assert.True(r.Passed, $"{r.Test.Name}: {r.FailedAt}: {r.Difference}\n{r.Transcript}"));
    }

    [Fact]
    public void Nothing_is_found_wrong_with_the_shop()
    {
        var result = Load();
        Assert.Empty(result.Problems.Concat(RuleLint.Check(result.Book!, result)).Select(p => p.ToString()));
    }

    private static LoadResult Load() => new RuleLoader(RuleSections.All, [], WeiyuPlatform.Words).Load(Folder);
}
