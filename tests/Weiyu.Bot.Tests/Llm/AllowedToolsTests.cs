using Weiyu.Bot.Core;
using Weiyu.Rules.Loading;
using Xunit;

namespace Weiyu.Bot.Tests.Llm;

/// <summary>Which names of tools a rule may allow to the model.</summary>
public sealed class AllowedToolsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weiyu-allowed-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("order.lookup", true)]
    [InlineData("order.*", true)]
    [InlineData("shop.stock", true)]
    [InlineData("shop.*", true)]
    [InlineData("order.lokup", false)]
    [InlineData("oder.lookup", false)]
    [InlineData("lookup", false)]
    public void Tools_of_servers_and_plugins_may_be_named_but_slips_of_the_keys_are_found(string tool, bool isFine)
    {
        const string Rules = """
            version: 1
            tools:
              order.lookup: {description: Looks up an order, url: "https://shop.example/{{ no }}", parameters: {no: The number}}
            rules:
              - id: kb
                when: otherwise
                answer: {tools: ["NAME"]}
            """;
        File.WriteAllText(Path.Combine(_folder, "rules.yaml"), Rules.Replace("NAME", tool, StringComparison.Ordinal));
        var problems = new RuleLoader(WeiyuPlatform.Words).Load(_folder).Problems;
        Assert.Equal(isFine, !problems.Any(p => p.Code == "unknown-name"));
    }
}
