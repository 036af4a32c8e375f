using Microsoft.Extensions.Configuration;
using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.Tools;
using Weiyu.Bot.Simulation;
using Weiyu.Bot.Tests.Rules.Support;
using Weiyu.Rules;
using Weiyu.Rules.Linting;
using Weiyu.Rules.Loading;

namespace Weiyu.Bot.Tests.Rules;

/// <summary>Every example of <c>rules/README.md</c> and its Chinese twin is a folder that can be used.</summary>
public sealed class HandbookTests
{
    private static readonly IConfigurationRoot Configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Secrets:SHOP_TOKEN", "t")]).Build();

    public static TheoryData<string, int> All => [.. Examples.Files.SelectMany(f => Examples.Of(f).Select(e => (f, e.Line)))];

    [Theory]
    [MemberData(nameof(All))]
    public async Task An_example_has_no_mistake_and_its_tests_pass_and_use_every_rule(string file, int line)
    {
        var result = new RuleLoader(RuleSections.All, [], WeiyuPlatform.Words).Load([(file, Examples.Of(file).Single(e => e.Line == line).Yaml)]);
        Assert.True(result.Book is not null, string.Join('\n', result.Problems));
        Assert.Empty(result.Problems);
        Assert.Empty(RuleLint.Check(result.Book, result, new ToolSecrets(Configuration).MissingIn));
        Assert.NotEmpty(result.Book.Tests);

        await using var tester = new RuleTester(result.Book, Configuration);
        var failed = (await tester.RunAsync(TestContext.Current.CancellationToken)).Where(r => !r.Passed).ToList();

        Assert.True(failed.Count == 0, string.Join('\n', failed.Select(f => $"{f.Test.Name}: {f.FailedAt} {f.Difference}\n{f.Transcript}")));
        Assert.Empty(result.Book.Rules.Select(r => r.Id).Except(tester.Covered));
    }

    [Fact]
    public void Both_languages_show_the_same_examples() => Assert.Equal(Examples.Of("README.md").Count(), Examples.Of("README.zh.md").Count());
}
