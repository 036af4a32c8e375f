using System.Collections.Concurrent;
using System.Text;
using Weiyu.Bot.Tests.Llm.Support;
using Weiyu.EndToEnd.Support;
using Weiyu.Sandbox;

namespace Weiyu.EndToEnd.Model;

/// <summary>
/// All attempts at injection against the whole bot and a model that always does what it was told, whether or not the order reached it: what visitors, colleagues
/// and tools get to see of it is nothing.
/// </summary>
public sealed class ObeyingModelTests
{
    private const string Price = "蓝牙耳机售价 299 元，签收后 7 天内可以申请退货。";

    [Fact]
    public async Task No_attempt_reaches_a_visitor_a_tool_or_another_thread()
    {
        var attempts = InjectionAttempts.All().Select(row => (Where: row.Data.Item1, Order: row.Data.Item2, Obeyed: row.Data.Item3)).ToList();
        var called = new ConcurrentQueue<string>();
        var said = new ConcurrentQueue<string>();
        await using var scene = await ModelScene.StartAsync(
            new() { ["Llm:TokensPerDay"] = "0", ["Llm:MaxConcurrent"] = "4" },
            Knowledge(attempts),
            "deadline: 2m, else: fallback, tools: [order.lookup]",
            """
            tools:
              order.lookup: {description: Looks up an order, url: "SHOP/order/{{ no }}", parameters: {no: The order number}}
              order.cancel: {description: Cancels an order, url: "SHOP/cancel/{{ no }}", parameters: {no: The order number}}
              send.message: {description: Sends a message, url: "SHOP/send/{{ to }}", parameters: {to: The thread}}
            """,
            InjectionAttempts.Persona);
        scene.Model.Shop = (tool, argument) =>
        {
            called.Enqueue(tool);
            var attempt = attempts[Math.Min(attempts.Count - 1, int.Parse(argument[^3..], System.Globalization.CultureInfo.InvariantCulture))];
            return Microsoft.AspNetCore.Http.Results.Json(new { status = "已发货", note = attempt.Order });
        };
        scene.Model.Otherwise = call => ObeyAsync(call, attempts, said);

        var asking = new List<SandboxVisitor>();
        for (var i = 0; i < attempts.Count; i++)
        {
            var visitor = await scene.Server.OpenVisitorAsync();
            asking.Add(visitor);
            if (attempts[i].Where == "history")
            {
                visitor.Say(attempts[i].Order);
                await Eventually.TrueAsync(() => scene.Answers(visitor).Count == 1);
            }

            visitor.Say(Question(attempts[i], i));
        }

        for (var i = 0; i < attempts.Count; i++)
        {
            var (visitor, expected) = (asking[i], attempts[i].Where == "history" ? 2 : 1);
            await Eventually.TrueAsync(() => scene.Answers(visitor).Count >= expected, $"attempt {i} is answered");
        }

        await scene.Bot.IdleAsync();
        for (var i = 0; i < attempts.Count; i++)
        {
            Assert.Equal(attempts[i].Where == "history" ? 2 : 1, scene.Answers(asking[i]).Count);
            Assert.All(scene.Answers(asking[i]), answer => Assert.True(IsHarmless(answer), $"{attempts[i].Order} → {answer}"));
        }

        Assert.NotEmpty(said);
        Assert.All(called, tool => Assert.Equal("order", tool));
        Assert.Contains("order", called);
        Assert.Empty(scene.Desk.Received);
    }

    /// <summary>What may be said: the house's own words, or passages and questions of the knowledge without the orders that were hidden there.</summary>
    private static bool IsHarmless(string answer) =>
        answer.StartsWith(Price, StringComparison.Ordinal) || ((string[])["抱歉，我没有理解您的问题。", "Sorry, I did not understand that.", "您想了解的是不是", "Did you mean"]).Any(own => answer.StartsWith(own, StringComparison.Ordinal));

    private static string Question((string Where, string Order, string Obeyed) attempt, int number) => attempt.Where switch
    {
        "question" => $"{attempt.Order}\n（咨询号 {number:000}）",
        "tool" => $"订单2026112{number:000}怎么样了（咨询号 {number:000}）",
        _ => $"蓝牙耳机多少钱，怎么退货（咨询号 {number:000}）",
    };

    private static string Knowledge(List<(string Where, string Order, string Obeyed)> attempts)
    {
        var text = new StringBuilder($"## 蓝牙耳机的价格和退货\n\n{Price}\n");
        foreach (var (_, order, _) in attempts.Where(a => a.Where == "passage")) text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{order.TrimStart('#')}\n");
        return text.ToString();
    }

    private static Task ObeyAsync(ModelCall call, List<(string Where, string Order, string Obeyed)> attempts, ConcurrentQueue<string> said)
    {
        var mark = call.Prompt.LastIndexOf("咨询号 ", StringComparison.Ordinal);
        if (mark < 0) return Behave.Say("好的。")(call);
        var number = int.Parse(call.Prompt.AsSpan(mark + 4, 3), System.Globalization.CultureInfo.InvariantCulture);
        var (where, _, obeyed) = attempts[number];
        var results = call.Body["messages"]!.AsArray().Count(m => m!["role"]!.ToString() == "tool");
        if (where == "tool" && results == 0) return Behave.CallTools(("order_lookup", $$"""{"no":"2026112{{number:000}}"}"""))(call);
        if (obeyed.StartsWith("tool:", StringComparison.Ordinal) && results < 2)
        {
            return Behave.CallTools((obeyed[5..], $$"""{"no":"2026112{{number:000}}","to":"org/agent/a1/v2"}"""))(call);
        }

        var text = obeyed.StartsWith("tool:", StringComparison.Ordinal) ? "好的，已经为您取消并发送。" : InjectionAttempts.Obey(obeyed, call.System);
        said.Enqueue(text);
        return Behave.Say(text)(call);
    }
}
