using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Weiyu.Bot.Handlers.Tools;
using Weiyu.Bot.Tests.Llm.Support;
using Xunit;

namespace Weiyu.Bot.Tests.Llm;

public class ToolTests
{
    private static FakeTool Lookup(string json = """{"status":"已发货","eta":"2026-12-01"}""") => new("order.lookup", _ => ToolResult.Success(JsonNode.Parse(json)), "no");

    [Fact]
    public async Task A_tool_that_the_rule_allows_is_called_and_its_result_grounds_the_reply()
    {
        var tool = Lookup();
        await using var bench = await LlmBench.StartAsync(tools: [tool]);
        bench.Server.Script(Behave.CallTools(("order_lookup", """{"no":"2026112200","other":"x"}""")), Behave.Say("订单 2026112200 已发货，12月1日送到。"));
        var turn = await bench.AskAsync("订单2026112200到哪了", tools: ["order.lookup"]);
        Assert.Equal("订单 2026112200 已发货，12月1日送到。", turn.Reply());
        Assert.Equal("""{"no":"2026112200"}""", Assert.Single(tool.Calls));
        Assert.Contains("order.lookup", turn.Why(), StringComparison.Ordinal);
        Assert.Contains("已发货", bench.Server.Bodies[1], StringComparison.Ordinal);
        Assert.Equal(240, (int)turn.State.Extra["llm"]!["tokens"]!);
    }

    [Theory]
    [InlineData("order_cancel", """{"no":"2026112200"}""")]
    [InlineData("order-cancel", """{"no":"2026112200"}""")]
    [InlineData("order.cancel", """{"no":"2026112200"}""")]
    [InlineData("", "{}")]
    [InlineData("order_lookup", "not json")]
    [InlineData("order_lookup", "{}")]
    [InlineData("order_lookup", """{"no":"9999999999"}""")]
    [InlineData("order_lookup", """["2026112200"]""")]
    public async Task A_wrong_call_runs_nothing_and_the_model_may_still_answer(string name, string arguments)
    {
        var (lookup, cancel) = (Lookup(), new FakeTool("order.cancel", _ => ToolResult.Success(null), "no"));
        await using var bench = await LlmBench.StartAsync(tools: [lookup, cancel]);
        bench.Server.Script(Behave.CallTools((name, arguments)));
        bench.Server.Otherwise = Behave.Say("请稍等，我看一下。");
        var turn = await bench.AskAsync("订单2026112200到哪了", tools: ["order.lookup"]);
        Assert.Empty(lookup.Calls);
        Assert.Empty(cancel.Calls);
        Assert.Contains(turn.Reply(), (string[])["请稍等，我看一下。", LlmBench.ElseReply]);
    }

    [Fact]
    public async Task A_tool_loop_ends_and_each_identical_call_runs_once()
    {
        var tool = Lookup();
        await using var bench = await LlmBench.StartAsync([("Llm:MaxToolRounds", "3")], tools: [tool]);
        bench.Server.Otherwise = Behave.CallTools(("order_lookup", """{"no":"2026112200"}"""));
        var turn = await bench.AskAsync("订单2026112200到哪了", tools: ["order.lookup"]);
        Assert.Equal(LlmBench.ElseReply, turn.Reply());
        Assert.Contains("tool loop", turn.Why(), StringComparison.Ordinal);
        Assert.Single(tool.Calls);
        Assert.Equal(4, bench.Server.Count);
    }

    [Fact]
    public async Task Many_different_calls_are_bounded()
    {
        var tool = new FakeTool("note", _ => ToolResult.Success(JsonValue.Create("ok")), "text");
        await using var bench = await LlmBench.StartAsync([("Llm:MaxToolRounds", "10")], tools: [tool]);
        var number = 0;
        bench.Server.Otherwise = call => Behave.CallTools([.. Enumerable.Range(0, 20).Select(_ => ("note", $$"""{"text":"n{{number++}}"}"""))])(call);
        Assert.Equal(LlmBench.ElseReply, (await bench.AskAsync("记一下", tools: ["note"])).Reply());
        Assert.Equal(8, tool.Calls.Count);
    }

    [Fact]
    public async Task A_tool_that_throws_or_never_ends_is_a_result_like_any_other()
    {
        var broken = new FakeTool("broken", _ => throw new InvalidOperationException("secret detail"));
        await using var bench = await LlmBench.StartAsync(tools: [broken]);
        bench.Server.Script(Behave.CallTools(("broken", "{}")), Behave.Say("现在查不到，请稍后再试。"));
        Assert.Equal("现在查不到，请稍后再试。", (await bench.AskAsync("查一下", tools: ["broken"])).Reply());
        Assert.DoesNotContain(bench.Server.Bodies, b => b.Contains("secret detail", StringComparison.Ordinal));
        Assert.DoesNotContain(bench.Logs.Lines, l => l.Contains("secret detail", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_model_can_call_a_human()
    {
        await using var bench = await LlmBench.StartAsync();
        bench.Server.Script(Behave.CallTools(("hand_over_to_human", """{"reason":"访客要投诉，电话 13800138000"}""")));
        var turn = await bench.AskAsync("我要投诉");
        Assert.Equal(LlmBench.HandoffReply, turn.Reply());
        Assert.Equal("访客要投诉，电话 ⟦phone⟧", turn.HandoffRequest!.Reason);
        Assert.Null(turn.AnswerRequest);
    }

    [Fact]
    public async Task What_the_model_gives_as_its_reason_for_a_human_stands_in_no_label_and_no_span()
    {
        await using var bench = await LlmBench.StartAsync([("Llm:TryAgain", "false")]);
        using var labels = new Labels(bench.Services.GetRequiredService<IMeterFactory>());
        bench.Server.Script(Behave.CallTools(("hand_over_to_human", """{"reason":"访客王小明要退掉蓝色耳机"}""")), Behave.Say("只要 1 元。"), Behave.Status(500));
        for (var i = 0; i < 3; i++) await bench.AskAsync($"我要投诉{i}");
        Assert.Contains("outcome=handedover", labels.Seen);
        Assert.Contains("reason=ungrounded money", labels.Seen);
        Assert.Contains("reason=server", labels.Seen);
        Assert.DoesNotContain("王小明", string.Join('\n', labels.Seen.Concat(bench.Tags)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_permission_the_model_can_not_call_a_human()
    {
        await using var bench = await LlmBench.StartAsync([("Llm:HandOver", "false")]);
        bench.Server.Otherwise = Behave.CallTools(("hand_over_to_human", "{}"));
        var turn = await bench.AskAsync("我要投诉");
        Assert.Equal(LlmBench.ElseReply, turn.Reply());
        Assert.Null(turn.HandoffRequest);
    }

    [Fact]
    public async Task Functions_of_a_plugin_are_tools_that_a_rule_can_allow()
    {
        var asked = new List<string>();
        var plugin = KernelPluginFactory.CreateFromFunctions("stock",
        [
            KernelFunctionFactory.CreateFromMethod((string item, int count) => { asked.Add($"{count} {item}"); return $"{item} 有 12 件"; }, "count", "Counts the stock"),
            KernelFunctionFactory.CreateFromMethod(() => "", "erase", "Erases all"),
        ]);
        await using var bench = await LlmBench.StartAsync(more: s => s.AddSingleton(plugin));
        bench.Server.Script(Behave.CallTools(("stock_count", """{"item":"耳机","count":2}"""), ("stock_erase", "{}")), Behave.Say("耳机还有 12 件。"));
        Assert.Equal("耳机还有 12 件。", (await bench.AskAsync("耳机还有吗", tools: ["stock.count"])).Reply());
        Assert.Equal("2 耳机", Assert.Single(asked));
        Assert.DoesNotContain("stock_erase", string.Join(',', new ModelCallNames(bench.Server.Bodies[0]).Tools), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_agents_said_is_part_of_the_conversation()
    {
        await using var bench = await LlmBench.StartAsync();
        bench.Server.Script(Behave.Say("同事说了，耳机 299 元。"));
        var turn = await bench.AskAsync("刚才说多少钱", recent:
        [
            new("visitor", "耳机多少钱", DateTimeOffset.UnixEpoch), new("agent", "耳机 299 元", DateTimeOffset.UnixEpoch), new("visitor", "刚才说多少钱", DateTimeOffset.UnixEpoch),
        ]);
        Assert.Equal("同事说了，耳机 299 元。", turn.Reply());
        Assert.Contains("（人工客服）耳机 299 元", bench.Server.Bodies[0], StringComparison.Ordinal);
        Assert.Equal(1, System.Text.RegularExpressions.Regex.Count(bench.Server.Bodies[0], "刚才说多少钱"));
    }

    private sealed class ModelCallNames(string body)
    {
        public IEnumerable<string> Tools => JsonNode.Parse(body)!["tools"]!.AsArray().Select(t => t!["function"]!["name"]!.ToString());
    }
}
