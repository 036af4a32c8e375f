using System.Diagnostics;
using Weiyu.Bot.Tests.Rules.Support;
using Weiyu.Rules.Forms;
using Weiyu.Rules.Model;
using Weiyu.Rules.Templates;

namespace Weiyu.Bot.Tests.Rules;

/// <summary>What forms understand of the values that visitors write; days have a table of their own.</summary>
public sealed class SlotReaderTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 10, 0, 0, TimeSpan.FromHours(8));

    [Theory]
    [InlineData("Yes|No", "I don't know", null)]
    [InlineData("Yes|No", "not now", null)]
    [InlineData("Yes|No", "No, thanks", "No")]
    [InlineData("Yes|No", "yes please", "Yes")]
    [InlineData("满意|不满意", "我很不满意", "不满意")]
    [InlineData("满意|不满意", "很满意", "满意")]
    [InlineData("满意|不满意", "不太满意", null)]
    [InlineData("满意|一般", "特别满意", "满意")]
    [InlineData("满意|一般", "非常满意，没想到这么快", "满意")]
    [InlineData("满意|一般", "不满意", null)]
    [InlineData("满意|一般", "我不是很满意", null)]
    [InlineData("满意|一般", "沒有不滿意，很滿意", "满意")]
    [InlineData("红色|蓝色", "不要红色，要蓝色的", "蓝色")]
    [InlineData("红色|蓝色", "红色还是蓝色好呢", null)]
    [InlineData("红色|蓝色", "要藍色的，藍色好看", "蓝色")]
    [InlineData("红色|深红色", "深红色吧", "深红色")]
    [InlineData("red|dark red", "the dark red one", "dark red")]
    [InlineData("red|blue", "I am bored", null)]
    [InlineData("red|blue", "not red, blue", "blue")]
    [InlineData("red|blue", "I don't want red", null)]
    [InlineData("Café|Thé", "un cafe s'il vous plait", "Café")]
    [InlineData("顺丰快递|EMS", "用ems寄吧", "EMS")]
    [InlineData("红色|蓝色", "2", "蓝色")]
    public void An_option_counts_where_it_is_a_word_of_its_own_and_meant(string options, string said, string? expected) =>
        Assert.Equal(expected, Choose(options, said));

    [Theory]
    [InlineData("Yes|No", "can I order now", null)]
    [InlineData("Yes|No", "no idea how, but I want to order", null)]
    [InlineData("需要|不需要", "我需要退货", null)]
    [InlineData("红色|蓝色", "买一件红色的", "红色")]
    [InlineData("红色|蓝色", "2", null)]
    public void What_was_said_before_the_question_names_an_option_only_if_it_can_be_nothing_else(string options, string said, string? expected) =>
        Assert.Equal(expected, Choose(options, said, asked: false));

    [Fact]
    public void An_option_that_was_found_says_where_it_stands_in_the_message()
    {
        var said = VisitorText.Of("我要 ＲＥＤ 的，谢谢");
        var found = SlotReader.Find(Of(SlotType.Choice), said, Options("red|blue"), asked: true, Now);
        Assert.Equal("RED", said.Folded.Substring(found!.Value.Start, found.Value.Length).Trim());
    }

    [Theory]
    [InlineData("三百块", "300")]
    [InlineData("一百二十", "120")]
    [InlineData("一百二", "120")]
    [InlineData("一百零二个", "102")]
    [InlineData("三千五", "3500")]
    [InlineData("一千零五十", "1050")]
    [InlineData("两万五千", "25000")]
    [InlineData("十", "10")]
    [InlineData("我们十五个人", "15")]
    [InlineData("二十三", "23")]
    [InlineData("一亿两千万", "120000000")]
    [InlineData("二〇〇", "200")]
    [InlineData("三萬元", "30000")]
    [InlineData("一点五", "1.5")]
    [InlineData("一点二万", "12000")]
    [InlineData("10万", "100000")]
    [InlineData("10 万左右", "100000")]
    [InlineData("1.5万", "15000")]
    [InlineData("1万5", "15000")]
    [InlineData("1万5千", "15000")]
    [InlineData("3千2百", "3200")]
    [InlineData("2k", "2000")]
    [InlineData("2.5K", "2500")]
    [InlineData("5 thousand", "5000")]
    [InlineData("2 dozen", "24")]
    [InlineData("about 1,200.5 yuan", "1200.5")]
    [InlineData("３００", "300")]
    [InlineData("-5", "-5")]
    [InlineData("人数5", "5")]
    [InlineData("2kg", "2")]
    [InlineData("5千克", "5")]
    [InlineData("等一下，我们三个人", "3")]
    [InlineData("千万别超过5个", "5")]
    [InlineData("十分抱歉，是4位", "4")]
    [InlineData("周三，五位", "5")]
    [InlineData("一共两个", "2")]
    [InlineData("我一个人带2个孩子", "2")]
    public void A_number_is_read_whole(string said, string expected) => Assert.Equal(expected, Number(said));

    [Theory]
    [InlineData("3-4个")]
    [InlineData("3到4个人")]
    [InlineData("三到四个")]
    [InlineData("3 or 4 people")]
    [InlineData("三四个")]
    [InlineData("十几个")]
    [InlineData("几十个")]
    [InlineData("数百人")]
    [InlineData("30多")]
    [InlineData("十来个")]
    [InlineData("一个半")]
    [InlineData("3个半")]
    [InlineData("三点半")]
    [InlineData("三点二十")]
    [InlineData("12:30")]
    [InlineData("1/2")]
    [InlineData("三分之一")]
    [InlineData("百分之五")]
    [InlineData("二十三四")]
    [InlineData("1.2.3")]
    [InlineData("1,5")]
    [InlineData("2w")]
    [InlineData("三块五")]
    [InlineData("12块8")]
    [InlineData("3元5角")]
    [InlineData("一米八")]
    [InlineData("1小时30分")]
    [InlineData("五千克")]
    [InlineData("2k5")]
    [InlineData("1.5万3千")]
    [InlineData("12345678901234567890")]
    [InlineData("千万别")]
    [InlineData("一下")]
    [InlineData("很多")]
    public void What_is_no_number_as_a_whole_is_none(string said) => Assert.Null(Number(said));

    [Theory]
    [InlineData("20", null)]
    [InlineData("三百", null)]
    [InlineData("10万", null)]
    [InlineData("12楼，4位", "4")]
    [InlineData("八", "8")]
    public void A_number_outside_the_bounds_is_passed_over_and_never_cut_to_fit(string said, string? expected) =>
        Assert.Equal(expected, Read(Of(SlotType.Number) with { Min = 1, Max = 8 }, said));

    [Fact]
    public void Where_a_number_stands_includes_what_belongs_to_it()
    {
        var said = VisitorText.Of("大概 一点二万 吧");
        var found = SlotReader.Find(Of(SlotType.Number), said, [], asked: true, Now)!.Value;
        Assert.Equal("一点二万", said.Folded.Substring(found.Start, found.Length));
    }

    [Theory]
    [InlineData("13912345678", "13912345678")]
    [InlineData("139 1234 5678", "13912345678")]
    [InlineData("139.1234.5678", "13912345678")]
    [InlineData("我的电话是139-1234-5678，谢谢", "13912345678")]
    [InlineData("8613912345678", "+8613912345678")]
    [InlineData("+86 13912345678", "+8613912345678")]
    [InlineData("0086 139 1234 5678", "+8613912345678")]
    [InlineData("１３９１２３４５６７８", "13912345678")]
    [InlineData("一三九一二三四五六七八", "13912345678")]
    [InlineData("幺三九一二三四五六七八", "13912345678")]
    [InlineData("(010) 8765-4321", "01087654321")]
    [InlineData("010-8765 4321", "01087654321")]
    [InlineData("01087654321", "01087654321")]
    [InlineData("0755 8765432", "07558765432")]
    [InlineData("+1 (415) 555-0132", "+14155550132")]
    [InlineData("(415) 555-0132", "4155550132")]
    [InlineData("+852 9123 4567", "+85291234567")]
    [InlineData("400-820-8820", "4008208820")]
    [InlineData("4008208820", "4008208820")]
    [InlineData("800 8208 820", "8008208820")]
    [InlineData("打 400-820-8820 或 13912345678", "4008208820")]
    [InlineData("123456", null)]
    [InlineData("1391234567", null)]
    [InlineData("订单 SO15912345678", null)]
    [InlineData("140082088201", null)]
    [InlineData("400-820-8820-1234-5678", null)]
    public void A_telephone_number_is_understood_as_it_is_usually_written(string said, string? expected) => Assert.Equal(expected, Read(Of(SlotType.Phone), said));

    [Theory]
    [InlineData("我要退货，订单 4008208820", null)]
    [InlineData("我要退货，电话 010-87654321", "01087654321")]
    [InlineData("我要退货，电话 400-820-8820", "4008208820")]
    public void A_bare_row_of_digits_is_no_telephone_number_until_one_is_asked_for(string said, string? expected) =>
        Assert.Equal(expected, Read(Of(SlotType.Phone), said, asked: false));

    [Theory]
    [InlineData("1")]
    [InlineData("1-")]
    [InlineData("1 ")]
    [InlineData("一")]
    [InlineData("十百")]
    [InlineData("3月")]
    [InlineData("3月5日，3月5日到")]
    [InlineData("3月5日")]
    [InlineData("周")]
    [InlineData("周三，")]
    [InlineData("2026 年")]
    [InlineData("oct ")]
    [InlineData("3 may be ")]
    [InlineData("天后")]
    [InlineData("不红色")]
    [InlineData("红色蓝色")]
    [InlineData("400-820-")]
    [InlineData("+86 (")]
    [InlineData("a@a.")]
    [InlineData("不是是，是")]
    [InlineData("\ufdfa")]
    [InlineData("a\u0301\u0316")]
    public void No_message_takes_long_to_read(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, VisitorText.MaxLength / part.Length));
        // The first call of each reader prepares its patterns.
        foreach (var timed in (ReadOnlySpan<bool>)[false, true])
        {
            var began = Stopwatch.GetTimestamp();
            var said = VisitorText.Of(text);
            foreach (var type in Enum.GetValues<SlotType>()) SlotReader.Find(Of(type), said, Options("红色|蓝色|Yes|No"), asked: true, Now);
            if (timed) Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(2), $"{Stopwatch.GetElapsedTime(began)} for {part}");
        }
    }

    [Fact]
    public async Task Today_is_the_calendars_today()
    {
        await using var talk = Dialogue.By("""
            calendar: {timezone: Pacific/Kiritimati}
            rules: [{id: a, when: 预约, ask: {day: {type: date, zh: 哪一天？}}, say: '{{ day }}'}]
            """);
        await talk.SayAsync("预约");
        await talk.WaitAsync(TimeSpan.FromMinutes(1));
        // It is 10:01 in Shanghai, and 16:01 there; eight hours on it is the next day there alone.
        Assert.Equal("2026-03-05", await talk.SayAsync("明天"));
        await talk.WaitAsync(TimeSpan.FromHours(8.5));
        await talk.SayAsync("预约");
        Assert.Equal("2026-03-06", await talk.SayAsync("明天"));
    }

    private static string? Number(string said) => Read(Of(SlotType.Number), said);

    private static string? Read(Slot slot, string said, bool asked = true) => SlotReader.Find(slot, VisitorText.Of(said), [], asked, Now)?.Value;

    private static string? Choose(string options, string said, bool asked = true) =>
        SlotReader.Find(Of(SlotType.Choice), VisitorText.Of(said), Options(options), asked, Now)?.Value;

    private static List<Option> Options(string names) => [.. names.Split('|').Select(n => new Option(n, null, null))];

    private static Slot Of(SlotType type) => new("value", default, LocalizedText.Of("?")) { Type = type };
}
