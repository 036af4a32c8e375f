using Weiyu.Bot.Tests.Rules.Support;

namespace Weiyu.Bot.Tests.Rules;

/// <summary>A question that takes any words, and the rules that might want them.</summary>
public sealed class FreeTextTests
{
    private const string Rules = """
        rules:
          - id: message
            when: {exact: 留言}
            ask: {words: {say: 请说}}
            say: 记下了：{{ words }}
          - {id: refund, when: {all: [申请, 退款]}, say: 退款请提供单号}
          - {id: parcel, when: {like: [我的快递到哪里了, 快递什么时候送到, 包裹还没有收到]}, say: 快递在路上}
        """;

    [Theory]
    [InlineData("上周买的杯子申请退款了到现在还没人处理麻烦尽快")]
    [InlineData("我的快递到哪里了呀前台说没有收到包裹请回电")]
    public async Task Words_that_also_speak_of_something_else_are_the_answer(string words)
    {
        await using var talk = Dialogue.By(Rules);
        await talk.SayAsync("留言");
        Assert.Equal($"记下了：{words}", await talk.SayAsync(words));
    }

    [Theory]
    [InlineData("申请退款", "退款请提供单号")]
    [InlineData("快递什么时候送到？", "快递在路上")]
    public async Task Words_that_are_wholly_a_rules_are_answered_by_it_and_the_question_comes_again(string words, string answer)
    {
        await using var talk = Dialogue.By(Rules);
        await talk.SayAsync("留言");
        Assert.Equal($"{answer}\n请说", await talk.SayAsync(words));
    }

    [Theory]
    [InlineData("“你好”")]
    [InlineData("你好——")]
    [InlineData("你好（")]
    [InlineData("hello :)")]
    [InlineData("你好😊👍🏽")]
    [InlineData("是的")]
    [InlineData("是的。")]
    public async Task An_exact_text_is_met_whatever_marks_stand_about_it(string words)
    {
        await using var talk = Dialogue.By("rules: [{id: a, when: {exact: [你好, hello, '/是|是的/']}, say: 好}, {id: b, when: otherwise, say: 没懂}]");
        Assert.Equal("好", await talk.SayAsync(words));
    }

    [Theory]
    [InlineData("你好吗")]
    [InlineData("是的吗")]
    public async Task An_exact_text_is_not_met_by_more(string words)
    {
        await using var talk = Dialogue.By("rules: [{id: a, when: {exact: [你好, hello, '/是|是的/']}, say: 好}, {id: b, when: otherwise, say: 没懂}]");
        Assert.Equal("没懂", await talk.SayAsync(words));
    }

    [Fact]
    public async Task No_hand_off_is_none()
    {
        await using var talk = Dialogue.By("rules: [{id: a, when: x, say: 好, handoff: false}]");
        Assert.Equal("好", await talk.SayAsync("x"));
        Assert.DoesNotContain("Handoff", talk.Why, StringComparison.Ordinal);
    }
}
