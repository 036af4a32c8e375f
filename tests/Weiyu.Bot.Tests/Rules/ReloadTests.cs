using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Weiyu.Bot.Handlers.Rules;
using Weiyu.Bot.Handlers.Rules.Loading;
using Weiyu.Bot.Handlers.Rules.Testing;

namespace Weiyu.Bot.Tests.Rules;

/// <summary>A changed folder comes into force only when it is good.</summary>
public sealed class ReloadTests : IDisposable
{
    private const string Good = "rules: [{id: a, when: x, say: old}]\ntests: [{name: t, steps: [{user: x}, {bot: {says: old}}]}]";
    private readonly string _folder = Directory.CreateTempSubdirectory("weiyu-reload-").FullName;

    public static TheoryData<string, string> Bad => new()
    {
        { "rules: [{id: a, when: x, sya: new}]", "unknown-key" },
        { "rules: [", "not-yaml" },
        { "rules: [{id: a, when: x, say: '{{ nobody }}'}]", "unknown-name" },
        { "rules: [{id: a, when: x, say: new}]\ntests: [{name: t, steps: [{user: x}, {bot: {says: old}}]}]", "test-failed" },
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task A_bad_folder_is_kept_out_says_why_and_the_good_one_stays(string yaml, string code)
    {
        var (source, reloader) = Start();
        var before = source.Current;

        Write(yaml);
        Assert.False(await reloader.ReloadAsync(TestContext.Current.CancellationToken));

        Assert.Same(before, source.Current);
        Assert.True(source.Refused);
        Assert.Contains(source.LastProblems, p => p.Code == code && p.Line > 0 && p.Severity == ProblemSeverity.Error);
    }

    [Fact]
    public async Task A_good_folder_comes_into_force_after_a_bad_one()
    {
        var (source, reloader) = Start();
        Write("rules: [");
        await reloader.ReloadAsync(TestContext.Current.CancellationToken);

        Write(Good.Replace("old", "new", StringComparison.Ordinal));
        Assert.True(await reloader.ReloadAsync(TestContext.Current.CancellationToken));

        Assert.False(source.Refused);
    }

    [Fact]
    public async Task A_folder_that_vanished_leaves_the_rules_in_force()
    {
        var (source, reloader) = Start();
        File.Delete(Path.Combine(_folder, "a.yaml"));
        Assert.False(await reloader.ReloadAsync(TestContext.Current.CancellationToken));
        Assert.Single(source.Current.Rules);
    }

    private (RuleBookSource Source, RuleReloader Reloader) Start()
    {
        Write(Good);
        var source = new RuleBookSource(new RuleLoader(RuleSections.All, []), _folder);
        return (source, new RuleReloader(source, new RuleGate(new ConfigurationBuilder().Build()), TimeProvider.System, NullLogger<RuleReloader>.Instance));
    }

    private void Write(string yaml) => File.WriteAllText(Path.Combine(_folder, "a.yaml"), yaml);
}
