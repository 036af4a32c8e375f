using CsCheck;
using Weiyu.Text.Matching;

namespace Weiyu.Text.Tests.Matching;

public sealed class DistanceTests
{
    private static readonly Gen<string> Words = Gen.String[Gen.Char["abc"], 0, 8];

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("refund", "refund", 0)]
    [InlineData("refund", "refnud", 1)]
    [InlineData("refund", "efund", 1)]
    [InlineData("refund", "refunds", 1)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("ca", "abc", 3)]
    [InlineData("", "abc", 3)]
    [InlineData("退款", "退宽", 1)]
    public void Edits_are_counted(string a, string b, int edits) => Assert.Equal(edits, EditDistance.Of(a, b));

    [Fact]
    public void It_is_as_far_there_as_back() => Gen.Select(Words, Words).Sample((a, b) => EditDistance.Of(a, b) == EditDistance.Of(b, a));

    [Fact]
    public void A_limit_changes_nothing_below_it() => Gen.Select(Words, Words, Gen.Int[0, 4]).Sample((a, b, limit) =>
    {
        var (all, bounded) = (EditDistance.Of(a, b), EditDistance.Of(a, b, limit));
        return all <= limit ? bounded == all : bounded > limit;
    });

    [Fact]
    public void Long_words_are_measured_too_but_within_a_limit_only_if_they_are_equal()
    {
        var (word, other) = (new string('a', 300), new string('a', 299) + "b");
        Assert.Equal(1, EditDistance.Of(word, other));
        Assert.False(EditDistance.IsWithin(word, other, 2));
        Assert.True(EditDistance.IsWithin(word, word, 2));
    }

    [Theory]
    [InlineData("conection", "connection")]
    [InlineData("CONNECTION", "connection")]
    [InlineData("tiemout", "timeout")]
    [InlineData("zzz", null)]
    public void The_name_that_was_meant_is_found(string word, string? meant) => Assert.Equal(meant, Nearest.Of(word, ["connection", "timeout", "a"]));

    [Fact]
    public void Advice_names_the_nearest_or_what_there_is()
    {
        Assert.Equal("Did you mean 'timeout'?", Nearest.Advice("timout", ["timeout", "retry"]));
        Assert.Equal("Use one of: retry, timeout.", Nearest.Advice("xxxxx", ["timeout", "retry"]));
        Assert.Equal("There is none yet: define it first.", Nearest.Advice("x", []));
        Assert.EndsWith(" ….", Nearest.Advice("q", [.. Enumerable.Range(0, 50).Select(i => $"name{i}")]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData('退', "tui")]
    [InlineData('宽', "kuan")]
    [InlineData('女', "nv")]
    public void A_character_has_its_usual_reading(char c, string syllable) => Assert.Equal(syllable, Pinyin.Spell(Pinyin.Syllable(c)));

    [Fact]
    public void Homophones_share_a_syllable_and_letters_have_none()
    {
        Assert.Equal(Pinyin.Syllable('款'), Pinyin.Syllable('宽'));
        Assert.Equal(0, Pinyin.Syllable('a'));
        Assert.InRange(Pinyin.Count, 390, 450);
    }
}
