using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.Llm;
using Weiyu.Bot.Pipeline;
using Weiyu.Bot.Tests.Llm.Support;
using Weiyu.Rules;
using Weiyu.Rules.Calendars;
using Weiyu.Rules.Model;
using Xunit;

namespace Weiyu.Bot.Tests.Llm;

public class MisbehaviourTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_good_reply_is_sent_as_it_is()
    {
        await using var bench = await LlmBench.StartAsync();
        bench.Server.Script(Behave.Say("退货请在签收后 7 天内申请。[p1]"));
        var turn = await bench.AskAsync("怎么退货", [Turns.Passage("签收后7天内可以申请退货。")]);
        Assert.Equal("退货请在签收后 7 天内申请。", turn.Reply());
        Assert.Equal("model", turn.Decision.Outcome);
        Assert.Equal("faq.md#q", turn.Decision.Source);
        Assert.Equal(120, (int)turn.State.Extra["llm"]!["tokens"]!);
        Assert.Equal("TYPING", Assert.Single(((Signals)turn.Signals).Sent).Type);
        Assert.Contains("签收后7天内可以申请退货", bench.Server.Bodies[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("华为旗舰（P60）现价 4999 元，旧款(P50) 3999 元[p1]。", "华为旗舰（P60）现价 4999 元，旧款(P50) 3999 元。")]
    [InlineData("旧款[P50]现价 3999 元。", "旧款[P50]现价 3999 元。")]
    [InlineData("现价 4999 元【p1】，旧款 3999 元 [p1, p2]。", "现价 4999 元，旧款 3999 元。")]
    [InlineData("现价 4999 元[P1][p2]，旧款 3999 元【P1、P2】。", "现价 4999 元，旧款 3999 元。")]
    [InlineData("旧款[p2, p50]都有货。", "旧款[p2, p50]都有货。")]
    [InlineData("【p3】都有货。[p0]", "【p3】都有货。[p0]")]
    public async Task Citations_of_passages_that_were_given_are_taken_out_and_names_of_products_are_not(string said, string sent)
    {
        await using var bench = await LlmBench.StartAsync();
        bench.Server.Script(Behave.Say(said));
        Assert.Equal(sent, (await bench.AskAsync("手机多少钱", [Turns.Passage("华为旗舰 P60 现价 4999 元"), Turns.Passage("旧款 P50 现价 3999 元，p0 p2 p3 都有货")])).Reply());
    }

    [Fact]
    public async Task The_record_names_the_passages_that_a_reply_cites()
    {
        await using var bench = await LlmBench.StartAsync();
        bench.Server.Script(Behave.Say("旧款（P1）现价 3999 元【P2】。"));
        var turn = await bench.AskAsync("手机多少钱", [Turns.Passage("P1 现价 4999 元", source: "a.md#new"), Turns.Passage("旧款现价 3999 元", source: "a.md#old")]);
        Assert.Equal("a.md#old", turn.Decision.Source);
    }

    public static TheoryData<string, Behaviour> Failures() => new()
    {
        { "server", Behave.Status(500) },
        { "server", Behave.Status(503) },
        { "ratelimited", Behave.Status(429, "60") },
        { "refused", Behave.Status(401) },
        { "refused", Behave.Status(404, body: "not json") },
        { "garbage", Behave.Raw("text/html", "<html><body>Bad gateway</body></html>") },
        { "garbage", Behave.Raw("application/json", "{\"hello\":1}") },
        { "garbage", Behave.Raw("application/json", "{\"choices\":[{\"mess") },
        { "garbage", Behave.Raw("text/event-stream", "data: {\"choices\":[{\"del\n\ndata: [DONE]\n\n") },
        { "garbage", Behave.Raw("text/event-stream", "data: [DONE]\n\n") },
        { "garbage", Behave.Say("") },
        // A reset can overtake what was sent before it: then not a word has arrived.
        { "cut|unreachable", Behave.Cut("我们的") },
        { "cut", Behave.EndEarly("我们的") },
        { "toolong", Behave.SayUpToTheLimit("可以退货。但是以下几种情况不能退货：第一，商品已经拆封并且") },
        { "toolong", Behave.SayUpToTheLimit("") },
        { "toolong", Behave.SayUpToTheLimit("<think>访客想退货。要看期限。先说") },
        { "toolong", Behave.SayUpToTheLimit("You can. See https://shop.") },
        { "toolong", Behave.CallToolsAndEnd("length", ("hand_over", "{}")) },
        { "toolong", Behave.Raw("application/json", """{"choices":[{"index":0,"message":{"role":"assistant","content":"好的，我们的"},"finish_reason":"length"}]}""") },
        { "filtered", Behave.SayUntilFiltered("我们的客服时间是工作日。另外") },
        { "filtered", Behave.SayUntilFiltered("") },
        { "filtered", Behave.SayAndEnd("我们的客服时间是工作日。另外", "sensitive") },
        { "endless", Behave.Endless },
        { "endless", Behave.EndlessLine },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Whatever_a_model_does_there_is_one_reply(string reason, Behaviour behaviour)
    {
        await using var bench = await LlmBench.StartAsync();
        bench.Server.Otherwise = behaviour;
        var turn = await bench.AskAsync("你们几点开门");
        Assert.Equal(LlmBench.ElseReply, turn.Reply());
        Assert.NotNull(turn.AnswerRequest);
        Assert.Contains(reason.Split('|'), word => turn.Why().Contains(word, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task The_next_model_answers_where_the_first_fails(string reason, Behaviour behaviour)
    {
        await using var bench = await LlmBench.StartAsync([("Llm:Fallbacks:0:Model", "second")]);
        bench.Server.Script(behaviour, Behave.Say(c => $"我是{c.Body["model"]}"));
        var turn = await bench.AskAsync("你们几点开门");
        Assert.Equal("我是second", turn.Reply());
        Assert.Contains(bench.Logs.Lines, l => reason.Split('|').Any(word => l.Contains($"({word})", StringComparison.OrdinalIgnoreCase)));
    }

    [Theory]
    [InlineData("请保持商品完好。签收后请尽快申请。如果商品已经", "请保持商品完好。签收后请尽快申请。")]
    [InlineData("客服说：“请保持商品完好。”如果", "客服说：“请保持商品完好。”")]
    [InlineData("<think>想一想。</think>请保持商品完好！请带上 1.", "请保持商品完好！")]
    [InlineData("请保持商品完好。", "请保持商品完好。")]
    public async Task An_answer_that_was_cut_for_its_length_is_sent_to_its_last_whole_sentence_and_not_remembered(string said, string sent)
    {
        await using var bench = await LlmBench.StartAsync();
        bench.Server.Otherwise = Behave.SayUpToTheLimit(said);
        var turn = await bench.AskAsync("怎么退货");
        Assert.Equal(sent, turn.Reply());
        Assert.Contains("(cut)", turn.Why(), StringComparison.Ordinal);
        bench.Server.Otherwise = Behave.Say("请联系我们。");
        Assert.Equal("请联系我们。", (await bench.AskAsync("怎么退货")).Reply());
    }

    [Fact]
    public async Task An_english_answer_is_cut_behind_a_full_stop_that_ends_a_sentence()
    {
        await using var bench = await LlmBench.StartAsync();
        bench.Server.Script(Behave.SayUpToTheLimit("Please keep the packaging. Then write to us. See shop."));
        Assert.Equal("Please keep the packaging. Then write to us.", (await bench.AskAsync("How do I return this?", locale: "en")).Reply());
    }

    [Fact]
    public async Task A_good_passage_stands_in_for_a_model_that_fails()
    {
        await using var bench = await LlmBench.StartAsync();
        bench.Server.Otherwise = Behave.Status(500);
        var turn = await bench.AskAsync("怎么退货", [Turns.Passage("签收后7天内可以申请退货。", score: 0.6)]);
        Assert.Equal("签收后7天内可以申请退货。", turn.Reply());
        Assert.Equal(("knowledge", "faq.md#q"), (turn.Decision.Outcome, turn.Decision.Source));
    }

    [Fact]
    public async Task A_service_that_ignores_streaming_is_understood()
    {
        await using var bench = await LlmBench.StartAsync();
        bench.Server.Script(Behave.Raw("application/json",
            """{"id":"1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"您好，请讲。"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":3,"total_tokens":8}}"""));
        var turn = await bench.AskAsync("在吗");
        Assert.Equal("您好，请讲。", turn.Reply());
        Assert.Equal(8, (int)turn.State.Extra["llm"]!["tokens"]!);
    }

    [Fact]
    public async Task A_slow_first_token_ends_at_its_time_and_the_next_model_answers()
    {
        var time = new FakeTimeProvider();
        await using var bench = await LlmBench.StartAsync([("Llm:Fallbacks:0:Model", "second"), ("Llm:FirstTokenTimeout", "00:00:03"), ("Llm:Deadline", "00:01:00")], time);
        bench.Server.Script(Behave.Hang, Behave.Say("在的。"));
        var turn = bench.Turn("在吗");
        var run = bench.RunAsync(turn, Token);
        await bench.Server.ArrivalAsync(1, Token);
        time.Advance(TimeSpan.FromSeconds(3));
        await run;
        Assert.Equal("在的。", turn.Reply());
        Assert.Contains(bench.Logs.Lines, l => l.Contains("Stalled", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stream_that_stalls_in_the_middle_ends_and_its_beginning_is_not_sent()
    {
        var time = new FakeTimeProvider();
        await using var bench = await LlmBench.StartAsync([("Llm:StallTimeout", "00:00:02"), ("Llm:FirstTokenTimeout", "00:01:00"), ("Llm:Deadline", "00:05:00"), ("Llm:Timeout", "00:05:00")], time);
        bench.Server.Script(Behave.Stall("我们的营业时间"));
        var turn = bench.Turn("你们几点开门");
        var run = bench.RunAsync(turn, Token);
        await bench.Server.ArrivalAsync(1, Token);
        await LlmBench.PumpAsync(time, run);
        Assert.Equal(LlmBench.ElseReply, turn.Reply());
        Assert.Contains("stalled", turn.Why(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Else", LlmBench.ElseReply)]
    [InlineData("Handoff", LlmBench.HandoffReply)]
    public async Task Past_the_deadline_the_ladder_goes_on(string policy, string reply)
    {
        var time = new FakeTimeProvider();
        await using var bench = await LlmBench.StartAsync([("Llm:WhenLate", policy), ("Llm:FirstTokenTimeout", "00:05:00"), ("Llm:Timeout", "00:05:00")], time);
        bench.Server.Script(Behave.Hang);
        var turn = bench.Turn("在吗", deadline: TimeSpan.FromSeconds(8));
        var run = bench.RunAsync(turn, Token);
        await bench.Server.ArrivalAsync(1, Token);
        time.Advance(TimeSpan.FromSeconds(7));
        Assert.False(run.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        await run;
        Assert.Equal(reply, turn.Reply());
        Assert.Equal(policy == "Handoff" ? "这个问题需要再核实一下，我请同事来回复您，请稍候。" : null, turn.HandoffRequest?.Say);
        Assert.Equal(policy == "Else", turn.AnswerRequest is not null);
    }

    [Fact]
    public async Task The_visitor_sees_typing_again_and_again_until_the_reply()
    {
        var time = new FakeTimeProvider();
        await using var bench = await LlmBench.StartAsync([("Llm:Signal", "PROCESSING"), ("Llm:FirstTokenTimeout", "00:05:00"), ("Llm:Timeout", "00:05:00"), ("Llm:Deadline", "00:05:00")], time);
        var go = new TaskCompletionSource();
        bench.Server.Script(async call =>
        {
            await go.Task;
            await Behave.Say("在的。")(call);
        });
        var turn = bench.Turn("在吗");
        var run = bench.RunAsync(turn, Token);
        await bench.Server.ArrivalAsync(1, Token);
        for (var i = 0; i < 3; i++) time.Advance(TimeSpan.FromSeconds(4));
        go.SetResult();
        await run;
        var sent = ((Signals)turn.Signals).Sent;
        Assert.Equal(4, sent.Count);
        Assert.Equal(4, sent.Select(s => s.Cause).Distinct().Count());
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(4, sent.Count);
        Assert.All(sent, s => Assert.Equal("PROCESSING", s.Type));
    }

    [Fact]
    public async Task Retry_after_is_honoured()
    {
        var time = new FakeTimeProvider();
        await using var bench = await LlmBench.StartAsync([("Llm:Retries", "2"), ("Llm:FirstTokenTimeout", "00:05:00"), ("Llm:Timeout", "00:05:00"), ("Llm:Deadline", "00:10:00")], time);
        bench.Server.Script(Behave.Status(429, "20"), Behave.Say("在的。"));
        var start = time.GetUtcNow();
        var run = bench.AskAsync("在吗");
        await bench.Server.ArrivalAsync(1, Token);
        await LlmBench.PumpAsync(time, bench.Server.ArrivalAsync(2, Token));
        Assert.True(time.GetUtcNow() - start >= TimeSpan.FromSeconds(20));
        Assert.Equal("在的。", (await run).Reply());
    }

    [Fact]
    public async Task A_wait_that_the_deadline_does_not_allow_is_not_begun()
    {
        await using var bench = await LlmBench.StartAsync([("Llm:Retries", "2")]);
        bench.Server.Script(Behave.Status(429, "3600"));
        Assert.Equal(LlmBench.ElseReply, (await bench.AskAsync("在吗")).Reply());
        Assert.Equal(1, bench.Server.Count);
    }

    [Fact]
    public async Task A_model_that_keeps_failing_is_left_alone_and_asked_again_later()
    {
        var time = new FakeTimeProvider();
        await using var bench = await LlmBench.StartAsync(time: time);
        bench.Server.Otherwise = Behave.Status(500);
        for (var i = 0; i < 10; i++) await bench.AskAsync($"在吗{i}");
        Assert.Equal(6, bench.Server.Count);
        time.Advance(TimeSpan.FromSeconds(16));
        bench.Server.Otherwise = Behave.Say("在的。");
        Assert.Equal("在的。", (await bench.AskAsync("在吗")).Reply());
    }

    public static TheoryData<Behaviour> RefusalsOfAQuestion() =>
        [Behave.Status(400), Behave.Status(413), Behave.Status(422), Behave.SayUntilFiltered("我们"), Behave.SayUpToTheLimit("我们的客服时间"), Behave.SayAndEnd("我们", "sensitive")];

    [Theory]
    [MemberData(nameof(RefusalsOfAQuestion))]
    public async Task One_visitor_whose_questions_are_refused_keeps_the_model_from_nobody(Behaviour refusal)
    {
        await using var bench = await LlmBench.StartAsync(time: new FakeTimeProvider());
        bench.Server.Otherwise = refusal;
        for (var i = 0; i < 10; i++) await bench.AskAsync($"在吗{i}");
        Assert.Equal(10, bench.Server.Count);
        bench.Server.Otherwise = Behave.Say("在的。");
        Assert.Equal("在的。", (await bench.AskAsync("在吗")).Reply());
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(429)]
    public async Task A_model_that_refuses_everybody_is_left_alone(int status)
    {
        await using var bench = await LlmBench.StartAsync(time: new FakeTimeProvider());
        bench.Server.Otherwise = Behave.Status(status);
        for (var i = 0; i < 10; i++) await bench.AskAsync($"在吗{i}");
        Assert.Equal(6, bench.Server.Count);
    }

    [Fact]
    public async Task A_cancelled_turn_stops_the_call_and_says_nothing()
    {
        await using var bench = await LlmBench.StartAsync();
        bench.Server.Script(Behave.Hang);
        using var human = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var turn = bench.Turn("在吗");
        var run = bench.RunAsync(turn, human.Token);
        await bench.Server.ArrivalAsync(1, Token);
        await human.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Empty(turn.Effects);
    }

    [Fact]
    public async Task Without_an_endpoint_the_pipeline_just_goes_on()
    {
        await using var bench = await LlmBench.StartAsync([("Llm:Endpoint", ""), ("Llm:Model", "")]);
        var turn = await bench.AskAsync("在吗");
        Assert.Equal(LlmBench.ElseReply, turn.Reply());
        Assert.Empty(turn.Decision.Steps);
        Assert.Empty(((Signals)turn.Signals).Sent);
    }

    [Fact]
    public async Task Five_hundred_waiting_calls_hold_up_nobody_else()
    {
        await using var bench = await LlmBench.StartAsync([("Llm:MaxConcurrent", "500"), ("Llm:Deadline", "00:10:00"), ("Llm:Timeout", "00:05:00"), ("Llm:FirstTokenTimeout", "00:05:00"), ("Llm:TokensPerDay", "0")]);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bench.Server.Otherwise = async call =>
        {
            await go.Task.WaitAsync(call.Aborted);
            await Behave.Say("在的。")(call);
        };
        var waiting = Enumerable.Range(0, 500).Select(i => bench.AskAsync($"问题{i}")).ToList();
        await bench.Server.ArrivalAsync(500, Token);

        // Five hundred calls wait now. Turns of others that need no model complete all the same, while none of the five hundred does.
        var others = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(async () =>
        {
            var turn = bench.Turn("你好");
            turn.AnswerRequest = null;
            return await bench.RunAsync(turn, Token);
        })));
        Assert.All(others, t => Assert.Equal(LlmBench.ElseReply, t.Reply()));
        Assert.DoesNotContain(waiting, w => w.IsCompleted);
        Assert.True(ThreadPool.ThreadCount < 100, $"{ThreadPool.ThreadCount} threads");
        go.SetResult();
        foreach (var turn in await Task.WhenAll(waiting)) Assert.Equal("在的。", turn.Reply());
    }

    [Fact]
    public async Task Beyond_the_queue_the_rest_is_answered_at_once()
    {
        await using var bench = await LlmBench.StartAsync([("Llm:MaxConcurrent", "1"), ("Llm:MaxWaiting", "2"), ("Llm:Deadline", "00:05:00")]);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bench.Server.Otherwise = async call =>
        {
            await go.Task.WaitAsync(call.Aborted);
            await Behave.Say("在的。")(call);
        };
        var first = bench.AskAsync("问题0");
        await bench.Server.ArrivalAsync(1, Token);
        var second = bench.AskAsync("问题1");
        var third = bench.AskAsync("问题2");
        var fourth = await bench.AskAsync("问题3");
        Assert.Equal(LlmBench.ElseReply, fourth.Reply());
        Assert.Contains("busy", fourth.Why(), StringComparison.Ordinal);
        go.SetResult();
        foreach (var turn in await Task.WhenAll(first, second, third)) Assert.Equal("在的。", turn.Reply());
    }

    [Fact]
    public async Task The_conversations_tokens_are_a_budget_until_it_is_opened_again()
    {
        await using var bench = await LlmBench.StartAsync([("Llm:TokensPerConversation", "1500"), ("Llm:CacheFor", "00:00:00")]);
        var state = bench.Turn("在吗").State;
        var replies = new List<string>();
        for (var i = 0; i < 12; i++)
        {
            var turn = bench.Turn("在吗");
            if (state.Extra.TryGetValue(LlmHandler.ExtraKey, out var spent)) turn.State.Extra[LlmHandler.ExtraKey] = spent!.DeepClone();
            await bench.RunAsync(turn, Token);
            state = turn.State;
            replies.Add(turn.Reply());
        }

        Assert.Equal("好的。", replies[0]);
        Assert.Equal(LlmBench.ElseReply, replies[^1]);
        var reopened = bench.Turn("在吗");
        reopened.State.Extra[LlmHandler.ExtraKey] = state.Extra[LlmHandler.ExtraKey]!.DeepClone();
        reopened.State.Openings = 2;
        Assert.Equal("好的。", (await bench.RunAsync(reopened, Token)).Reply());
    }

    [Fact]
    public async Task The_days_tokens_are_a_budget_until_the_servers_midnight_whatever_the_machines_zone()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 23, 0, 0, TimeSpan.FromHours(9)));
        await using var bench = await LlmBench.StartAsync([("Llm:TokensPerDay", "1400"), ("Llm:CacheFor", "00:00:00"), ("Weiyu:TimeZone", "Asia/Tokyo")], time);
        var replies = new List<string>();
        for (var i = 0; i < 12; i++) replies.Add((await bench.AskAsync("在吗")).Reply());
        Assert.Equal("好的。", replies[0]);
        Assert.Equal(LlmBench.ElseReply, replies[^1]);
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal("好的。", (await bench.AskAsync("在吗")).Reply());
    }

    [Theory]
    [InlineData("", null, "2026-11-23 07:30 (Monday)")]
    [InlineData("Europe/Berlin", null, "2026-11-23 00:30 (Monday)")]
    [InlineData("Europe/Berlin", "America/New_York", "2026-11-22 18:30 (Sunday)")]
    public async Task The_model_is_told_the_time_of_the_rules_calendar_or_else_of_the_server(string server, string? calendar, string said)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 23, 30, 0, TimeSpan.Zero)); // the machine's zone is UTC, as in a container
        await using var bench = await LlmBench.StartAsync([("Weiyu:TimeZone", server)], time, more: services =>
        {
            if (calendar is null) return;
            var zone = TimeZoneInfo.FindSystemTimeZoneById(calendar);
            services.AddSingleton(RuleBookSource.Fixed(new RuleBook([]) { Calendar = new WorkCalendar { Zone = zone } }));
        });
        await bench.AskAsync("今天星期几");
        Assert.Contains(said, bench.Server.Bodies[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Identical_questions_are_asked_once()
    {
        var time = new FakeTimeProvider();
        await using var bench = await LlmBench.StartAsync(time: time);
        Assert.Equal("好的。", (await bench.AskAsync("在吗？")).Reply());
        Assert.Contains("remembered", (await bench.AskAsync("在吗")).Why(), StringComparison.Ordinal);
        Assert.Equal(1, bench.Server.Count);
        await bench.AskAsync("在吗", [Turns.Passage("新的资料")]);
        await bench.AskAsync("1.5折吗");
        await bench.AskAsync("15折吗");
        await bench.AskAsync("我是13800138000");
        await bench.AskAsync("我是13800138000");
        Assert.Equal(6, bench.Server.Count);
        time.Advance(TimeSpan.FromMinutes(11));
        await bench.AskAsync("在吗");
        Assert.Equal(7, bench.Server.Count);
    }

    [Fact]
    public async Task With_streaming_the_checked_reply_goes_out_in_pieces_that_end_with_the_whole()
    {
        await using var bench = await LlmBench.StartAsync([("Llm:Stream", "true")]);
        bench.Server.Script(Behave.Say("您好！请问有什么可以帮您？"));
        var sent = (await bench.AskAsync("在吗")).Effects.OfType<SendMessage>().ToList();
        Assert.Equal(["ROBOT_STREAM_START", "ROBOT_STREAM", "ROBOT_STREAM", "ROBOT_STREAM_END"], sent.Select(s => s.Type));
        Assert.Equal("您好！请问有什么可以帮您？", sent[^1].PlainText);
        Assert.Contains("\"answer\":\"您好！请问有什么可以帮您？\"", sent[^1].Content, StringComparison.Ordinal);
    }
}
