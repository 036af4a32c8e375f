using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.Rules;
using Weiyu.Bot.Simulation;
using Weiyu.Rules;
using Weiyu.Rules.Loading;
using Weiyu.Rules.Model;

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
        { "rules: [{id: a, when: x, say: new}]\ntests: [{name: t, steps: [{user: x}, {bot: {says: '/(new/'}}]}]", "bad-regex" },
        { "rules: [{id: a, when: x, ask: {'': {say: what}}, say: new}]", "wrong-value" },
        { "rules: [{id: a, when: x, say: new}]\nnotices: [{id: n, at: '9999-12-31 10:00', to: {threads: open}, say: hi}]", "bad-time" },
        { "rules: [{id: a, when: x, say: new}]\ncalendar: {open: ['9999-12-31']}", "bad-date" },
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
    public async Task A_reader_or_a_check_that_breaks_down_keeps_the_folder_out_and_the_bot_goes_on()
    {
        var (source, _) = Start();
        var reloader = new RuleReloader(source, new BrokenGate(), TimeProvider.System, NullLogger<RuleReloader>.Instance);
        Write(Good.Replace("old", "new", StringComparison.Ordinal));
        Assert.False(await reloader.ReloadAsync(TestContext.Current.CancellationToken));
        Assert.Equal("check-failed", Assert.Single(source.LastProblems).Code);

        var broken = new RuleLoader([new RuleSection("rules", _ => null), new RuleSection("tests", _ => throw new InvalidOperationException("broken"))], [], WeiyuPlatform.Words).Load(_folder);
        Assert.Null(broken.Book);
        Assert.Equal("unreadable", Assert.Single(broken.Problems).Code);
    }

    [Fact]
    public async Task A_rule_file_that_is_a_link_is_read_again_when_what_it_leads_to_changes()
    {
        // As a config map is mounted: a.yaml → ..data/a.yaml, ..data → a folder with a date.
        var real = Directory.CreateDirectory(Path.Combine(_folder, "..1")).FullName;
        await File.WriteAllTextAsync(Path.Combine(real, "a.yaml"), Good, TestContext.Current.CancellationToken);
        File.CreateSymbolicLink(Path.Combine(_folder, "..data"), "..1");
        File.CreateSymbolicLink(Path.Combine(_folder, "a.yaml"), "..data/a.yaml");
        var clock = new FakeTimeProvider();
        var source = new RuleBookSource(new RuleLoader(RuleSections.All, [], WeiyuPlatform.Words), _folder);
        Assert.Single(source.Current.Files);
        using var reloader = new RuleReloader(source, new RuleGate(new ConfigurationBuilder().Build()), clock, NullLogger<RuleReloader>.Instance);
        await reloader.StartAsync(TestContext.Current.CancellationToken);

        await File.WriteAllTextAsync(Path.Combine(real, "a.yaml"), Good.Replace("old", "newer", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var before = source.Current;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        while (ReferenceEquals(before, source.Current))
        {
            patience.Token.ThrowIfCancellationRequested();
            clock.Advance(RuleReloader.Rest);
            await Task.Yield();
        }

        await reloader.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_folder_that_vanished_leaves_the_rules_in_force()
    {
        var (source, reloader) = Start();
        File.Delete(Path.Combine(_folder, "a.yaml"));
        Assert.False(await reloader.ReloadAsync(TestContext.Current.CancellationToken));
        Assert.Single(source.Current.Rules);
    }

    private sealed class BrokenGate : IRuleGate
    {
        public Task<IReadOnlyList<RuleProblem>> CheckAsync(RuleBook book, LoadResult result, CancellationToken cancellationToken) => throw new InvalidOperationException("broken");
    }

    private (RuleBookSource Source, RuleReloader Reloader) Start()
    {
        Write(Good);
        var source = new RuleBookSource(new RuleLoader(RuleSections.All, [], WeiyuPlatform.Words), _folder);
        return (source, new RuleReloader(source, new RuleGate(new ConfigurationBuilder().Build()), TimeProvider.System, NullLogger<RuleReloader>.Instance));
    }

    private void Write(string yaml) => File.WriteAllText(Path.Combine(_folder, "a.yaml"), yaml);
}
