using System.Text.Json;
using System.Text.Json.Nodes;
using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.Tools;
using Weiyu.Bot.Tests.Llm.Support;
using Xunit;

namespace Weiyu.Bot.Tests.Llm;

public class PrivacyTests
{
    private static readonly string[] Planted = ["13800138000", "138-0013-8001", "11010519491231002X", "4111 1111 1111 1111", "li.si@example.cn"];

    [Fact]
    public async Task Planted_personal_data_is_in_no_request_log_trace_or_decision_and_still_stands_in_the_reply()
    {
        var tool = new FakeTool("member.find", _ => ToolResult.Success(JsonNode.Parse("""{"phone":"13900139009","mail":"wang.wu@example.cn"}""")), "phone");
        await using var bench = await LlmBench.StartAsync(tools: [tool]);
        bench.Server.Script(
            Behave.CallTools(("member_find", """{"phone":"⟦phone-2⟧"}""")),
            Behave.Say(call => $"好的，会联系 ⟦phone-2⟧ 和 [[email-1]]，证件 ⟦idcard-1⟧，卡 ⟦card-1⟧；登记的是 ⟦phone-3⟧ 与 ⟦email-2⟧。"));
        var turn = await bench.AskAsync(
            $"我的手机是{Planted[0]}，邮箱{Planted[4]}，身份证{Planted[2]}，卡号{Planted[3]}，帮我看看",
            tools: ["member.find"],
            recent: [new("visitor", $"我是{Planted[1]}", DateTimeOffset.UnixEpoch), new("agent", $"好的，{Planted[1]}", DateTimeOffset.UnixEpoch)]);

        Assert.Equal($"好的，会联系 {Planted[0]} 和 {Planted[4]}，证件 {Planted[2]}，卡 {Planted[3]}；登记的是 13900139009 与 wang.wu@example.cn。", turn.Reply());
        Assert.Equal($$"""{"phone":"{{Planted[0]}}"}""", Assert.Single(tool.Calls));
        Assert.Equal(2, bench.Server.Count);
        Assert.NotEmpty(bench.Tags);
        Assert.Contains(bench.Logs.Lines, l => l.StartsWith("Trace", StringComparison.Ordinal));
        // One after the other: the tests beside this one end spans meanwhile, and a list of a size that was asked before does not hold them.
        var everything = string.Join('\n', bench.Server.Bodies.Concat(bench.Logs.Lines).Concat(bench.Tags).Append(JsonSerializer.Serialize(turn.Decision, DecisionJson.Default.Decision)));
        foreach (var secret in (string[])[.. Planted, "13800138001", "4111111111111111", "13900139009", "wang.wu@example.cn", "key-that-stays-secret"])
        {
            Assert.DoesNotContain(secret, everything, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task A_model_that_repeats_a_placeholder_nobody_gave_is_not_heard()
    {
        await using var bench = await LlmBench.StartAsync();
        bench.Server.Otherwise = Behave.Say("会联系 ⟦phone-7⟧。");
        Assert.Equal(LlmBench.ElseReply, (await bench.AskAsync("联系我")).Reply());
    }

    [Fact]
    public async Task The_key_is_sent_and_shown_nowhere()
    {
        await using var bench = await LlmBench.StartAsync();
        string? sent = null;
        bench.Server.Script(async call =>
        {
            sent = call.Context.Request.Headers.Authorization;
            await Behave.Status(401, body: "{\"error\":{\"message\":\"Incorrect API key provided: key-that-stays-secret\"}}")(call);
        });
        await bench.AskAsync("在吗");
        Assert.Equal("Bearer key-that-stays-secret", sent);
        Assert.DoesNotContain(bench.Logs.Lines.Concat(bench.Tags), l => l.Contains("key-that-stays-secret", StringComparison.Ordinal));
    }
}
