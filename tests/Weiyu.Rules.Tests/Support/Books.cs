using Weiyu.Rules.Grammar;
using Weiyu.Rules.Loading;
using Weiyu.Rules.Model;

namespace Weiyu.Rules.Tests.Support;

/// <summary>Rules from YAML in a test.</summary>
internal static class Books
{
    /// <summary>Reads files with all sections.</summary>
    public static RuleLoader Loader { get; } = new(RuleSections.All, [], Words.Platform);

    /// <summary>Reads one file.</summary>
    public static LoadResult Load(string yaml) => Loader.Load([("rules.yaml", yaml)]);

    /// <summary>Reads rules that must be good.</summary>
    public static RuleBook Good(string yaml)
    {
        var result = Load(yaml);
        Assert.True(result.Book is not null, string.Join('\n', result.Problems));
        return result.Book!;
    }
}
