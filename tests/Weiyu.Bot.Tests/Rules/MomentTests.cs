using Weiyu.Bot.Tests.Rules.Support;
using Weiyu.Rules.Model;

namespace Weiyu.Bot.Tests.Rules;

/// <summary>Rules for some days, for what is asked again, for a tone of voice; and silence on purpose. The clock stands at 4 March 2026.</summary>
public sealed class MomentTests
{
    [Theory]
    [InlineData("from: 2026-03-04", true)]
    [InlineData("from: 2026-03-05", false)]
    [InlineData("from: '2026-03-04 11:00'", false)]
    [InlineData("until: 2026-03-04", true)]
    [InlineData("until: 2026-03-03", false)]
    [InlineData("until: '2026-03-04 10:00'", false)]
    [InlineData("if: {date: 2026-03-04}", true)]
    [InlineData("if: {date: [2026-03-01..2026-03-03, 2026-03-05]}", false)]
    [InlineData("if: {date: 2026-03-01..2026-03-31}", true)]
    [InlineData("if: {date: 03-01..03-10}", true)]
    [InlineData("if: {date: 12-24..01-02}", false)]
    [InlineData("if: {date: 12-24..03-04}", true)]
    public async Task A_rule_answers_on_its_days(string when, bool answers)
    {
        await using var talk = Dialogue.By($"rules: [{{id: a, when: 优惠, {when}, say: 打折}}, {{id: b, when: otherwise, say: 没有}}]");
        Assert.Equal(answers ? "打折" : "没有", await talk.SayAsync("优惠"));
    }

    [Fact]
    public async Task A_rule_may_be_silent_on_purpose()
    {
        await using var talk = Dialogue.By("rules: [{id: spam, when: 刷单, silent: true, tag: spam}, {id: b, when: otherwise, say: 没懂}]");
        Assert.Equal("", await talk.SayAsync("刷单加我"));
        Assert.Contains("spam", talk.State.Tags);
    }

    [Fact]
    public async Task The_same_question_asked_again_goes_to_a_human()
    {
        await using var talk = Dialogue.By("rules: [{id: again, priority: 9, when: {none: [人工]}, if: {repeats: 3}, say: 我请同事来看, handoff: true}, {id: a, when: 退款, say: 一到三天}]");
        Assert.Equal("一到三天", await talk.SayAsync("我的退款呢？"));
        Assert.Equal("一到三天", await talk.SayAsync("我的退款呢"));
        Assert.StartsWith("我请同事来看", await talk.SayAsync("我的退款呢！"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("急死了，怎么还不发货", Mood.Urgent)]
    [InlineData("你们就是骗子", Mood.Angry)]
    [InlineData("垃圾公司", Mood.Angry)]
    [InlineData("什么破店", Mood.Angry)]
    [InlineData("WHERE IS MY ORDER", Mood.Loud)]
    [InlineData("发货！！！", Mood.Loud)]
    [InlineData("I need it asap", Mood.Urgent)]
    [InlineData("this is bullshit", Mood.Angry)]
    [InlineData("怎么还不发货", null)]
    [InlineData("垃圾袋怎么卖", null)]
    [InlineData("订单 ABC1234567", null)]
    [InlineData("OK THX", null)]
    [InlineData("你好！", null)]
    [InlineData("急速发货吗", null)]
    public void The_mood_of_a_message_is_heard_without_a_model(string text, string? mood) => Assert.Equal(mood, Mood.Of(text));

    [Fact]
    public async Task A_mood_is_an_event_of_its_own_and_the_question_is_answered_all_the_same()
    {
        await using var talk = Dialogue.By("""
            rules:
              - {id: calm, event: mood, limit: 1/thread, say: 抱歉让您着急了。, tag: upset}
              - {id: ship, when: 发货, say: 今天发。}
            """);
        Assert.Equal("抱歉让您着急了。\n今天发。", await talk.SayAsync("急死了，什么时候发货"));
        Assert.Equal("今天发。", await talk.SayAsync("到底要不要发货！！！"));
        Assert.Contains("upset", talk.State.Tags);
    }

    [Fact]
    public async Task A_mood_may_call_a_human_whatever_is_asked()
    {
        await using var talk = Dialogue.By("""
            rules:
              - {id: anger, event: mood, if: {mood: angry}, say: 非常抱歉，马上请主管来。, handoff: true}
              - {id: ship, when: 发货, ask: {no: {match: '\d{10}', say: 单号？}}, say: 今天发。}
            """);
        await talk.SayAsync("发货");
        Assert.StartsWith("非常抱歉", await talk.SayAsync("骗子，快发货"), StringComparison.Ordinal);
        Assert.Null(talk.State.Form);
    }
}
