using Weiyu.Rules.Loading;

namespace Weiyu.Rules.Tests;

/// <summary>What the rules know of the rest of the house.</summary>
public sealed class LayerTests
{
    [Fact]
    public void The_rules_know_the_languages_and_nothing_else_of_ours() =>
        Assert.Equal(["Weiyu.Text"], References().Where(name => name.StartsWith("Weiyu", StringComparison.OrdinalIgnoreCase)));

    [Fact]
    public void They_need_no_broker_no_database_and_no_language_model() => Assert.DoesNotContain(References(), name =>
        name.StartsWith("MQTTnet", StringComparison.Ordinal) || name.StartsWith("Google.Protobuf", StringComparison.Ordinal)
        || name.StartsWith("Microsoft.SemanticKernel", StringComparison.Ordinal) || name.StartsWith("Microsoft.Data", StringComparison.Ordinal)
        || name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || name.StartsWith("Microsoft.Extensions.Hosting", StringComparison.Ordinal));

    private static IEnumerable<string> References() => typeof(RuleLoader).Assembly.GetReferencedAssemblies().Select(a => a.Name!);
}
