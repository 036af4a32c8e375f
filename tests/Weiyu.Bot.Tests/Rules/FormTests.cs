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

    private const string Returning = """
        rules:
          - id: menu
            when: 菜单
            send: {choice: {text: 请选择, options: [{title: 查物流, value: track}, {title: 换货, value: swap, goto: swap}]}}
          - id: swap
            when: 换货
            ask:
              detail: {zh: 请描述原因。}
              count: {type: number, zh: 换几件？}
            say: "换 {{ count }} 件：{{ detail }}"
          - id: return
            when: 我要退货
            ask:
              reason: {options: [{title: 尺码不合适, value: size}, {title: 质量问题, value: quality}], zh: 退货原因是？}
              count: {type: number, zh: 退几件？}
            say: "{{ reason }}，{{ count }} 件"
          - {id: rest, when: otherwise, say: 其他}
        """;

    [Fact]
    public async Task A_number_that_is_typed_answers_the_question_that_waits_and_not_an_older_offer()
    {
        await using var talk = Dialogue.By(Returning);
        await talk.SayAsync("我要退货");
        Assert.Equal("退几件？", await talk.SayAsync("1"));
        Assert.Equal("size，2 件", await talk.SayAsync("2"));
    }

    [Fact]
    public async Task Free_text_is_what_was_typed_though_a_menu_was_shown_before()
    {
        await using var talk = Dialogue.By(Returning);
        await talk.SayAsync("菜单");
        Assert.Equal("请描述原因。", await talk.SayAsync("2"));
        Assert.Equal("换几件？", await talk.SayAsync("1"));
        Assert.Equal("换 2 件：1", await talk.SayAsync("2"));
    }

    [Fact]
    public async Task Free_text_is_kept_as_written_to_its_end()
    {
        await using var talk = Dialogue.By("rules: [{id: a, when: 投诉, ask: {detail: {zh: 请讲。}}, say: '{{ detail }}'}]");
        await talk.SayAsync("投诉");
        Assert.Equal("我要3½箱，面积20m²，编号①，价格“10元”（含税）？", await talk.SayAsync("  我要3½箱，面积20m²，编号①，价格“10元”（含税）？\n"));
        await talk.SayAsync("投诉");
        var complaint = new string('长', 2_100) + "。结尾";
        await talk.SayAsync(complaint);
        Assert.Equal(complaint, talk.State.Vars["detail"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(1_999, "😀")]
    [InlineData(9_999, "😀")]
    [InlineData(3, "\ud83d")]
    public async Task A_long_message_is_understood_wherever_a_pair_of_characters_falls(int before, string end)
    {
        await using var talk = Dialogue.By("rules: [{id: a, when: 投诉, ask: {detail: {zh: 请讲。}}, say: 已记录。}, {id: b, when: 啊, say: 在。}]");
        var text = "啊" + new string('.', before - 1) + end;
        Assert.Equal("在。", await talk.SayAsync(text));
        await talk.SayAsync("投诉");
        Assert.Equal("已记录。", await talk.SayAsync("嗯" + text[1..]));
        Assert.Equal("在。", await talk.SayAsync(text));
    }

    private const string Table = """
        locale: {default: zh, available: [zh, en]}
        rules:
          - id: book
            when: [订座, book]
            ask:
              day: {type: date, labels: [日期, day], zh: 哪一天？, en: Which day?}
              people: {type: number, labels: [人数], zh: 几位？, en: How many?}
              seat: {options: [大厅, 包间], zh: 大厅还是包间？, en: Hall or room?}
              note: {labels: [备注], zh: 有什么要求？, en: Anything else?}
            set: {bookings: "{{ vars.bookings | default: 0 | plus: 1 }}"}
            say: {zh: "已订 {{ day }} {{ people }} 位 {{ seat }}：{{ note }}", en: "booked {{ day }} for {{ people }}: {{ note }}"}
          - {id: rest, when: otherwise, say: {zh: 其他, en: Other}}
        """;

    [Theory]
    [InlineData("No problem, see you tomorrow!")]
    [InlineData("no, thanks, see you tomorrow")]
    [InlineData("wait, do you open tomorrow?")]
    [InlineData("Wait for me tomorrow")]
    [InlineData("actually, see you tomorrow")]
    [InlineData("sorry, I can't come tomorrow")]
    [InlineData("不是周一休息吗？明天开门吗？")]
    [InlineData("等等，你们3楼有包间吗")]
    [InlineData("等等，你们3楼有包间")]
    [InlineData("不是5楼")]
    [InlineData("不是5个")]
    [InlineData("不对，明天没空")]
    [InlineData("错了错了，明天我再打电话给你们经理")]
    [InlineData("应该是3楼的包间最大")]
    [InlineData("人数应该是5吗？")]
    public async Task An_ordinary_sentence_changes_nothing_after_the_end(string said)
    {
        await using var talk = Dialogue.By(Table);
        Assert.StartsWith("已订 2026-05-01 4 位 大厅：靠窗", await BookAsync(talk), StringComparison.Ordinal);
        Assert.True(await talk.SayAsync(said) is "其他" or "Other", "nothing but the rest answers");
    }

    [Theory]
    [InlineData("不对，是后天", "已订 2026-03-06 4 位 大厅：靠窗")]
    [InlineData("等等，是5月2号", "已订 2026-05-02 4 位 大厅：靠窗")]
    [InlineData("等等，5月2号", "已订 2026-05-02 4 位 大厅：靠窗")]
    [InlineData("不是5月1日，是5月2日", "已订 2026-05-02 4 位 大厅：靠窗")]
    [InlineData("把5月1日改成5月2日", "已订 2026-05-02 4 位 大厅：靠窗")]
    [InlineData("不好意思，我说错了，是下周三晚上七点", "已订 2026-03-11 4 位 大厅：靠窗")]
    [InlineData("不对不对，我们是五个人", "已订 2026-05-01 5 位 大厅：靠窗")]
    [InlineData("不是，5位", "已订 2026-05-01 5 位 大厅：靠窗")]
    [InlineData("不是4个，是5个", "已订 2026-05-01 5 位 大厅：靠窗")]
    [InlineData("等等，人数改成 5", "已订 2026-05-01 5 位 大厅：靠窗")]
    [InlineData("人数从4改成5", "已订 2026-05-01 5 位 大厅：靠窗")]
    [InlineData("3楼没空的话，人数改成5", "已订 2026-05-01 5 位 大厅：靠窗")]
    [InlineData("人数可以改成5吗？", "已订 2026-05-01 5 位 大厅：靠窗")]
    [InlineData("等等，人数 5", "已订 2026-05-01 5 位 大厅：靠窗")]
    [InlineData("换成包间", "已订 2026-05-01 4 位 包间：靠窗")]
    [InlineData("不对，备注是２份儿童餐", "已订 2026-05-01 4 位 大厅：２份儿童餐")]
    public async Task A_correction_that_says_nothing_else_or_names_its_answer_is_heard_after_the_end(string said, string booked)
    {
        await using var talk = Dialogue.By(Table);
        await BookAsync(talk);
        Assert.EndsWith(booked, await talk.SayAsync(said), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("No, it's tomorrow", "2026-03-05")]
    [InlineData("wait, May 2nd", "2026-05-02")]
    [InlineData("Actually next Monday please", "2026-03-09")]
    [InlineData("sorry, I meant Friday", "2026-03-06")]
    [InlineData("make it 5 of us", "for 5")]
    [InlineData("no, the day is tomorrow, not today", null)]
    [InlineData("no, the day is tomorrow", "2026-03-05")]
    public async Task Corrections_are_heard_in_English(string said, string? booked)
    {
        await using var talk = Dialogue.By(Table);
        await BookAsync(talk);
        var answer = await talk.SayAsync(said);
        if (booked is null) Assert.DoesNotContain("2026", answer, StringComparison.Ordinal);
        else Assert.Contains(booked, answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_free_text_is_asked_for_only_an_answer_that_is_named_is_corrected()
    {
        await using var talk = Dialogue.By(Table);
        foreach (var said in (string[])["订座", "2026-05-01", "4", "大厅"]) await talk.SayAsync(said);
        Assert.EndsWith("有什么要求？", await talk.SayAsync("不对，人数是5"), StringComparison.Ordinal);
        Assert.Equal("已订 2026-05-01 5 位 大厅：不是靠窗的话，给我3楼的包间", await talk.SayAsync("不是靠窗的话，给我3楼的包间"));
    }

    [Fact]
    public async Task What_the_rule_does_is_done_once_for_a_booking()
    {
        await using var talk = Dialogue.By(Table);
        await BookAsync(talk);
        await talk.SayAsync("No problem, see you tomorrow!");
        await talk.SayAsync("等等，你们3楼有包间吗");
        Assert.Equal("1", talk.State.Vars["bookings"]!.ToString());
    }

    [Theory]
    [InlineData("“跳过”")]
    [InlineData("「跳过」。")]
    [InlineData("（跳過）")]
    [InlineData("\"Skip\" 🙂")]
    public async Task What_passes_over_a_question_may_stand_in_quotes_as_the_bot_wrote_it(string said)
    {
        await using var talk = Dialogue.By("rules: [{id: a, when: 登记, ask: {name: {optional: true, zh: 怎么称呼您？（可以回复“跳过”）}}, say: '[{{ name }}]'}]");
        await talk.SayAsync("登记");
        Assert.Equal("[]", await talk.SayAsync(said));
    }

    private static async Task<string> BookAsync(Dialogue talk)
    {
        foreach (var said in (string[])["订座", "2026-05-01", "4", "大厅"]) await talk.SayAsync(said);
        return await talk.SayAsync("靠窗");
    }
}
