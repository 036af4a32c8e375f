using Microsoft.Extensions.DependencyInjection;
using Weiyu.Bot.Handlers.Llm.Tools;
using Weiyu.Bot.Tests.Llm.Support;
using Weiyu.Client.Messages;
using Weiyu.EndToEnd.Support;

namespace Weiyu.EndToEnd.Model;

/// <summary>What visitors get from a bot with a model: signs of life, streams, people, tools, and no invented price.</summary>
public sealed class ModelAnswersTests
{
    private const string Headphones = "# 耳机\n\n## 蓝牙耳机多少钱？\n\n蓝牙耳机售价 299 元，签收后 7 天内可以退货。\n";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reply_with_an_invented_price_is_not_sent_but_the_curated_answer_is()
    {
        await using var scene = await ModelScene.StartAsync(knowledge: Headphones, answer: "deadline: 1m, else: fallback");
        scene.Model.Otherwise = Behave.Say("蓝牙耳机现在特价 99 元，错过就没有啦！");
        var visitor = await scene.Server.OpenVisitorAsync();
        var question = await scene.AskAsync(visitor, "蓝牙耳机多少钱？");

        Assert.True(scene.Why(question.Uid).Contains("ungrounded money", StringComparison.Ordinal), scene.Why(question.Uid));
        Assert.Equal(["蓝牙耳机售价 299 元，签收后 7 天内可以退货。"], scene.Answers(visitor));
        Assert.DoesNotContain(visitor.Received, m => m.Content.Contains("99 元，错过", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_grounded_reply_is_sent_as_it_is()
    {
        await using var scene = await ModelScene.StartAsync(knowledge: Headphones, answer: "deadline: 1m, else: fallback");
        scene.Model.Otherwise = Behave.Say("**蓝牙耳机** 299 元，七天内能退。[p1]");
        Assert.Equal("蓝牙耳机 299 元，七天内能退。", await scene.AskAsync("蓝牙耳机多少钱"));
    }

    [Fact]
    public async Task The_visitor_sees_typing_again_and_again_until_the_answer()
    {
        await using var scene = await ModelScene.StartAsync(answer: "deadline: 5m, else: fallback");
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        scene.Model.Otherwise = async call =>
        {
            await go.Task.WaitAsync(call.Aborted);
            await Behave.Say("在的。")(call);
        };
        var visitor = await scene.Server.OpenVisitorAsync();
        visitor.Say("有人吗？我想问问潜水艇");
        await Eventually.TrueAsync(() => visitor.Received.Count(m => m.Type == MessageTypes.Typing) >= 3, "typing was shown three times");
        Assert.Empty(scene.Answers(visitor));

        go.SetResult();
        await Eventually.TrueAsync(() => scene.Answers(visitor).Count > 0);
        Assert.Equal(["在的。"], scene.Answers(visitor));
    }

    [Fact]
    public async Task A_streamed_answer_is_one_answer_also_in_the_history_and_after_the_data_folder_is_lost()
    {
        await using var scene = await ModelScene.StartAsync(new() { ["Llm:Stream"] = "true" }, answer: "deadline: 1m, else: fallback");
        scene.Model.Otherwise = Behave.Say("您好！我们没有潜水艇。请看看别的？");
        var visitor = await scene.Server.OpenVisitorAsync();
        await scene.AskAsync(visitor, "你们卖不卖潜水艇");
        await Eventually.TrueAsync(() => scene.Answers(visitor).Count == 1);

        var ours = visitor.Received.Where(m => m.User.Uid == scene.Server.Data.Bot.AgentUid && m.Type != MessageTypes.Typing && m.Type != MessageTypes.Read && m.Type != MessageTypes.Delivered).ToList();
        Assert.Equal(["ROBOT_STREAM_START", "ROBOT_STREAM", "ROBOT_STREAM", "ROBOT_STREAM", "ROBOT_STREAM_END"], ours.Select(m => m.Type));
        Assert.Contains("您好！我们没有潜水艇。请看看别的？", ours[^1].Content, StringComparison.Ordinal);
        await Eventually.TrueAsync(() => Ours(scene, visitor.Thread.Topic).Count > 0, "the history has it");

        await scene.Bot.DisposeAsync();
        Directory.Delete(scene.Data, recursive: true);
        await scene.StartBotAsync(new() { ["Llm:Stream"] = "true" });
        await scene.Bot.CaughtUpAsync();
        await scene.Bot.IdleAsync();
        Assert.Single(scene.Answers(visitor));
        Assert.Equal("ROBOT_STREAM_END", Assert.Single(Ours(scene, visitor.Thread.Topic)).Type);
        Assert.Equal(1, scene.Model.Count);
    }

    [Fact]
    public async Task The_models_call_for_a_human_really_hands_over()
    {
        await using var scene = await ModelScene.StartAsync(answer: "deadline: 1m, else: fallback");
        scene.Model.Otherwise = Behave.CallTools(("hand_over_to_human", """{"reason":"访客要投诉快递"}"""));
        var visitor = await scene.Server.OpenVisitorAsync();
        await scene.AskAsync(visitor, "我要投诉你们的快递，太差了");

        Assert.Equal(["正在为您联系人工客服，请稍等。"], scene.Answers(visitor));
        Assert.Equal("Waiting", scene.Bot.OwnerOf(visitor.Thread.Topic));
        await Eventually.TrueAsync(() => scene.Desk.Received.Any(m => m.Type == MessageTypes.Notice && m.Content.Contains("访客要投诉快递", StringComparison.Ordinal)), "the desk is told");
    }

    [Fact]
    public async Task Tools_of_the_rules_are_called_over_http_and_only_those_that_the_rule_allows()
    {
        var called = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var scene = await ModelScene.StartAsync(
            answer: "deadline: 1m, else: fallback, tools: [order.lookup]",
            tools: """
                tools:
                  order.lookup: {description: Looks up an order, url: "SHOP/order/{{ no }}", parameters: {no: The order number}}
                  order.cancel: {description: Cancels an order, url: "SHOP/cancel/{{ no }}", parameters: {no: The order number}}
                """);
        scene.Model.Shop = (tool, argument) =>
        {
            called.Enqueue($"{tool} {argument}");
            return Microsoft.AspNetCore.Http.Results.Json(new { status = "已发货", eta = "2026-12-01" });
        };
        scene.Model.Script(
            Behave.CallTools(("order_lookup", """{"no":"2026112200"}"""), ("order_cancel", """{"no":"2026112200"}""")),
            Behave.Say("订单 2026112200 已发货，12月1日送到。"));

        Assert.Equal("订单 2026112200 已发货，12月1日送到。", await scene.AskAsync("订单2026112200到哪了"));
        Assert.Equal(["order 2026112200"], called);
    }

    [Fact]
    public async Task A_tool_of_an_mcp_server_that_runs_as_a_process_answers_and_sees_none_of_the_bots_secrets()
    {
        Environment.SetEnvironmentVariable("WEIYU_PLANTED_SECRET", "planted");
        await using var scene = await ModelScene.StartAsync(
            new() { ["Mcp:Servers:shop:Command"] = "dotnet", ["Mcp:Servers:shop:Arguments:0"] = Path.Combine(AppContext.BaseDirectory, "Weiyu.McpServer.dll") },
            answer: "deadline: 1m, else: fallback, tools: [shop.stock, shop.environment]");
        var servers = scene.Bot.Services.GetRequiredService<McpServers>();
        await Eventually.TrueAsync(() => servers.Tools.Count == 3, "the server's tools are known");
        var environment = "";
        scene.Model.Script(
            Behave.CallTools(("shop_stock", """{"item":"耳机"}"""), ("shop_environment", "{}"), ("shop_erase", "{}")),
            Behave.Say(call =>
            {
                environment = call.Prompt;
                return "耳机还有 12 件。";
            }));

        Assert.Equal("耳机还有 12 件。", await scene.AskAsync("耳机还有货吗"));
        Assert.Contains("PATH", environment, StringComparison.Ordinal);
        Assert.DoesNotContain("WEIYU_PLANTED_SECRET", environment, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_days_tokens_stay_spent_after_a_restart()
    {
        var budget = new Dictionary<string, string?> { ["Llm:TokensPerDay"] = "2000" };
        await using var scene = await ModelScene.StartAsync(budget, answer: "deadline: 1m, else: fallback");
        scene.Model.Otherwise = Behave.Say("好的。");
        var answers = new List<string>();
        while (answers.Count < 20 && !answers.Contains(ModelScene.Fallback)) answers.Add(await scene.AskAsync($"随便问问{answers.Count}"));
        Assert.Equal("好的。", answers[0]);
        Assert.Equal(ModelScene.Fallback, answers[^1]);
        var calls = scene.Model.Count;

        await scene.Bot.DisposeAsync();
        await scene.StartBotAsync(budget);
        Assert.Equal(ModelScene.Fallback, await scene.AskAsync("再问一句"));
        Assert.Equal(calls, scene.Model.Count);
    }

    [Fact]
    public async Task Without_a_model_knowledge_and_rules_answer_all_the_same()
    {
        await using var scene = await ModelScene.StartAsync(new() { ["Llm:Endpoint"] = "", ["Llm:Model"] = "", ["Llm:ApiKey"] = "" }, Headphones);
        Assert.Equal("蓝牙耳机售价 299 元，签收后 7 天内可以退货。", await scene.AskAsync("蓝牙耳机多少钱"));
        Assert.Equal("您好，我在。", await scene.AskAsync("你好"));
        Assert.Equal(ModelScene.Fallback, await scene.AskAsync("潜水艇"));
        Assert.Equal(0, scene.Model.Count);
    }

    private static List<Wire.Message> Ours(ModelScene scene, string topic) => [.. scene.Server.History(topic, writtenOnly: true).Where(m => m.User.Uid == scene.Server.Data.Bot.AgentUid)];
}
