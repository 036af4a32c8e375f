using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Weiyu.Bot.Simulation;
using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.Tools;
using Weiyu.Bot.Tests.Rules.Support;
using Weiyu.Client.Messages;

namespace Weiyu.Bot.Tests.Rules;

/// <summary>What rules do, beyond what the handbook's examples show.</summary>
public sealed class ActingTests
{
    [Fact]
    public async Task Three_pieces_of_one_message_are_answered_once_and_a_question_that_is_understood_at_once()
    {
        await using var talk = Dialogue.By("rules: [{id: hi, when: {exact: 你好}, wait: true, say: 您好}, {id: refund, when: {all: [订单, 退款]}, say: 好的}]");
        Assert.Equal("", await talk.TypeAsync("你好"));
        Assert.Equal("", await talk.TypeAsync("我有个订单"));
        Assert.Equal("好的", await talk.TypeAsync("想退款"));
        Assert.Equal("", await talk.WaitAsync(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task Several_buttons_of_one_answer_each_lead_to_their_rule()
    {
        await using var talk = Dialogue.By("""
            rules:
              - id: menu
                when: 菜单
                send: [{button: {title: 甲, payload: p1, goto: one}}, {button: {title: 乙, payload: p2, goto: two}}]
              - {id: one, event: called, say: 一}
              - {id: two, event: called, say: 二}
            """);
        await talk.SayAsync("菜单");
        var first = talk.Sent[0].Content;
        Assert.DoesNotContain("goto", first, StringComparison.Ordinal);
        Assert.Equal("一", await talk.SendAsync(MessageTypes.ButtonSubmit, first));
        Assert.Equal("二", await talk.SayAsync("乙"));
        Assert.Equal("二", await talk.SayAsync("2"));
    }

    [Fact]
    public async Task A_choice_of_several_comes_back_with_all_that_was_picked()
    {
        await using var talk = Dialogue.By("""
            rules:
              - {id: menu, when: 配菜, send: {choice: {text: 要什么, multiple: true, options: [葱, 姜, 蒜]}}}
              - {id: got, when: {any: [葱, 姜, 蒜]}, say: "要{{ text }}"}
            """);
        await talk.SayAsync("配菜");
        var choice = (JsonObject)JsonNode.Parse(talk.Sent[0].Content)!;
        choice["selectedValues"] = new JsonArray("葱", "蒜");
        Assert.Equal("要葱, 蒜", await talk.SendAsync(MessageTypes.ChoiceSubmit, choice.ToJsonString()));
    }

    [Fact]
    public async Task A_http_tool_sends_its_secret_maps_the_response_and_fails_softly()
    {
        await using var shop = await StartShopAsync();
        await using var talk = Dialogue.By($$$"""
            tools:
              order: {url: "{{{shop.Urls.First()}}}/orders/{{ no }}", headers: {X-Key: "${secret:SHOP}"}, success: {code: 0}, map: {status: "data[0].status"}, retries: 0}
            rules:
              - {id: order, when: 订单, ask: {no: {match: '\d+', zh: 几号？}}, call: {tool: order, with: {no: "{{ no }}"}, timeout: 20s, else: sorry}, say: "{{ call.status }}"}
              - {id: slow, when: 急, ask: {no: {match: '\d+', zh: 几号？}}, call: {tool: order, with: {no: "{{ no }}"}, timeout: 200ms, else: sorry}, say: "{{ call.status }}"}
              - {id: sorry, event: called, say: "查不到 {{ no }}"}
            """, settings: ("Secrets:SHOP", "s3cret"));

        Assert.True(await talk.SayAsync("订单 1") == "已发货", talk.Why);
        Assert.Equal("查不到 2", await talk.SayAsync("订单 2"));
        Assert.Equal("查不到 3", await talk.SayAsync("急 3"));
        Assert.DoesNotContain("s3cret", string.Join('\n', talk.Turns.SelectMany(t => t.Outcome.Decision.Steps).Select(s => s.What)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tool_in_csharp_is_called_like_any_other()
    {
        var tool = new Doubling();
        var result = new Weiyu.Rules.Loading.RuleLoader([], [tool.Name], WeiyuPlatform.Words).Load([("a.yaml", "rules: [{id: a, when: '/\\d+/', call: {tool: double, with: {n: '{{ text }}'}, as: twice}, say: '{{ twice.value }}'}]")]);
        await using var talk = ConversationSimulator.Begin(
            result.Book!, new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build(), DateTimeOffset.UnixEpoch, s => s.AddSingleton<ITool>(tool));
        Assert.Contains((await talk.SayAsync("21", TestContext.Current.CancellationToken)).SelectMany(t => t.Sent), m => m.Content == "42");
    }

    [Fact]
    public async Task Rules_that_go_round_in_a_circle_end_in_a_word_of_regret()
    {
        await using var talk = Dialogue.By("rules: [{id: a, when: x, goto: b}, {id: b, event: called, goto: c}, {id: c, event: called, goto: b}]");
        Assert.NotEmpty(await talk.SayAsync("x"));
    }

    [Fact]
    public async Task A_template_that_fails_at_run_time_takes_the_half_answer_back()
    {
        await using var talk = Dialogue.By("rules: [{id: a, when: x, do: [{say: 先}, {say: '{{ 1 | divided_by: vars.none }}'}]}]\ntexts: {fallback: 兜底}");
        Assert.Equal("兜底", await talk.SayAsync("x"));
    }

    [Theory]
    [InlineData("{{ vars.n | plus: 1 }}", "3")]
    [InlineData("{{ vars.n | times: 2.5 }}", "5.0")]
    [InlineData("{{ now | date: '%Y年%m月%d日 %H:%M' }}", "2026年03月04日 10:00")]
    [InlineData("{{ vars.phone | mask }}", "*******5678")]
    [InlineData("{% for t in vars.list %}{{ t }};{% endfor %}", "a;b;")]
    [InlineData("{{ vars.list.size }}", "2")]
    [InlineData("{{ '<b>' }}{{ vars.none }}", "<b>")]
    [InlineData("{% if vars.n == '2' %}zwei{% else %}nicht{% endif %}", "zwei")]
    public async Task Templates_compute(string template, string expected)
    {
        await using var talk = Dialogue.By($"rules: [{{id: a, when: x, set: {{n: '2', phone: '13912345678', list: [a, b]}}, say: \"{template}\"}}]");
        Assert.Equal(expected, await talk.SayAsync("x"));
    }

    private static async Task<WebApplication> StartShopAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var shop = builder.Build();
        shop.MapGet("/orders/{no}", async (string no, HttpContext http) =>
        {
            if (no == "3") await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted);
            return http.Request.Headers["X-Key"] == "s3cret" && no == "1" ? Results.Text("""{"code":0,"data":[{"status":"已发货"}]}""", "application/json") : Results.Text("""{"code":404}""", "application/json");
        });
        await shop.StartAsync();
        return shop;
    }

    private sealed class Doubling : ITool
    {
        public string Name => "double";

        public string Description => "doubles";

        public JsonObject Parameters => [];

        public Task<ToolResult> CallAsync(JsonObject arguments, ToolCall call, CancellationToken cancellationToken) =>
            Task.FromResult(ToolResult.Success(new JsonObject { ["value"] = 2 * int.Parse(arguments["n"]!.ToString(), null) }));
    }
}
