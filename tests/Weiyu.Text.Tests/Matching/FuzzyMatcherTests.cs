using CsCheck;
using Weiyu.Text.Folding;
using Weiyu.Text.Matching;
using Xunit;

namespace Weiyu.Text.Tests.Matching;

public sealed class FuzzyMatcherTests
{
    private static readonly string[] Keywords = ["refund", "real person", "tracking", "vip", "退款", "发票", "人工客服", "vip客服", "货", "invoice"];

    private static readonly FuzzyMatcher Matcher = FuzzyMatcher.Build(Keywords.Select((keyword, i) => (keyword, i)));

    private static string[] Found(string text) => [.. Matcher.Match(TextNormalizer.Normalize(text)).Select(id => Keywords[id])];

    [Theory]
    [InlineData("I want a refund", "refund")]
    [InlineData("I want a refnud!", "refund")]
    [InlineData("REFUNDD please", "refund")]
    [InlineData("efund", "refund")]
    [InlineData("give me a reel persn", "real person")]
    [InlineData("traking", "tracking")]
    [InlineData("trcaknig number", "tracking")]
    [InlineData("我要退宽", "退款")]
    [InlineData("我要推款", "退款")]
    [InlineData("開發票", "发票")]
    [InlineData("发飘", "发票")]
    [InlineData("转人公客服", "人工客服")]
    [InlineData("VIP 客服", "vip|vip客服")]
    [InlineData("我的货呢", "货")]
    public void Typos_and_homophones_are_found(string text, string expected) => Assert.Equal(expected.Split('|'), Found(text));

    [Theory]
    [InlineData("vap")]
    [InlineData("reforms")]
    [InlineData("person real")]
    [InlineData("real nice person")]
    [InlineData("退货款"  + "项目", "货")]
    [InlineData("火")]
    [InlineData("")]
    [InlineData("???")]
    public void What_is_too_far_away_is_not_found(string text, params string[] expected) => Assert.Equal(expected, Found(text));

    [Fact]
    public void Codes_have_no_typos() => Assert.Empty(FuzzyMatcher.Build([("error5021", 1)]).Match("error5022"));

    [Fact]
    public void The_place_of_a_keyword_is_told()
    {
        var match = Assert.Single(Matcher.Locate("please refnud me"));
        Assert.Equal((0, 7, 6), (match.Id, match.Start, match.Length));
    }

    [Fact]
    public void One_edit_in_a_word_of_four_letters_and_two_in_one_of_eight_are_forgiven()
    {
        var letters = Gen.Char['a', 'z'];
        Gen.Select(letters.Array[4, 14], Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 13], Gen.Int[0, 13], letters).Sample((word, kind, kind2, at, at2, letter) =>
        {
            var keyword = new string(word);
            var typo = Edit(keyword, kind, at, letter);
            if (keyword.Length >= 8) typo = Edit(typo, kind2, at2, letter);
            return !EditDistance.IsWithin(typo, keyword, FuzzyWords.EditsFor(keyword)) || FuzzyMatcher.Build([(keyword, 7)]).Match(typo) is [7];
        });
    }

    [Fact]
    public void Nothing_is_found_that_a_comparison_of_all_words_does_not_find() => Gen.Char['a', 'd'].Array[3, 9].Select(c => new string(c)).Array[2, 12].Sample(words =>
    {
        var keywords = words[1..].Distinct().ToArray();
        var found = FuzzyMatcher.Build(keywords.Select((k, i) => (k, i))).Match(words[0]);
        var expected = Enumerable.Range(0, keywords.Length).Where(i => EditDistance.IsWithin(words[0], keywords[i], FuzzyWords.EditsFor(keywords[i])));
        return found.SequenceEqual(expected);
    });

    [Fact]
    public void It_never_throws() => Gen.Char.Array[0, 80].Sample(text => Matcher.Match(TextNormalizer.Normalize(new string(text))));

    [Fact]
    public void A_hostile_text_ends_within_the_steps()
    {
        var matcher = FuzzyMatcher.Build(Enumerable.Range(1, 24).Select(i => (new string('退', i), i)).Append(("aaaaaaaaaaaa", 99)));
        var found = matcher.Match(new string('推', 10_000) + string.Join(' ', Enumerable.Range(0, 500).Select(i => "aaaaaaaaa" + (char)('a' + (i % 26)))));
        Assert.Equal(23, found.Count);
    }

    private static string Edit(string word, int kind, int at, char letter)
    {
        at %= word.Length;
        return kind switch
        {
            0 => word.Remove(at, 1),
            1 => word.Insert(at, letter.ToString()),
            2 => word.Remove(at, 1).Insert(at, letter.ToString()),
            _ => at + 1 < word.Length ? $"{word[..at]}{word[at + 1]}{word[at]}{word[(at + 2)..]}" : word,
        };
    }
}
