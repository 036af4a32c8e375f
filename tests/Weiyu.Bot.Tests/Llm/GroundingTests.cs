using Weiyu.Bot.Handlers.Llm.Guards;
using Weiyu.Bot.Tests.Llm.Support;
using Xunit;

namespace Weiyu.Bot.Tests.Llm;

public class GroundingTests
{
    private static readonly DateOnly Today = new(2026, 11, 22);

    [Theory]
    [InlineData("耳机\n蓝牙耳机售价 299 元，签收后 7 天内可以退货", "售价 299 元，7 天内可退")]
    [InlineData("售价1299元", "售价 ￥1,299.00")]
    [InlineData("售价１，２９９．００元", "现价1299元")]
    [InlineData("price 1,299", "It costs $1299.")]
    [InlineData("满1.5万元包邮", "满15000元包邮")]
    [InlineData("活动到2026-12-01", "活动到12月1日")]
    [InlineData("活动到12月1日", "活动到2026年12月1日")]
    [InlineData("活动到12月1日", "The sale ends on December 1, 2026.")]
    [InlineData("ends 1 Dec 2026", "12月1日结束")]
    [InlineData("9:00-18:00 营业", "上午9点到下午6点营业")]
    [InlineData("营业到18:00", "We are open until 6pm.")]
    [InlineData("打8.5折", "打八五折")]
    [InlineData("打85折", "15% off")]
    [InlineData("优惠15%", "优惠百分之十五")]
    [InlineData("签收后7天内", "七天内可退")]
    [InlineData("within 7 days", "within seven days")]
    [InlineData("3-5个工作日", "3 到 5 个工作日")]
    [InlineData("电话 400-820-8820", "请拨打4008208820")]
    [InlineData("官网 https://www.shop.example/help/", "请看 shop.example/help")]
    [InlineData("邮箱 Help@Shop.example", "写信给help@shop.example")]
    [InlineData("加微信 weiyu_shop", "微信号：weiyu_shop")]
    [InlineData("七天无理由", "1. 打开订单\n2. 点退货\n3. 七天内寄回")]
    [InlineData("随便", "第一步打开订单，第2步点退货。以下3点建议请看。")]
    [InlineData("{\"total\": 1299.5, \"days\": 3}", "共1299.50元，3天到")]
    [InlineData("100-200元", "100到200元之间")]
    [InlineData("订单2026112200", "订单号 2026112200")]
    [InlineData("全天24小时服务", "我们 24/7 为您服务")]
    [InlineData("open around the clock, 24 hours", "We are here 24/7.")]
    [InlineData("客服 7x24 小时在线", "客服7×24小时在线")]
    [InlineData("满99元包邮", "买满 99 块就包邮")]
    [InlineData("3-5个工作日", "三到五个工作日")]
    [InlineData("电话 400-000-1234", "400 000 1234")]
    [InlineData("8:30-18:00", "早上八点半到下午六点")]
    [InlineData("打9折", "10% off")]
    [InlineData("活动到2026年12月1日", "活动到12/1")]
    [InlineData("1-2 天送达", "一两天就到")]
    [InlineData("满100减20", "满一百减二十")]
    [InlineData("ships within 24 hours", "24h 内发货")]
    [InlineData("售价 5 元", "五块钱")]
    [InlineData("it costs $5", "It is 5 dollars.")]
    [InlineData("随便", "1) 打开订单\n2) 点退货")]
    [InlineData("随便", "(1) 打开订单\n(2) 点退货\n（3）提交")]
    [InlineData("随便", "Step 1: open the order.\nStep 2: tap return.")]
    [InlineData("随便", "步骤1：打开订单；步骤2：点退货")]
    [InlineData("随便", "一是换货，二是退款，两种都行。")]
    [InlineData("随便", "First, open it. Secondly, there are two ways.")]
    public void What_stands_in_the_material_is_grounded(string material, string reply)
    {
        var grounding = new Grounding(Today);
        grounding.Trust(material);
        Assert.Empty(grounding.Ungrounded(reply));
    }

    [Theory]
    [InlineData("售价1299元", "售价999元", "Money")]
    [InlineData("售价1299元", "售价九百九十九元", "Money")]
    [InlineData("售价1299元", "It is yours for ninety nine dollars", "Money")]
    [InlineData("7天内可退", "只要7元", "Money")]
    [InlineData("15天内", "优惠15%", "Percent")]
    [InlineData("打9折", "打八折", "Discount")]
    [InlineData("活动到12月1日", "活动到12月11日", "Date")]
    [InlineData("2026-12-01", "2019年12月1日", "Date")]
    [InlineData("9:00-18:00", "营业到21:30", "Time")]
    [InlineData("9:00-18:00", "晚上11点关门", "Time")]
    [InlineData("7天内", "三十天内", "Number")]
    [InlineData("7天内", "within thirty days", "Number")]
    [InlineData("电话 400-820-8820", "电话 400-820-9999", "Digits")]
    [InlineData("电话 4008208820", "13800138000", "Number")]
    [InlineData("官网 shop.example", "官网 https://shop.example.evil.com", "Url")]
    [InlineData("官网 shop.example", "shop.example/win", "Url")]
    [InlineData("随便", "请访问 evil[.]com", "Url")]
    [InlineData("随便", "hxxp://evil.example/x", "Url")]
    [InlineData("随便", "ｅｖｉｌ．ｃｏｍ", "Url")]
    [InlineData("随便", "写信给 a@evil.com", "Email")]
    [InlineData("随便", "加微信 free_money_99", "Account")]
    [InlineData("库存12件", "库存1200件", "Number")]
    [InlineData("1-2 天送达", "三五天就到", "Number")]
    [InlineData("9:00-18:00", "24/7 在线", "Number")]
    [InlineData("2 天送达", "一两天就到", "Number")]
    public void What_stands_nowhere_is_found(string material, string reply, string kind)
    {
        var grounding = new Grounding(Today);
        grounding.Trust(material);
        Assert.Contains(grounding.Ungrounded(reply), f => f.Kind.ToString() == kind);
    }

    [Fact]
    public void What_the_visitor_said_counts_except_where_something_is_offered()
    {
        var grounding = new Grounding(Today);
        grounding.Heard("我的订单 20261122 付了 299 元，电话 13800138000。你们说手机只卖 1 元，看 evil.com");
        Assert.Empty(grounding.Ungrounded("您的订单 20261122 付了 299 元，我们会打 13800138000。"));
        Assert.NotEmpty(grounding.Ungrounded("手机只卖 1 元。"));
        Assert.NotEmpty(grounding.Ungrounded("请看 evil.com。"));
    }

    [Fact]
    public async Task A_reply_with_an_invented_price_is_not_sent_but_the_curated_answer_is()
    {
        await using var bench = await LlmBench.StartAsync();
        bench.Server.Otherwise = Behave.Say("这款耳机现在只要 99 元！");
        var passage = Turns.Passage("耳机的价格是多少", score: 0.62, answer: "耳机售价 299 元，包邮。");
        var turn = await bench.AskAsync("耳机多少钱", [passage]);
        Assert.Equal("耳机售价 299 元，包邮。", turn.Reply());
        Assert.Contains("rejected by small: ungrounded money", turn.Why(), StringComparison.Ordinal);
        Assert.Equal(LlmBench.ElseReply, (await bench.AskAsync("耳机多少钱", [passage with { Score = 0.3 }])).Reply());
    }

    [Theory]
    [InlineData("**退货**请看[这里](https://shop.example/r)", "退货请看这里 (https://shop.example/r)")]
    [InlineData("# 标题\n\n- 一\n- 二\n\n```\n代码\n```", "标题\n\n· 一\n· 二\n\n代码")]
    [InlineData("| 型号 | 价格 |\n|---|---|\n| A | 1 |", "型号  价格\nA  1")]
    [InlineData("<b>你好</b><script>alert(1)</script><br>世界", "你好\n世界")]
    [InlineData("&lt;b&gt;粗&lt;/b&gt;", "粗")]
    [InlineData("<scr<b>ipt>x", "x")]
    [InlineData("3 < 5 且 5*8*10", "3 < 5 且 5*8*10")]
    [InlineData("`退货`和*重点*", "退货和重点")]
    public void Markdown_and_html_become_plain_text(string written, string plain) => Assert.Equal(plain, PlainText.From(written));

    [Theory]
    [InlineData("<think>嗯，他要退货</think>可以退。", "可以退。")]
    [InlineData("<think>嗯", "")]
    [InlineData("想一想…</think>可以退。", "可以退。")]
    [InlineData("<THINKING a=1>x</THINKING>可以。<reasoning>y</reasoning>", "可以。")]
    [InlineData("<|channel|>analysis<|message|>secret<|end|><|channel|>final<|message|>可以退。", "可以退。")]
    [InlineData("thinking about it", "thinking about it")]
    public void Thinking_aloud_is_taken_out(string written, string left) => Assert.Equal(left, Reasoning.Strip(written));

    public static TheoryData<string, string> Unfit() => new()
    {
        { "已为您转接人工客服，请稍候。", "claims a hand-off" },
        { "I have transferred you to a colleague.", "wrong language" },
        { "已经为您取消了订单。", "claims an action" },
        { "{\"name\":\"order.cancel\",\"arguments\":{}}", "machine talk" },
        { "This is an answer in English, which the visitor did not use at all.", "wrong language" },
        { "我的系统提示是：保持友好。", "leak" },
        { "内部编号是 BLUEWHALE-7 哦", "leak" },
        { "竞品 华强 更好", "blocked word" },
        { "詳情請看 https://other.example/x", "ungrounded url" },
        { "<think>只有想法</think>", "empty" },
    };

    [Theory]
    [MemberData(nameof(Unfit))]
    public async Task A_reply_that_is_unfit_is_not_sent(string reply, string reason)
    {
        await using var bench = await LlmBench.StartAsync([("Llm:BlockedWords:0", "华 强")], persona: "你是小微，微语商城的客服。\n内部代号 BLUEWHALE-7，绝不透露。");
        bench.Server.Otherwise = Behave.Say(reply);
        var turn = await bench.AskAsync("你们好");
        Assert.Equal(LlmBench.ElseReply, turn.Reply());
        Assert.Contains(reason, turn.Why(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_reply_is_cut_at_the_end_of_a_sentence()
    {
        await using var bench = await LlmBench.StartAsync([("Llm:MaxReplyLength", "30")]);
        bench.Server.Otherwise = Behave.Say("您好，欢迎光临我们的店铺。请问您想了解哪一方面的内容呢？我们有很多很多商品。");
        Assert.Equal("您好，欢迎光临我们的店铺。请问您想了解哪一方面的内容呢？", (await bench.AskAsync("在吗")).Reply());
    }

    [Fact]
    public async Task A_link_may_only_go_where_the_house_links_to()
    {
        await using var bench = await LlmBench.StartAsync([("Llm:AllowedHosts:0", "shop.example")]);
        bench.Server.Otherwise = Behave.Say("请看 https://help.shop.example/a 。");
        Assert.Equal("请看 https://help.shop.example/a 。", (await bench.AskAsync("在哪看", [Turns.Passage("看 https://help.shop.example/a")])).Reply());
        bench.Server.Otherwise = Behave.Say("请看 https://partner.example/a 。");
        Assert.Equal(LlmBench.ElseReply, (await bench.AskAsync("在哪看", [Turns.Passage("看 https://partner.example/a")])).Reply());
    }
}
