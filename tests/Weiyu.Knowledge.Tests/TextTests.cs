using CsCheck;
using Weiyu.Knowledge.Analysis;
using Weiyu.Knowledge.Answering;
using Weiyu.Knowledge.Reading;

namespace Weiyu.Knowledge.Tests;

public sealed class TextTests
{
    private readonly KnowledgeAnalyzer _analyzer = new();

    [Fact]
    public void Chinese_becomes_pairs_and_characters_without_the_words_that_ask()
    {
        var terms = Terms("请问怎么申请退款呢");
        Assert.Contains("退款", terms);
        Assert.Contains("申请", terms);
        Assert.DoesNotContain("么申", terms);
        Assert.DoesNotContain("款呢", terms);
        Assert.DoesNotContain("请问", terms);
    }

    [Fact]
    public void Traditional_characters_and_full_width_are_the_same_as_plain_ones() => Assert.Equal(Terms("發票 ABC 100"), Terms("发票ＡＢＣ　１００"));

    [Fact]
    public void English_becomes_stems_without_stop_words() => Assert.Equal(["refund"], Terms("my refunds").Where(t => t[0] != '§'));

    [Fact]
    public void Words_that_mean_the_same_meet_across_languages() => Assert.NotEmpty(Terms("我的钱什么时候退回").Intersect(Terms("when do I get my money back")));

    [Fact]
    public void Words_written_together_or_apart_meet() => Assert.Contains("giftcard", Terms("gift card").Intersect(Terms("giftcard")));

    [Theory]
    [InlineData("七天", "7天")]
    [InlineData("十五天", "15天")]
    [InlineData("二十四小时", "24小时")]
    [InlineData("两个月", "2个月")]
    public void Chinese_numbers_before_a_measure_are_digits(string a, string b) => Assert.Equal(Terms(a), Terms(b));

    [Fact]
    public void Any_text_is_taken_apart()
    {
        Gen.String.Sample(text =>
        {
            var analyzed = _analyzer.Analyze(text);
            return analyzed.Terms.All(t => t.Start >= 0 && t.Start < t.End && t.End <= analyzed.Units.Count);
        });
        Assert.Empty(_analyzer.Analyze("").Terms);
        Assert.NotNull(_analyzer.Analyze(new string('一', 100_000)));
    }

    [Theory]
    [InlineData("我没有收到发票", true)]
    [InlineData("能不能开发票", false)]
    [InlineData("可以微信付款不", false)]
    [InlineData("I have not received it", true)]
    [InlineData("my card was declined", true)]
    [InlineData("I need an invoice", false)]
    public void It_is_known_whether_a_question_says_that_something_is_not_so(string text, bool negated) => Assert.Equal(negated, Negation.In(text.ToLowerInvariant()));

    [Theory]
    [InlineData("refudn", "refund")]
    [InlineData("shiping", "ship")]
    [InlineData("warrenty", "warranti")]
    [InlineData("adress", "address")]
    public void A_word_that_is_almost_known_is_mended(string typo, string stem)
    {
        var spelling = new Spelling([("refund", 3), ("ship", 5), ("warranti", 2), ("address", 2), ("dress", 1)], []);
        Assert.Contains(_analyzer.Analyze(typo, spelling).Units, u => u.Text == stem && u.Certainty < 1);
    }

    [Theory]
    [InlineData("退宽", "退款")]
    [InlineData("发漂怎么开", "发票")]
    [InlineData("运飞多少", "运费")]
    public void A_homophone_is_mended(string typo, string pair)
    {
        var spelling = new Spelling([], [("退款", 3), ("发票", 2), ("运费", 4)]);
        Assert.Contains(_analyzer.Analyze(typo, spelling).Terms, t => t.Text == pair);
    }

    [Fact]
    public void What_is_known_is_left_alone()
    {
        var spelling = new Spelling([("deliver", 1), ("deliveri", 1)], [("话费", 1), ("花费", 9)]);
        Assert.All(_analyzer.Analyze("话费 delivery", spelling).Units, u => Assert.Equal(1, u.Certainty));
    }

    [Fact]
    public void An_extract_is_whole_sentences_around_the_question()
    {
        var text = string.Concat(Enumerable.Range(1, 30).Select(i => $"这是第{i}句没有关系的话。")) + "退款在三个工作日内到账。请留意短信。" + string.Concat(Enumerable.Range(1, 30).Select(i => $"又是第{i}句闲话。"));
        var extract = Extract.Of(text, "退款多久到账", _analyzer, 100);
        Assert.Contains("退款在三个工作日内到账。", extract, StringComparison.Ordinal);
        Assert.InRange(extract.Length, 10, 100);
        Assert.EndsWith("。", extract, StringComparison.Ordinal);
        Assert.Contains(extract[..6], text.Split('。').Select(s => s.Length >= 6 ? s[..6] : s));
    }

    [Fact]
    public void An_extract_is_never_longer_than_wanted() =>
        Gen.Select(Gen.String[Gen.Char["ab。. \n款退"], 0, 400], Gen.Int[80, 200]).Sample((text, most) => Extract.Of(text, "退款", _analyzer, most).Length <= most);

    [Theory]
    [InlineData("2026-11-01", false, "2026-11-01T00:00:00+08:00")]
    [InlineData("2026-11-01", true, "2026-11-02T00:00:00+08:00")]
    [InlineData("2026年3月5日", false, "2026-03-05T00:00:00+08:00")]
    [InlineData("2026/3/5 9:30", true, "2026-03-05T09:30:00+08:00")]
    [InlineData("2026-03-05T09:30:00Z", false, "2026-03-05T09:30:00Z")]
    public void Dates_are_read_as_people_write_them(string text, bool isEnd, string expected)
    {
        Assert.True(ValidityDate.TryParse(text, isEnd, TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"), out var date));
        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), date);
    }

    private List<string> Terms(string text) => [.. _analyzer.Analyze(text).Terms.Select(t => t.Text)];

    [Theory]
    [InlineData("我的优惠券用不了怎么办", "优惠券用不了")]
    [InlineData("请问运费多少钱呢", "运费多少钱")]
    [InlineData("please my order is late", "order is late")]
    [InlineData("hi", "hi")]
    [InlineData("怎么办", "怎么办")]
    [InlineData("mystery box", "mystery box")]
    public void What_is_said_around_a_question_is_taken_off(string said, string question) => Assert.Equal(question, Politeness.Strip(said));

    [Theory]
    [InlineData("rain", "ran")]
    [InlineData("night", "tight")]
    [InlineData("land", "lend")]
    [InlineData("weather", "leather")]
    public void Another_word_is_no_typo(string word, string known)
    {
        var units = new List<Unit> { new(word, word, false, 1) };
        new Spelling([(known, 5)], []).MendWords(units);
        Assert.Equal(word, units[0].Text);
    }
}
