using Weiyu.Bot.Core;
using Weiyu.Rules.Loading;
using Weiyu.Rules.Model;

namespace Weiyu.Bot.Tests.Rules.Support;

/// <summary>Rules from YAML in a test.</summary>
internal static class Books
{
    /// <summary>Reads one file.</summary>
    public static LoadResult Load(string yaml) => new RuleLoader(WeiyuPlatform.Words).Load([("rules.yaml", yaml)]);

    /// <summary>Reads rules that must be good.</summary>
    public static RuleBook Good(string yaml)
    {
        var result = Load(yaml);
        Assert.True(result.Book is not null, string.Join('\n', result.Problems));
        return result.Book!;
    }
}
