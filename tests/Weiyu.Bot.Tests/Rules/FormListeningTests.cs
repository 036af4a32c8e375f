using Weiyu.Bot.Tests.Rules.Support;
using Weiyu.Client.Messages;
using Weiyu.Rules.Forms;

namespace Weiyu.Bot.Tests.Rules;

/// <summary>What forms hear beside the answers to their questions, and what they say of answers.</summary>
public sealed class FormListeningTests
{
    private const string Memo = """
        locale: {default: zh, available: [zh, en]}
        rules:
          - id: memo
            when: [记一下, take a note]
            ask:
              name: {type: text, zh: 姓名？, en: Name?}
              phone: {type: phone, labels: [电话, phone], zh: 电话？, en: Phone?}
            say: "{{ name }} {{ phone }}"
          - {id: human, when: [人工], say: 转接, handoff: service}
          - {id: mark, priority: 30, when: [投诉], continue: true, tag: complaint}
          - {id: complaint, when: [投诉], say: 抱歉, handoff: true}
          - {id: freight, when: [运费], say: 八元}
          - {id: warranty, when: [保修], say: 一年}
        """;

    [Theory]
    [InlineData("转人工", "转接")]
    [InlineData("我要人工", "转接")]
    [InlineData("不想填了，转人工", "转接")]
    [InlineData("客服在吗", "正在为您联系")]
    [InlineData("can I talk to a human?", "I am calling a colleague")]
    [InlineData("我要投诉", "抱歉")]
    [InlineData("我要举报你们", "正在为您联系")]
    [InlineData("算了不弄了", "已取消")]
    [InlineData("还是不办了吧", "已取消")]
    [InlineData("不想填了", "已取消")]
    [InlineData("forget it, thanks", "cancelled")]
    [InlineData("等一下", "不着急")]
    [InlineData("稍等，我找找", "不着急")]
    [InlineData("hold on, let me check", "take your time")]
    [InlineData("运费多少", "八元\n姓名？")]
    [InlineData("保修", "一年\n姓名？")]
    public async Task A_wish_is_heard_where_any_text_is_an_answer(string wish, string answer)
    {
        await using var talk = Dialogue.By(Memo);
        await talk.SayAsync("记一下");
        Assert.Contains(answer, await talk.SayAsync(wish), StringComparison.Ordinal);
        Assert.DoesNotContain(wish, talk.State.Form?.ToJsonString() ?? "", StringComparison.Ordinal);
        Assert.DoesNotContain("name", talk.State.Vars.Keys);
    }

    [Theory]
    [InlineData("王算了")]
    [InlineData("昨天找人工客服没人理的那个人")]
    [InlineData("欧阳投诉")]
    [InlineData("等一下楼的小李")]
    [InlineData("包运费的那位老王")]
    public async Task A_text_that_only_mentions_one_is_the_answer(string name)
    {
        await using var talk = Dialogue.By(Memo);
        await talk.SayAsync("记一下");
        Assert.Equal("电话？", await talk.SayAsync(name));
    }

    [Theory]
    [InlineData("none", "转人工", "电话？")]
    [InlineData("none", "算了", "好的，已取消。还有什么可以帮您？")]
    [InlineData("wishes", "我要投诉", "电话？")]
    [InlineData("wishes", "运费多少", "电话？")]
    [InlineData("wishes", "算了不弄了", "好的，已取消。还有什么可以帮您？")]
    [InlineData("usual", "运费的事找老王", "电话？")]
    [InlineData("any", "运费的事找老王", "八元\n姓名？")]
    public async Task What_may_interrupt_is_said_for_each_question(string interrupt, string said, string answer)
    {
        await using var talk = Dialogue.By(Memo.Replace("type: text,", $"type: text, interrupt: {interrupt},", StringComparison.Ordinal));
        await talk.SayAsync("记一下");
        Assert.Equal(answer, await talk.SayAsync(said));
    }

    [Fact]
    public async Task The_folder_says_it_for_all_questions_that_do_not()
    {
        await using var talk = Dialogue.By(Memo + "\nforms: {interrupt: none}");
        await talk.SayAsync("记一下");
        Assert.Equal("电话？", await talk.SayAsync("转人工"));
    }

    [Fact]
    public async Task A_rule_that_lets_others_answer_lets_them_beside_a_form_too()
    {
        await using var talk = Dialogue.By(Memo);
        await talk.SayAsync("记一下");
        await talk.SayAsync("王明");
        Assert.StartsWith("抱歉", await talk.SayAsync("我要投诉"), StringComparison.Ordinal);
        Assert.Contains("complaint", talk.State.Tags);
        Assert.Null(talk.State.Form);
    }

    [Fact]
    public async Task What_was_told_to_the_form_reaches_the_human()
    {
        await using var talk = Dialogue.By(Memo);
        await talk.SayAsync("记一下");
        await talk.SayAsync("王明");
        await talk.SayAsync("转人工");
        Assert.Contains(talk.Sent, m => m.Content.Contains("name: 王明", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_moments_patience_is_no_failed_answer()
    {
        await using var talk = Dialogue.By(Memo);
        await talk.SayAsync("记一下");
        await talk.SayAsync("王明");
        for (var i = 0; i < 5; i++) Assert.Contains("不着急", await talk.SayAsync("等我找一下"), StringComparison.Ordinal);
        Assert.Equal("王明 13912345678", await talk.SayAsync("13912345678"));
    }

    private const string Refund = """
        locale: {default: zh, available: [zh, en]}
        rules:
          - id: refund
            when: [我要退款, refund]
            ask:
              order_no: {match: '\d{10}', labels: [订单号, order number], zh: 订单号？, en: Order number?}
              reason:
                options: [{title: {zh: 质量问题, en: Faulty}, value: quality}, {title: {zh: 不想要了, en: Changed my mind}, value: mind}, {title: {zh: 取消, en: Cancel}, value: cancel}]
                labels: [原因, reason]
                zh: 原因？
                en: Why?
              phone: {type: phone, labels: [电话, phone], zh: 电话？, en: Phone?}
            say: "{{ order_no }} {{ reason }} {{ titles.reason }}"
          - {id: parcel, when: {like: [我的包裹到哪了, 快递怎么还没到, where is my parcel, check my order please, my package has not arrived]}, say: {zh: 查包裹, en: Parcel}}
          - {id: freight, when: [运费, freight], say: {zh: 八元, en: eight}}
        """;

    [Theory]
    [InlineData("refund", "order number 1234567890", "Why?")]
    [InlineData("refund", "my order number is 1234567890, thanks", "Why?")]
    [InlineData("refund", "here you go: 1234567890", "Why?")]
    [InlineData("我要退款", "我的订单号是1234567890", "原因？")]
    [InlineData("我要退款", "1234567890，运费多少？", "八元\n原因？")]
    [InlineData("refund", "1234567890 and who pays the freight?", "eight\nWhy?")]
    public async Task An_answer_goes_before_every_rule_and_what_is_asked_beside_it_is_answered_too(string wish, string answer, string then)
    {
        await using var talk = Dialogue.By(Refund);
        await talk.SayAsync(wish);
        Assert.StartsWith(then, await talk.SayAsync(answer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("我要退款，订单号 1234567890", "质量问题", "不对，原因是不想要了", "好的，已改为 不想要了。")]
    [InlineData("refund 1234567890", "Faulty", "no, the reason is changed my mind", "All right, changed to Changed my mind.")]
    public async Task A_correction_says_the_title_in_the_visitors_language(string wish, string reason, string correction, string answer)
    {
        await using var talk = Dialogue.By(Refund);
        await talk.SayAsync(wish);
        await talk.SayAsync(reason);
        Assert.StartsWith(answer, await talk.SayAsync(correction), StringComparison.Ordinal);
        Assert.Equal("1234567890 mind " + (wish[0] == 'r' ? "Changed my mind" : "不想要了"), await talk.SayAsync("13912345678"));
    }

    [Fact]
    public async Task An_option_is_picked_though_its_name_is_a_word_that_ends_forms()
    {
        await using var talk = Dialogue.By(Refund);
        await talk.SayAsync("我要退款 1234567890");
        Assert.Equal("电话？", await talk.SayAsync("取消"));
    }

    [Theory]
    [InlineData("12345678", "少了 2 位，应该是 10 位。\n订单号？")]
    [InlineData("1234 5678", "少了 2 位，应该是 10 位。\n订单号？")]
    [InlineData("123456789012", "多了 2 位，应该是 10 位。\n订单号？")]
    [InlineData("没有啊", "抱歉，没有看懂。\n订单号？")]
    public async Task Who_is_asked_again_hears_what_was_wrong(string said, string answer)
    {
        await using var talk = Dialogue.By(Refund);
        await talk.SayAsync("我要退款");
        Assert.Equal(answer, await talk.SayAsync(said));
    }

    [Theory]
    [InlineData("{type: phone, say: 问}", "139123", "少了 5 位")]
    [InlineData("{type: email, say: 问}", "a.example.com", "少了 @")]
    [InlineData("{type: number, min: 1, max: 8, say: 问}", "20", "最多 8")]
    [InlineData("{type: number, min: 2, say: 问}", "1", "至少 2")]
    [InlineData("{type: text, min_length: 5, say: 问}", "上海", "至少写 5 个字")]
    [InlineData("{type: image, say: 问}", "好的我知道了", "请发一张图片")]
    [InlineData("{options: [红色, 蓝色], say: 问}", "红色和蓝色都要", "只选一项")]
    [InlineData("{match: '[A-Z]\\d{4}', say: 问}", "A123", "少了 1 位")]
    [InlineData("{match: '\\d{4,6}', say: 问}", "123", "少了 1 位，应该是 4–6 位")]
    [InlineData("{match: '\\d{10}', retry: 十位数字。, say: 问}", "123", "十位数字。")]
    public async Task Each_kind_of_answer_has_its_words_for_what_is_wrong(string slot, string said, string answer)
    {
        await using var talk = Dialogue.By($"rules: [{{id: a, when: 开始, ask: {{x: {slot}}}, say: '{{{{ x }}}}'}}]");
        await talk.SayAsync("开始");
        Assert.Contains(answer, await talk.SayAsync(said), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(@"\d{10}", 10, 10, true)]
    [InlineData(@"^[A-Z]{2}\d{6,8}$", 8, 10, false)]
    [InlineData("SF[0-9]{12}", 14, 14, false)]
    [InlineData(@"\d+", 1, null, true)]
    public void The_length_of_an_expression_is_read(string source, int min, int? max, bool digits) =>
        Assert.Equal(new DigitCount(min, max, digits), DigitCount.Of(source));

    [Theory]
    [InlineData(".{2,}")]
    [InlineData(@"(\d{10}|x)")]
    [InlineData("[^a]{3}")]
    [InlineData("")]
    public void Of_others_nothing_is_said(string source) => Assert.Null(DigitCount.Of(source));

    [Theory]
    [InlineData(".+")]
    [InlineData(@"[\u4e00-\u9fff]{2,8}")]
    [InlineData(@"\w{2,}")]
    public async Task An_expression_that_any_words_match_takes_nothing_from_the_opening_sentence(string match)
    {
        await using var talk = Dialogue.By($"rules: [{{id: a, when: 预约, ask: {{name: {{match: '{match}', say: 姓名？}}, city: {{match: '(北京|上海)', say: 城市？}}}}, say: '{{{{ name }}}} {{{{ city }}}}'}}]");
        Assert.Equal("姓名？", await talk.SayAsync("我要预约上海的店"));
        Assert.Equal("王小明 上海", await talk.SayAsync("王小明"));
    }

    [Fact]
    public async Task The_right_value_takes_a_form_up_again_that_was_given_up()
    {
        await using var talk = Dialogue.By(Refund);
        await talk.SayAsync("我要退款");
        await talk.SayAsync("123");
        await talk.SayAsync("1234");
        Assert.Contains("先到这里", await talk.SayAsync("12345"), StringComparison.Ordinal);
        Assert.Equal("八元", await talk.SayAsync("运费"));
        Assert.Equal("好的，我们接着刚才的。\n原因？\n1. 质量问题\n2. 不想要了\n3. 取消", await talk.SayAsync("哦，是 1234567890"));
    }

    [Fact]
    public async Task It_is_not_taken_up_when_its_time_is_over()
    {
        await using var talk = Dialogue.By(Refund);
        await talk.SayAsync("我要退款");
        foreach (var wrong in (string[])["123", "1234", "12345"]) await talk.SayAsync(wrong);
        await talk.WaitAsync(TimeSpan.FromMinutes(31));
        Assert.DoesNotContain("原因？", await talk.SayAsync("1234567890"), StringComparison.Ordinal);
    }

    private const string Checked = """
        rules:
          - id: book
            when: 预约
            form: {summary: true}
            ask:
              name: {labels: [姓名], say: 您贵姓？}
              size: {options: [{title: 大桌, value: l}, {title: 小桌, value: s}], labels: [桌子], say: 哪种？}
              phone: {type: phone, labels: [手机号], say: 手机？}
            say: "订好了：{{ name }} {{ size }} {{ phone }}"
        """;

    [Theory]
    [InlineData("对")]
    [InlineData("没问题，谢谢")]
    [InlineData("1")]
    [InlineData("嗯嗯 好的")]
    [InlineData("yes, correct")]
    public async Task All_answers_are_shown_and_a_yes_is_asked_for(string yes)
    {
        await using var talk = await AskedToCheckAsync();
        Assert.Equal(MessageTypes.Choice, talk.Sent[^1].Type);
        Assert.Equal("订好了：王 s 13912345678", await talk.SayAsync(yes));
    }

    [Theory]
    [InlineData("手机号13812345678", "已改为 13812345678")]
    [InlineData("姓名是李", "已改为 李")]
    [InlineData("桌子换成大桌", "已改为 大桌")]
    [InlineData("13812345678", "已改为 13812345678")]
    public async Task What_is_wrong_is_changed_and_all_is_shown_again(string correction, string answer)
    {
        await using var talk = await AskedToCheckAsync();
        Assert.Contains(answer, await talk.SayAsync(correction), StringComparison.Ordinal);
        Assert.Contains("请核对", string.Join('\n', talk.Sent.Select(m => m.Content)), StringComparison.Ordinal);
        Assert.StartsWith("订好了", await talk.SayAsync("好"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_says_no_is_asked_what_is_wrong_and_may_still_stop()
    {
        await using var talk = await AskedToCheckAsync();
        Assert.Contains("哪一项要改", await talk.SayAsync("不对"), StringComparison.Ordinal);
        Assert.Contains("已取消", await talk.SayAsync("算了"), StringComparison.Ordinal);
    }

    private static async Task<Dialogue> AskedToCheckAsync()
    {
        var talk = Dialogue.By(Checked);
        await talk.SayAsync("预约");
        await talk.SayAsync("王");
        await talk.SayAsync("小桌");
        Assert.Equal("请核对：\n姓名：王\n桌子：小桌\n手机号：13912345678\n1. 没问题\n2. 要修改", await talk.SayAsync("13912345678"));
        return talk;
    }
}
