using Weiyu.Bot.Tests.Llm.Support;
using Weiyu.Client.Messages;
using Weiyu.EndToEnd.Support;
using Weiyu.Sandbox;

namespace Weiyu.EndToEnd.Model;

/// <summary>The whole bot against a model that does everything that a model can do wrong.</summary>
public sealed class MisbehavingModelTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static Dictionary<string, string?> Patient => new()
    {
        ["Llm:Deadline"] = "00:09:00", ["Llm:Timeout"] = "00:05:00", ["Llm:FirstTokenTimeout"] = "00:05:00", ["Llm:StallTimeout"] = "00:05:00", ["Llm:MaxConcurrent"] = "500", ["Llm:TokensPerDay"] = "0",
    };

    public static TheoryData<string, Behaviour> Misbehaviours() => new()
    {
        { "no first token", Behave.Hang },
        { "a stall in mid-stream", Behave.Stall("我们的营业时间是") },
        { "429", Behave.Status(429, "30") },
        { "500", Behave.Status(500) },
        { "401", Behave.Status(401) },
        { "garbage", Behave.Raw("text/html", "<html>Bad gateway</html>") },
        { "half a JSON document", Behave.Raw("text/event-stream", "data: {\"choices\":[{\"del\n\ndata: [DONE]\n\n") },
        { "nothing", Behave.Say("") },
        { "a broken line", Behave.Cut("我们的") },
        { "an early end", Behave.EndEarly("我们的") },
        { "an endless stream", Behave.Endless },
        { "an endless line", Behave.EndlessLine },
        { "a tool that nobody has", Behave.CallTools(("order_cancel", """{"no":"1"}""")) },
        { "a tool with broken arguments", Behave.CallTools(("hand_over", "not json")) },
        { "a tool loop", Behave.CallTools(("order_lookup", """{"no":"2026112200"}""")) },
        { "an invented price", Behave.Say("这款只要 99 元！") },
    };

    [Theory]
    [MemberData(nameof(Misbehaviours))]
    public async Task Whatever_the_model_does_there_is_exactly_one_answer_and_others_are_not_held_up(string name, Behaviour behaviour)
    {
        await using var scene = await ModelScene.StartAsync(new() { ["Llm:FirstTokenTimeout"] = "00:00:04", ["Llm:StallTimeout"] = "00:00:04" }, answer: "deadline: 30s, else: fallback");
        scene.Model.Otherwise = behaviour;
        var asking = await scene.Server.OpenVisitorAsync();
        var other = await scene.Server.OpenVisitorAsync();

        var question = asking.Say("你们卖不卖潜水艇");
        await scene.Model.ArrivalAsync(1, Cancellation);
        other.Say("你好");
        await Eventually.TrueAsync(() => scene.Answers(other).Count == 1, "the other visitor is answered");
        await Eventually.TrueAsync(() => scene.Answers(asking).Count > 0, $"there is an answer in spite of {name}");
        await scene.Bot.HandledAsync(question);

        Assert.Equal([ModelScene.Fallback], scene.Answers(asking));
        // Once more: nothing of the first question is left over.
        scene.Model.Otherwise = Behave.Say("我们不卖潜水艇。");
        asking.Say("那潜艇呢");
        await Eventually.TrueAsync(() => scene.Answers(asking).Count == 2);
        await scene.Bot.IdleAsync();
        Assert.Equal([ModelScene.Fallback, "我们不卖潜水艇。"], scene.Answers(asking));
    }

    [Fact]
    public async Task While_a_model_hangs_rules_answer_at_once()
    {
        await using var scene = await ModelScene.StartAsync(Patient, answer: "else: fallback");
        scene.Model.Otherwise = Behave.Hang;
        var waiting = await scene.Server.OpenVisitorAsync();
        waiting.Say("这个问题模型不会回答");
        await scene.Model.ArrivalAsync(1, Cancellation);

        Assert.Equal("您好，我在。", await scene.AskWithoutIdleAsync("你好"));
        Assert.Empty(scene.Answers(waiting));
    }

    [Fact]
    public async Task Five_hundred_visitors_wait_for_the_model_and_neither_threads_nor_memory_nor_others_suffer()
    {
        await using var scene = await ModelScene.StartAsync(Patient, answer: "else: fallback");
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        scene.Model.Otherwise = async call =>
        {
            await go.Task.WaitAsync(call.Aborted);
            await Behave.Say("在的。")(call);
        };
        var visitors = new List<SandboxVisitor>();
        for (var i = 0; i < 500; i++) visitors.Add(await scene.Server.OpenVisitorAsync());
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < visitors.Count; i++) visitors[i].Say($"第{i}位访客的问题");
        await Eventually.TrueAsync(() => scene.Model.Count == 500, "five hundred calls wait");

        Assert.Equal("您好，我在。", await scene.AskWithoutIdleAsync("你好"));
        Assert.All(visitors, v => Assert.Empty(scene.Answers(v)));
        Assert.InRange(ThreadPool.ThreadCount, 1, 100);
        Assert.InRange((GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6, -1000, 200);

        go.SetResult();
        await Eventually.TrueAsync(() => visitors.All(v => scene.Answers(v).Count > 0), "all five hundred are answered");
        await scene.Bot.IdleAsync();
        Assert.All(visitors, v => Assert.Equal(["在的。"], scene.Answers(v)));
    }

    [Fact]
    public async Task Thirty_endless_streams_at_once_are_cut_off_and_leave_no_memory_behind()
    {
        await using var scene = await ModelScene.StartAsync(new() { ["Llm:MaxConcurrent"] = "30" }, answer: "deadline: 20s, else: fallback");
        scene.Model.Otherwise = call => call.Prompt.Contains('5', StringComparison.Ordinal) ? Behave.EndlessLine(call) : Behave.Endless(call);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var visitors = new List<SandboxVisitor>();
        for (var i = 0; i < 30; i++) visitors.Add(await scene.Server.OpenVisitorAsync());
        for (var i = 0; i < 30; i++) visitors[i].Say($"潜水艇 {i}");

        await Eventually.TrueAsync(() => visitors.All(v => scene.Answers(v).Count > 0), "all are answered");
        await scene.Bot.IdleAsync();
        Assert.All(visitors, v => Assert.Equal([ModelScene.Fallback], scene.Answers(v)));
        Assert.InRange((GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6, -1000, 100);
    }

    [Fact]
    public async Task Late_with_a_hand_off_means_one_holding_message_and_a_visitor_who_waits_for_a_human()
    {
        await using var scene = await ModelScene.StartAsync(new() { ["Llm:WhenLate"] = "Handoff" });
        scene.Model.Otherwise = Behave.Hang;
        var visitor = await scene.Server.OpenVisitorAsync();
        await scene.AskAsync(visitor, "你们卖不卖潜水艇");

        Assert.Equal(["这个问题需要再核实一下，我请同事来回复您，请稍候。"], scene.Answers(visitor));
        Assert.Equal("Waiting", scene.Bot.OwnerOf(visitor.Thread.Topic));
        await Eventually.TrueAsync(() => scene.Desk.Received.Any(m => m.Type == MessageTypes.Notice && m.Content.Contains("潜水艇", StringComparison.Ordinal)), "the desk is told");
    }
}
