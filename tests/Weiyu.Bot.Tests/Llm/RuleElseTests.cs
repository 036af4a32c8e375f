using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.Rules;
using Weiyu.Bot.Handlers.Rules.Running;
using Weiyu.Bot.Handlers.Tools;
using Weiyu.Bot.Pipeline;
using Weiyu.Bot.Tests.Llm.Support;
using Weiyu.Rules;
using Weiyu.Rules.Loading;
using Xunit;

namespace Weiyu.Bot.Tests.Llm;

public sealed class RuleElseTests : IDisposable
{
    private const string Rules = """
        version: 1
        rules:
          - id: sorry
            event: called
            say: 这个我要问一下同事。
          - id: human
            event: called
            handoff: {to: support}
          - id: again
            event: called
            answer: {else: again}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("weiyu-else-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("sorry", "这个我要问一下同事。", "rule")]
    [InlineData("human", LlmBench.HandoffReply, "rule")]
    [InlineData("again", LlmBench.ElseReply, "silent")]
    [InlineData("fallback", LlmBench.ElseReply, "silent")]
    [InlineData("", LlmBench.ElseReply, "silent")]
    [InlineData("gone", LlmBench.ElseReply, "silent")]
    public async Task Where_nothing_answers_the_rule_of_the_else_does(string rule, string reply, string outcome)
    {
        await using var bench = await LlmBench.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(_folder, "rules.yaml"), Rules, TestContext.Current.CancellationToken);
        var source = new RuleBookSource(new RuleLoader(WeiyuPlatform.Words), _folder);
        var handler = new RuleElse(source, new RuleRunner(source, new NoTools(), []));
        var turn = bench.Turn("随便问问");
        turn.AnswerRequest = turn.AnswerRequest! with { Else = rule };
        await handler.HandleAsync(turn, LlmBench.Rest, TestContext.Current.CancellationToken);
        Assert.Equal(reply, turn.Reply());
        Assert.Equal(outcome, turn.Decision.Outcome);
    }

    private sealed class NoTools : IToolCatalog
    {
        public IReadOnlyDictionary<string, ITool> Tools { get; } = new Dictionary<string, ITool>();
    }
}
