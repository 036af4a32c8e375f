using System.Text.Json.Nodes;
using Weiyu.Bot.Handlers.Llm.Guards;
using Weiyu.Bot.Handlers.Llm.Models;
using Weiyu.Bot.Tests.Llm.Support;
using Xunit;

namespace Weiyu.Bot.Tests.Llm;

/// <summary>The habits of services: what can be read is read, what is refused and can be done without is left out, and no mark of a template reaches a visitor.</summary>
public class ServiceHabitsTests
{
    private const string Answer = "请您稍等。";

    [Theory]
    [InlineData("""{"choices":[{"index":0,"delta":{"content":"请您稍等。"},"finish_reason":""}]}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"content":"请您稍等。"},"finish_reason":"eos"}]}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"content":"请您稍等。"},"finish_reason":"end_turn"}]}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"content":"请您稍等。"},"finish_reason":"STOP"}]}""")]
    [InlineData("""{"id":7,"created":null,"model":null,"choices":[{"delta":{"role":"","content":"请您稍等。"}}]}""")]
    [InlineData("""{"id":null,"created":1700000000.5,"choices":[{"index":"0","delta":{"role":"model","content":"请您稍等。","tool_calls":[],"function_call":null}}]}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"content":"请您稍等。"}}],"usage":{"prompt_tokens":null,"completion_tokens":null}}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"content":"请您稍等。"}}],"usage":{"prompt_tokens":10.0,"completion_tokens":3.5,"total_tokens":"x"}}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"content":[{"type":"thinking","thinking":"想"},{"type":"text","text":"请您稍等。"}]}}]}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"content":"请您稍等。"},"logprobs":{"x":1}}],"service_tier":"turbo","system_fingerprint":null}""")]
    public async Task A_member_that_does_not_matter_costs_no_answer(string chunk)
    {
        await using var bench = await LlmBench.StartAsync();
        bench.Server.Script(Behave.Raw("text/event-stream", $": ping\n\ndata:\n\nevent: ping\ndata: {{\"type\":\"ping\"}}\n\ndata: {chunk}\n\ndata: [DONE]\n\n"));
        Assert.Equal(Answer, (await bench.AskAsync("能退吗")).Reply());
    }

    [Theory]
    [InlineData("\r\n\r\n", "text/event-stream")]
    [InlineData("\r\r", "text/event-stream")]
    [InlineData("\n", "text/event-stream")]
    [InlineData("\n\n", "application/json")]
    [InlineData("\n\n", "text/plain")]
    public async Task Events_are_events_whatever_ends_their_lines_and_whatever_they_are_called(string end, string type)
    {
        await using var bench = await LlmBench.StartAsync();
        bench.Server.Script(Behave.Raw(type, $"data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{Answer}\"}}}}]}}{end}data: [DONE]{end}"));
        Assert.Equal(Answer, (await bench.AskAsync("能退吗")).Reply());
    }

    [Theory]
    [InlineData("content_filter")]
    [InlineData("sensitive")]
    [InlineData("SAFETY")]
    [InlineData("data_inspection_failed")]
    public void A_filter_under_any_name_is_a_filter(string reason) =>
        Assert.Equal("content_filter", ChunkCleaner.Clean(Chunk(reason), "m")!["choices"]![0]!["finish_reason"]!.ToString());

    [Theory]
    [InlineData("error")]
    [InlineData("aborted")]
    public void An_answer_that_broke_off_is_none(string reason) => Assert.Equal(FaultKind.Cut, Assert.Throws<ModelFault>(() => ChunkCleaner.Clean(Chunk(reason), "m")).Kind);

    [Theory]
    [InlineData("""{"error":{"message":"gemma does not support tools"}}""", "tools")]
    [InlineData("""{"object":"error","message":"\"auto\" tool choice requires --enable-auto-tool-choice to be set"}""", "tools")]
    [InlineData("""{"error":{"message":"Unsupported value: 'temperature' does not support 0.2 with this model."}}""", "temperature")]
    [InlineData("""{"detail":[{"loc":["body","stream_options"],"msg":"Extra inputs are not permitted"}]}""", "stream_options")]
    public async Task What_is_refused_and_can_be_done_without_is_left_out_from_then_on(string body, string key)
    {
        await using var bench = await LlmBench.StartAsync();
        bench.Server.Otherwise = call => call.Body.ContainsKey(key) ? Behave.Status(400, body: body)(call) : Behave.Say(Answer)(call);
        Assert.Equal(Answer, (await bench.AskAsync("能退吗")).Reply());
        var before = bench.Server.Count;
        Assert.Equal(Answer, (await bench.AskAsync("另一个问题")).Reply());
        Assert.Equal(before + 1, bench.Server.Count);
    }

    [Fact]
    public async Task A_refusal_is_shown_in_the_services_own_words_masked()
    {
        await using var bench = await LlmBench.StartAsync();
        bench.Server.Otherwise = Behave.Status(400, body: """{"error":{"message":"Bad value for 13800138000 with key-that-stays-secret"}}""");
        await bench.AskAsync("能退吗");
        var line = Assert.Single(bench.Logs.Lines, l => l.Contains("status 400", StringComparison.Ordinal));
        Assert.Contains("Bad value for ⟦phone⟧", line, StringComparison.Ordinal);
        Assert.DoesNotContain("key-that-stays-secret", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_that_repeats_the_question_is_not_shown()
    {
        await using var bench = await LlmBench.StartAsync();
        bench.Server.Otherwise = Behave.Status(400, body: """{"error":{"message":"Cannot answer: 我家门牌是梧桐路八十八号三单元五零一室请送过来"}}""");
        await bench.AskAsync("我家门牌是梧桐路八十八号三单元五零一室请送过来");
        Assert.DoesNotContain(bench.Logs.Lines, l => l.Contains("梧桐路", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("请您稍等。<|im_end|>\n<|im_start|>user\n谢谢")]
    [InlineData("请您稍等。<|endoftext|>Human: hi")]
    [InlineData("请您稍等。<end_of_turn>\n<start_of_turn>user\n谢谢")]
    [InlineData("请您稍等。</s>[INST] next [/INST]")]
    [InlineData("请您稍等。<｜end▁of▁sentence｜><｜User｜>谢谢")]
    [InlineData("请您稍等。\n<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>order_lookup")]
    [InlineData("◁think▷先查政策。◁/think▷请您稍等。")]
    [InlineData("[THINK]先查。[/THINK]请您稍等。")]
    [InlineData("<|begin_of_thought|>x<|end_of_thought|>请您稍等。")]
    [InlineData("<|im_start|>assistant\n请您稍等。<|im_end|>")]
    public void Marks_of_templates_and_thoughts_are_not_sent(string written) => Assert.Equal(Answer, Reasoning.Strip(written));

    [Fact]
    public async Task Requests_begin_with_the_visitor_and_alternate()
    {
        await using var bench = await LlmBench.StartAsync();
        bench.Server.Otherwise = Behave.Say(Answer);
        await bench.AskAsync("能退吗", recent: [new("bot", "欢迎光临", default), new("bot", "请问有什么可以帮您", default), new("visitor", "在吗", default), new("visitor", "问一下", default), new("bot", "在的", default)]);
        var roles = JsonNode.Parse(bench.Server.Bodies[0])!["messages"]!.AsArray().Select(m => m!["role"]!.ToString());
        Assert.Equal(["system", "user", "assistant", "user"], roles);
        Assert.Contains("欢迎光临", bench.Server.Bodies[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_reports_no_usage_is_not_free()
    {
        await using var bench = await LlmBench.StartAsync([("Llm:TokensPerConversation", "1500")]);
        bench.Server.Otherwise = Behave.Raw("text/event-stream", $"data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{Answer}\"}}}}],\"usage\":{{\"prompt_tokens\":0,\"completion_tokens\":0}}}}\n\ndata: [DONE]\n\n");
        var turn = await bench.AskAsync("能退吗");
        Assert.True((int)turn.State.Extra["llm"]!["tokens"]! > 200);
    }

    private static JsonObject Chunk(string reason) => JsonNode.Parse($$"""{"choices":[{"index":0,"delta":{"content":"x"},"finish_reason":"{{reason}}"}]}""")!.AsObject();
}
