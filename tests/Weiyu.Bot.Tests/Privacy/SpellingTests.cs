using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Trace;
using Weiyu.Bot.Handlers.Tools;
using Weiyu.Bot.Privacy;
using Weiyu.Bot.Tests.Llm.Support;
using Xunit;

namespace Weiyu.Bot.Tests.Privacy;

/// <summary>A planted personal datum in eight spellings stands in no trace, log, decision record or request to a model, whatever the way by which it came.</summary>
public class SpellingTests
{
    /// <summary>One mobile number, and how it may be written; what of it must be seen nowhere.</summary>
    public static TheoryData<string> Spellings() =>
    [
        "13912345678", "139-1234-5678", "139 1234 5678", "１３９１２３４５６７８", "139\u200b1234\u200b5678", "+86 139 1234 5678", "一三九一二三四五六七八", "%31%33%39%31%32%33%34%35%36%37%38",
    ];

    [Theory]
    [MemberData(nameof(Spellings))]
    public void Spans_and_logs_hold_it_in_no_spelling(string spelling)
    {
        using var logs = new CapturedLogs();
        var spans = new List<Activity>();
        var services = new ServiceCollection();
        services.AddLogging(l => l.AddProvider(logs));
        services.AddPrivacy(new ConfigurationBuilder().Build()).AddRedaction();
        var name = $"spelling-{Guid.NewGuid()}";
        services.AddOpenTelemetry().WithTracing(t => t.AddSource(name).AddInMemoryExporter(spans));
        using var provider = services.BuildServiceProvider();
        using var source = new ActivitySource(name);
        _ = provider.GetRequiredService<TracerProvider>();
        var encoded = spelling[0] == '%' ? spelling : Uri.EscapeDataString(spelling);

        provider.GetRequiredService<ILogger<SpellingTests>>().LogInformation("Sending HTTP request GET {Uri}", $"https://shop.example/members/{encoded}?q={encoded.Replace("%20", "+", StringComparison.Ordinal)}");
        using (var span = source.StartActivity($"GET /members/{encoded}")) span?.SetTag("url.full", $"https://shop.example/members/{encoded}");

        var all = logs.Lines.Concat(spans.Select(s => s.DisplayName)).Concat(spans.SelectMany(s => s.TagObjects).Select(t => $"{t.Value}")).ToList();
        Assert.NotEmpty(spans);
        foreach (var text in all) AssertHidden(text);
    }

    [Theory]
    [MemberData(nameof(Spellings))]
    public async Task No_request_to_a_model_holds_it_whether_the_visitor_a_passage_or_a_tool_says_it(string spelling)
    {
        var lookup = new FakeTool("who.calls", _ => ToolResult.Success(new JsonObject { ["phone"] = spelling }), "no");
        await using var bench = await LlmBench.StartAsync(tools: [lookup]);
        bench.Server.Script(Behave.CallTools(("who_calls", """{"no":"7"}""")), Behave.Say("好的。"));
        var turn = await bench.AskAsync($"我的电话 {spelling}，7 号", [Turns.Passage($"联系人电话 {spelling}")], ["who.calls"], [new("visitor", $"打 {spelling}", default)]);
        Assert.Equal(2, bench.Server.Count);
        foreach (var body in bench.Server.Bodies) AssertHidden(body);
        AssertHidden(turn.Why());
    }

    [Theory]
    [InlineData("我的身份证号是 110105194912310021")]
    [InlineData("证件号码为 11010519491231003X")]
    [InlineData("银行卡号 6222021234567890124")]
    [InlineData("卡号：4111 1111 1111 1112")]
    [InlineData("my bank card 4111111111111112")]
    public void What_is_announced_as_a_card_is_hidden_though_its_check_digit_is_wrong(string text) =>
        Assert.DoesNotMatch("[0-9]{4}[ ]?[0-9]{4}[ ]?[0-9]{4}", new PersonalDataMask().Redact(text));

    [Theory]
    [InlineData("订单号 202611220112345678")]
    [InlineData("运单 1234567890123456")]
    public void Numbers_of_orders_and_parcels_stay(string text) => Assert.Equal(text, new PersonalDataMask().Redact(text));

    private static void AssertHidden(string text)
    {
        var decoded = Uri.UnescapeDataString(text);
        foreach (var way in (string[])[text, decoded])
        {
            var digits = string.Concat(Weiyu.Text.Folding.DeepFolding.Fold(way).Where(c => char.IsAsciiDigit(c) || c is >= '一' and <= '龥'));
            Assert.DoesNotContain("12345678", digits, StringComparison.Ordinal);
            Assert.DoesNotContain("二三四五六七八", digits, StringComparison.Ordinal);
        }
    }
}
