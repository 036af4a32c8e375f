using Weiyu.Bot.Tests.Rules.Support;
using Weiyu.Client.Messages;

namespace Weiyu.Bot.Tests.Rules;

/// <summary>Forms, beyond what the handbook's examples show.</summary>
public sealed class FormTests
{
    private const string Booking = """
        rules:
          - id: book
            when: 预约
            ask:
              name: 您贵姓？
              day: {type: date, zh: 哪一天？}
              people: {type: number, min: 1, max: 8, labels: [人数], zh: 几位？, retry: 一到八位。}
              mail: {type: email, optional: true, zh: 邮箱？}
            say: "{{ name }}，{{ day }}，{{ people }}位，{{ mail }}"
          - {id: where, when: 地址在哪, say: 人民路 1 号。}
          - {id: parking, when: 停车, ask: {plate: {match: '[A-Z]\d{4}', zh: 车牌号？}}, say: "已登记 {{ plate }}。"}
          - {id: rest, when: otherwise, say: 其他}
        """;

    [Fact]
    public async Task Questions_follow_one_another_and_days_and_numbers_are_understood()
    {
        await using var talk = Dialogue.By(Booking);
        Assert.Equal("您贵姓？", await talk.SayAsync("我要预约"));
        Assert.Equal("哪一天？", await talk.SayAsync("王"));
        Assert.Equal("几位？", await talk.SayAsync("后天吧"));
        Assert.Equal("邮箱？", await talk.SayAsync("我们三个人"));
        Assert.Equal("王，2026-03-06，3位，a@b.example", await talk.SayAsync("a@b.example"));
    }

    [Fact]
    public async Task An_answer_that_does_not_fit_is_asked_for_again_and_given_up_after_three_times()
    {
        await using var talk = Dialogue.By(Booking);
        await talk.SayAsync("预约");
        await talk.SayAsync("王");
        await talk.SayAsync("明天");
        Assert.Equal("一到八位。\n几位？", await talk.SayAsync("20"));
        Assert.Equal("一到八位。\n几位？", await talk.SayAsync("很多"));
        Assert.Contains("先到这里", await talk.SayAsync("数不清"), StringComparison.Ordinal);
        Assert.Null(talk.State.Form);
    }

    [Fact]
    public async Task Free_text_takes_what_merely_mentions_another_rule_but_a_rules_own_words_are_a_side_question()
    {
        await using var talk = Dialogue.By(Booking);
        await talk.SayAsync("预约");
        Assert.Equal("人民路 1 号。\n您贵姓？", await talk.SayAsync("地址在哪"));
        Assert.Equal("哪一天？", await talk.SayAsync("王，就是上次问过地址在哪的"));
    }

    [Fact]
    public async Task A_form_within_a_form_ends_and_the_outer_one_goes_on()
    {
        await using var talk = Dialogue.By(Booking);
        await talk.SayAsync("预约");
        await talk.SayAsync("王");
        Assert.Equal("车牌号？", await talk.SayAsync("可以停车吗"));
        Assert.Equal("已登记 A1234。\n哪一天？", await talk.SayAsync("A1234"));
    }

    [Fact]
    public async Task A_correction_by_name_changes_an_earlier_answer_also_after_the_end()
    {
        await using var talk = Dialogue.By(Booking);
        await talk.SayAsync("预约");
        await talk.SayAsync("王");
        await talk.SayAsync("明天");
        await talk.SayAsync("3");
        Assert.Equal("好的，已改为 5。\n邮箱？", await talk.SayAsync("等等，人数改成 5"));
        Assert.Equal("王，2026-03-05，5位，", await talk.SayAsync("跳过"));
        Assert.Contains("2026-03-08", await talk.SayAsync("不对，是 3月8日"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_waits_half_an_hour_and_no_longer()
    {
        await using var talk = Dialogue.By(Booking);
        await talk.SayAsync("预约");
        await talk.WaitAsync(TimeSpan.FromMinutes(31));
        Assert.Equal("其他", await talk.SayAsync("王"));
    }

    [Fact]
    public async Task The_folder_sets_its_own_cancel_words_and_texts()
    {
        await using var talk = Dialogue.By(Booking + "\nforms: {cancel: [停], cancelled: 不办了。, timeout: 1m}");
        await talk.SayAsync("预约");
        Assert.Equal("不办了。", await talk.SayAsync("停！"));
        await talk.SayAsync("预约");
        await talk.WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Equal("其他", await talk.SayAsync("王"));
    }

    [Fact]
    public async Task Two_options_in_one_answer_are_asked_back()
    {
        await using var talk = Dialogue.By("rules: [{id: a, when: 买, ask: {colour: {options: [红色, 蓝色], zh: 颜色？}}, say: '{{ colour }}'}]");
        await talk.SayAsync("买");
        Assert.Equal(MessageTypes.Choice, talk.Sent[^1].Type);
        Assert.DoesNotContain("蓝色\n", await talk.SayAsync("红色还是蓝色好呢"), StringComparison.Ordinal);
        Assert.NotNull(talk.State.Form);
        Assert.Equal("蓝色", await talk.SayAsync("2"));
    }
}
