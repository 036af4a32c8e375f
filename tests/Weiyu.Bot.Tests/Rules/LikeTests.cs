using Weiyu.Bot.Tests.Rules.Support;

namespace Weiyu.Bot.Tests.Rules;

/// <summary>Rules with examples, as few as support leads write.</summary>
public sealed class LikeTests
{
    private const string Parcel = "rules: [{id: parcel, when: {like: [我的包裹到哪了, 快递怎么还没到, 物流信息查不到, 包裹什么时候送到, where is my parcel, my package has not arrived, track my order]}, say: 物流}, {id: other, when: otherwise, say: 其他}]";

    [Theory]
    [InlineData("我的快递怎么还没有到啊")]
    [InlineData("包裹到哪里了")]
    [InlineData("Where's my package?")]
    public async Task One_rule_with_examples_answers_what_is_like_them(string text)
    {
        await using var talk = Dialogue.By(Parcel);
        Assert.Equal("物流", await talk.SayAsync(text));
    }

    [Theory]
    [InlineData("讲个笑话给我听")]
    [InlineData("我的电脑怎么开不了机")]
    [InlineData("你们老板在哪")]
    [InlineData("where is the president")]
    [InlineData("不想退款了")]
    [InlineData("asdf")]
    public async Task One_rule_with_examples_does_not_swallow_everything_else(string text)
    {
        await using var talk = Dialogue.By(Parcel);
        Assert.Equal("其他", await talk.SayAsync(text));
    }
}
