using CsCheck;
using Weiyu.Rules.Intents;
using Xunit;

namespace Weiyu.Rules.Tests.Intents;

public sealed class IntentModelTests
{
    private static readonly (string Label, string Text)[] Few =
    [
        ("track", "我的快递到哪了"), ("track", "查一下物流"), ("track", "where is my parcel"), ("track", "track my order"),
        ("refund", "我要退款"), ("refund", "什么时候退钱给我"), ("refund", "I want my money back"), ("refund", "how do I get a refund"),
        ("invoice", "能开发票吗"), ("invoice", "发票抬头错了"), ("invoice", "send me an invoice please"), ("invoice", "I need a receipt for tax"),
    ];

    private static readonly IntentModel Model = Learn(Few);

    private static IntentModel Learn(IEnumerable<(string Label, string Text)> examples) =>
        IntentModel.Train(examples, new IntentOptions(), TestContext.Current.CancellationToken);

    [Theory]
    [InlineData("请问快递到哪里了", "track")]
    [InlineData("查物流", "track")]
    [InlineData("Where's my parcel?", "track")]
    [InlineData("tracking my orders", "track")]
    [InlineData("我想要退款", "refund")]
    [InlineData("give my money back", "refund")]
    [InlineData("開發票", "invoice")]
    [InlineData("invoice please", "invoice")]
    public void A_few_examples_are_enough_for_sentences_like_them(string text, string label) => Assert.Equal(label, Model.Classify(text).Label);

    [Theory]
    [InlineData("今天天气怎么样")]
    [InlineData("tell me a joke")]
    [InlineData("qwertz")]
    [InlineData("12345")]
    [InlineData("")]
    [InlineData("？？？")]
    public void What_no_example_resembles_is_none_of_them(string text)
    {
        var result = Model.Classify(text);
        Assert.Null(result.Label);
        Assert.InRange(result.Score, 0, 0.5);
    }

    [Fact]
    public void An_example_itself_is_certain()
    {
        foreach (var (label, text) in Few)
        {
            var result = Model.Classify(" " + text.ToUpperInvariant() + "！");
            Assert.Equal((label, 1.0, text), (result.Label, result.Score, result.Nearest));
        }
    }

    [Fact]
    public void A_text_under_two_labels_decides_nothing_by_itself()
    {
        var model = Learn([.. Few, ("a", "same words"), ("b", "same words"), ("c", "same words")]);
        Assert.True(model.Classify("same words").Score < 1);
    }

    [Fact]
    public void The_result_says_why()
    {
        var result = Model.Classify("我要退款吧");
        Assert.Equal("我要退款", result.Nearest);
        Assert.InRange(result.Similarity, 0.5, 1);
        Assert.Equal("refund", result.Ranked[0].Label);
        Assert.Equal(3, result.Ranked.Count);
        Assert.InRange(result.Margin, 0.05, 1);
        Assert.InRange(result.Overlap, 0.5, 1);
    }

    [Fact]
    public void The_order_of_the_examples_does_not_matter()
    {
        var other = Learn(Few.Reverse());
        foreach (var text in (string[])["退款到哪了", "track invoice", "money", "我的发票"])
        {
            Assert.Equal(Model.Classify(text).Score, other.Classify(text).Score);
            Assert.Equal(Model.Classify(text).Ranked, other.Classify(text).Ranked);
        }
    }

    [Fact]
    public void Nothing_to_learn_from_recognises_nothing() => Assert.Null(Learn([]).Classify("退款").Label);

    [Fact]
    public void One_intent_alone_is_told_from_none()
    {
        var model = Learn([("refund", "我要退款"), ("refund", "怎么退钱")]);
        Assert.Equal("refund", model.Classify("我要退款啊").Label);
        Assert.Null(model.Classify("天气真好").Label);
    }

    [Fact]
    public void Examples_of_none_are_never_given_as_a_label()
    {
        var model = IntentModel.Train([.. Few, ("none", "讲个笑话"), ("none", "给我讲一个笑话听听")], new IntentOptions { NoneLabel = "none" }, TestContext.Current.CancellationToken);
        Assert.Null(model.Classify("讲个笑话").Label);
        Assert.Null(model.Classify("讲一个笑话吧").Label);
    }

    [Fact]
    public void It_never_throws_and_keeps_its_ranges() => Gen.Char.Array[0, 120].Sample(text =>
    {
        var result = Model.Classify(new string(text));
        return result.Score is >= 0 and <= 1 && result.Margin is >= 0 and <= 1 && result.Overlap is >= 0 and <= 1;
    });

    [Fact]
    public void A_long_text_counts_only_up_to_its_limit()
    {
        var text = "我要退款" + new string('x', 200_000);
        Assert.NotNull(Model.Classify(text));
        var features = new List<Feature>();
        FeatureReader.Read(text, features);
        Assert.True(features.Count < 10 * FeatureReader.MaxLength);
    }

    [Fact]
    public void Words_with_the_same_stem_are_alike()
    {
        foreach (var (a, b) in new[] { ("refunds", "refund"), ("refunded", "refund"), ("cities", "city"), ("shipping", "ship"), ("cancelled", "cancell"), ("returning", "return") })
        {
            Assert.Equal(Stem(a), Stem(b));
        }

        static string Stem(string word)
        {
            var letters = word.ToCharArray();
            return new string(letters, 0, Stemmer.StemLength(letters));
        }
    }
}
