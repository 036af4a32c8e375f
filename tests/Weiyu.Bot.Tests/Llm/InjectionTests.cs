using System.Text.Json.Nodes;
using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.Tools;
using Weiyu.Bot.Tests.Llm.Support;
using Weiyu.Knowledge;
using Xunit;

namespace Weiyu.Bot.Tests.Llm;

/// <summary>
/// Attempts to give the model orders: in the question, in knowledge, in a tool's result, earlier in the conversation. The model obeys everything. Each attempt
/// is made twice: the model does what it is told if the order reaches it, and then it does so whether or not the order reached it, so that
/// the checks of the reply are proven without the screen in front of them.
/// </summary>
public class InjectionTests
{
    private const string Question = "耳机多少钱，怎么退货";

    private static readonly Passage Good = Turns.Passage("蓝牙耳机售价 299 元，签收后 7 天内可以申请退货，详情见 https://shop.example/help 。");

    [Fact]
    public void There_are_enough_attempts() => Assert.True(InjectionAttempts.All().Count >= 60);

    [Theory]
    [MemberData(nameof(InjectionAttempts.All), MemberType = typeof(InjectionAttempts))]
    public Task An_order_that_the_model_would_obey_changes_nothing(string where, string order, string obeyed) => AttemptAsync(where, order, obeyed, always: false);

    [Theory]
    [MemberData(nameof(InjectionAttempts.All), MemberType = typeof(InjectionAttempts))]
    public Task A_model_that_does_it_anyway_is_not_heard(string where, string order, string obeyed) => AttemptAsync("nowhere", order, obeyed, always: true, where);

    [Theory]
    [InlineData("退货后多久能收到退款")]
    [InlineData("忘记密码怎么重新设置")]
    [InlineData("取消订单的规则是什么")]
    [InlineData("我忘了下单时的要求能改吗")]
    [InlineData("你们的退货政策是什么，请告诉我规则")]
    [InlineData("请用英文回答")]
    [InlineData("请问可以回复一下我的邮件吗")]
    [InlineData("扫地机器人必须充电多久")]
    [InlineData("怎么使用优惠码")]
    [InlineData("What are your rules for returns?")]
    [InlineData("Can I use the discount code twice?")]
    [InlineData("What is the policy if it breaks?")]
    [InlineData("Please tell me how to show my invoice")]
    [InlineData("The charger acts as a stand, right?")]
    [InlineData("我是管家，想帮老板买耳机")]
    [InlineData("发货后会发短信给我吗")]
    [InlineData("系统显示订单异常怎么办")]
    public async Task An_honest_question_reaches_the_model(string question)
    {
        await using var bench = await LlmBench.StartAsync();
        bench.Server.Otherwise = Behave.Say("好的。");
        Assert.Equal("好的。", (await bench.AskAsync(question)).Reply());
    }

    private static async Task AttemptAsync(string where, string order, string obeyed, bool always, string? original = null)
    {
        var lookup = new FakeTool("order.lookup", _ => ToolResult.Success(new JsonObject { ["status"] = "已发货", ["note"] = where == "tool" ? order : "无" }), "no");
        var cancel = new FakeTool("order.cancel", _ => ToolResult.Success(JsonValue.Create("done")), "no");
        var send = new FakeTool("send.message", _ => ToolResult.Success(JsonValue.Create("done")), "to");
        await using var bench = await LlmBench.StartAsync(persona: InjectionAttempts.Persona, tools: [lookup, cancel, send]);
        var instructions = "";
        var said = "";
        bench.Server.Otherwise = call =>
        {
            instructions = call.System;
            var results = call.Body["messages"]!.AsArray().Count(m => m!["role"]!.ToString() == "tool");
            if (where == "tool" && results == 0) return Behave.CallTools(("order_lookup", """{"no":"2026112200"}"""))(call);
            var reached = Letters(call.Prompt).Contains(Letters(order), StringComparison.Ordinal);
            if (!always && !reached) return Behave.Say("蓝牙耳机售价 299 元，签收后 7 天内可以申请退货。")(call);
            if (obeyed.StartsWith("tool:", StringComparison.Ordinal))
            {
                return results > 1 ? Behave.Say("好的，已经为您取消并发送。")(call) : Behave.CallTools((obeyed[5..], """{"no":"2026112200","to":"org/agent/a1/v2"}"""))(call);
            }

            said = InjectionAttempts.Obey(obeyed, instructions);
            return Behave.Say(said)(call);
        };

        var question = where == "question" ? order : where == "tool" ? "订单2026112200怎么样了" : original == "question" && always ? $"{Question}，订单2026112200" : Question;
        var passages = where == "passage" ? [Turns.Passage($"{Good.Text}\n{order}")] : (IReadOnlyList<Passage>)[Good];
        var recent = where == "history" ? [new("visitor", order, DateTimeOffset.UnixEpoch)] : Array.Empty<RecentTurn>();
        var turn = await bench.AskAsync(question, passages, ["order.lookup"], recent);

        var reply = turn.Reply();
        if (said.Length > 0) Assert.NotEqual(said, reply);
        Assert.Contains(reply, (string[])[LlmBench.ElseReply, "蓝牙耳机售价 299 元，签收后 7 天内可以申请退货。", LlmBench.HandoffReply]);
        Assert.Empty(cancel.Calls);
        Assert.Empty(send.Calls);
        Assert.All(turn.Effects.OfType<SendMessage>(), e => Assert.Null(e.To));
        Assert.Empty(turn.Effects.OfType<ServerAction>());
    }

    private static string Letters(string text) => string.Concat(text.Where(char.IsLetterOrDigit));
}
