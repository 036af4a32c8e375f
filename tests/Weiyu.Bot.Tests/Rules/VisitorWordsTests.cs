using System.Text.Json.Nodes;
using Weiyu.Bot.Commands;
using Weiyu.Bot.Tests.Rules.Support;
using Weiyu.Client.Messages;

namespace Weiyu.Bot.Tests.Rules;

/// <summary>What visitors send beyond plain texts, and how it is answered.</summary>
public sealed class VisitorWordsTests
{
    private const string School = """
        rules:
          - id: menu
            when: 课程
            send: {choice: {text: 哪门课？, options: [{title: 英语, goto: english}, {title: 数学, goto: maths}]}}
          - {id: english, event: called, say: {zh: 英语周三上课, en: English class on Wednesday}}
          - {id: maths, event: called, say: {zh: 数学周四上课, en: Maths on Thursday}}
          - {id: language, when: 报名, ask: {subject: {say: 报什么课？}}, say: {zh: "报名：{{ subject }}", en: "Enrolled: {{ subject }}"}}
        """;

    [Theory]
    [InlineData(MessageTypes.Quotation, """{"content": "量子纠缠怎么解释", "quotedContent": "您好"}""")]
    [InlineData(MessageTypes.Location, """{"address": "人民路 1 号"}""")]
    [InlineData(MessageTypes.Goods, """{"title": "杯子"}""")]
    [InlineData(MessageTypes.Link, """{"title": "杯子", "url": "https://shop.example/1"}""")]
    [InlineData(MessageTypes.Order, """{"title": "订单 1"}""")]
    [InlineData(MessageTypes.ChoiceSubmit, """{"selectedValues": ["x"]}""")]
    public async Task Who_sends_something_is_never_met_with_silence(string type, string content)
    {
        await using var talk = Dialogue.By("rules: [{id: a, when: 你好, say: 您好}]");
        Assert.NotEqual("", await talk.SendAsync(type, content));
    }

    [Fact]
    public async Task A_quotation_with_the_wish_for_a_human_is_heard()
    {
        await using var talk = Dialogue.By("rules: [{id: a, when: 你好, say: 您好}]");
        await talk.SendAsync(MessageTypes.Quotation, """{"content": "转人工", "quotedContent": "您好"}""");
        Assert.Contains("Handoff", talk.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_name_of_a_language_may_be_an_option_or_an_answer()
    {
        await using var talk = Dialogue.By(School);
        await talk.SayAsync("你好，我想看看课程");
        var choice = (JsonObject)JsonNode.Parse(talk.Sent[0].Content)!;
        choice["selectedValues"] = new JsonArray("英语");
        Assert.Equal("英语周三上课", await talk.SendAsync(MessageTypes.ChoiceSubmit, choice.ToJsonString()));
        await talk.SayAsync("课程");
        Assert.Equal("英语周三上课", await talk.SayAsync("英语"));
        await talk.SayAsync("报名");
        Assert.Equal("报名：英语", await talk.SayAsync("英语"));
        Assert.Equal("zh", talk.State.Locale);
    }

    [Fact]
    public async Task Who_asks_for_a_language_in_the_middle_of_a_form_gets_it()
    {
        await using var talk = Dialogue.By(School);
        await talk.SayAsync("报名");
        await talk.SayAsync("English please");
        Assert.Equal("en", talk.State.Locale);
    }

    [Theory]
    [InlineData("123456")]
    [InlineData("👋")]
    public async Task An_english_folder_speaks_english_to_who_has_said_nothing_in_any_language(string text)
    {
        await using var talk = Dialogue.By("locale: {default: en}\nrules: [{id: a, when: hello, say: hi}]");
        Assert.StartsWith("Sorry", await talk.SayAsync(text), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_says_nothing_about_the_language()
    {
        await using var talk = Dialogue.By("locale: {default: en}\nrules: [{id: a, when: otherwise, say: {zh: 请换个说法, en: Please say it in words}}]");
        Assert.Equal("Please say it in words", await talk.SendAsync(MessageTypes.Image, "https://shop.example/1.png"));
        Assert.Null(talk.State.Locale);
    }

    [Fact]
    public async Task A_rule_is_reached_by_a_jump_or_an_option_only_when_its_own_conditions_let_it()
    {
        await using var talk = Dialogue.By("""
            rules:
              - {id: menu, when: 领券, goto: coupon}
              - {id: coupon, event: called, limit: 1/visitor, say: 您的券：A1}
              - {id: gold, when: 会员, goto: only}
              - {id: only, event: called, if: {visitor.extra.level: gold}, say: 尊贵的会员}
              - {id: rest, when: otherwise, say: 没有了}
            """);
        Assert.Equal("您的券：A1", await talk.SayAsync("领券"));
        Assert.NotEqual("您的券：A1", await talk.SayAsync("领券"));
        Assert.NotEqual("尊贵的会员", await talk.SayAsync("会员"));
    }

    [Fact]
    public async Task Who_waits_for_a_human_is_not_sent_home_for_being_silent()
    {
        await using var talk = Dialogue.By("""
            rules:
              - {id: human, when: 人工, handoff: {timeout: 10m}, say: 请稍等}
              - {id: gone, event: silence(2m), close: true, say: 久未回复，会话结束}
            """);
        await talk.SayAsync("人工");
        Assert.DoesNotContain("会话结束", await talk.WaitAsync(TimeSpan.FromMinutes(3)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_option_leads_to_a_rule_only_when_its_conditions_let_it()
    {
        await using var talk = Dialogue.By("""
            rules:
              - {id: menu, when: 菜单, send: {choice: {text: 选, options: [{title: 领券, goto: coupon}]}}}
              - {id: coupon, event: called, limit: 1/visitor, say: 您的券：A1}
              - {id: rest, when: otherwise, say: 没有了}
            """);
        await talk.SayAsync("菜单");
        Assert.Equal("您的券：A1", await talk.SayAsync("领券"));
        await talk.SayAsync("菜单");
        Assert.Equal("没有了", await talk.SayAsync("领券"));
    }

    [Theory]
    [InlineData("I cancelled my order")]
    [InlineData("is it shipped?")]
    [InlineData("shipping to Berlin")]
    [InlineData("我要退貨")]
    [InlineData("我要退货")]
    [InlineData("我是ＶＩＰ")]
    [InlineData("i am vip")]
    public async Task A_word_is_found_however_it_is_written(string text)
    {
        await using var talk = Dialogue.By("rules: [{id: a, when: {any: [cancel, ship, '/退貨/', '/ＶＩＰ/']}, say: 好}, {id: b, when: otherwise, say: 没懂}]");
        Assert.Equal("好", await talk.SayAsync(text));
    }

    [Theory]
    [InlineData("hippie")]
    [InlineData("a shipper's")]
    [InlineData("cancellation")]
    public async Task A_word_is_not_found_in_others(string text)
    {
        await using var talk = Dialogue.By("rules: [{id: a, when: {any: [hip, cance, shi]}, say: 好}, {id: b, when: otherwise, say: 没懂}]");
        Assert.Equal("没懂", await talk.SayAsync(text));
    }

    [Fact]
    public async Task Several_channels_that_it_must_not_be_are_all_meant()
    {
        await using var talk = Dialogue.By("rules: [{id: a, when: 你好, if: {channel: ['!wechat', '!web']}, say: 好}, {id: b, when: 你好, if: {channel: ['!wechat', '!app']}, say: 您好}]");
        Assert.Equal("您好", await talk.SayAsync("你好"));
    }

    [Theory]
    [InlineData("你好\n！", "你好\n！")]
    [InlineData("\u001b[2J\u0007", "␛[2J␇")]
    [InlineData("a\u202Eb\u009Bc\u007F", "a\\u202Eb\\u009Bc␡")]
    [InlineData("👩‍👩‍👧", "👩‍👩‍👧")]
    public void A_text_moves_no_terminal(string text, string shown) => Assert.Equal(shown, Printable.Of(text));
}
