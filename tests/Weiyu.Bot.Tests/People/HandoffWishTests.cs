using Weiyu.Bot.Handlers.People;

namespace Weiyu.Bot.Tests.People;

public sealed class HandoffWishTests
{
    [Theory]
    [InlineData("人工")]
    [InlineData("转人工")]
    [InlineData("轉人工客服")]
    [InlineData("我要人工服务！")]
    [InlineData("请帮我转接人工")]
    [InlineData("能不能给我找个真人")]
    [InlineData("有没有人工客服啊")]
    [InlineData("客服在吗")]
    [InlineData("联系客服")]
    [InlineData("说了半天没用，我要转人工")]
    [InlineData("不要机器人")]
    [InlineData("我不想跟机器人说话")]
    [InlineData("human")]
    [InlineData("Agent, please")]
    [InlineData("I want to talk to a real person")]
    [InlineData("can you connect me to a human agent please")]
    [InlineData("I'd like to speak with a representative")]
    [InlineData("不要机器人，我要人工")]
    [InlineData("我特别着急，转人工")]
    [InlineData("我不想等了，转人工")]
    [InlineData("別廢話，轉人工")]
    [InlineData("I don't want a bot, human please")]
    public void The_wish_for_a_human_is_heard(string text) => Assert.True(HandoffWish.IsWish(text, []));

    [Theory]
    [InlineData("人工智能是什么")]
    [InlineData("人工费多少钱")]
    [InlineData("客服电话是多少")]
    [InlineData("不要转人工")]
    [InlineData("不用人工了，谢谢")]
    [InlineData("机器人多少钱")]
    [InlineData("is this a real person?")]
    [InlineData("human resources contact")]
    [InlineData("I don't want a human")]
    [InlineData("what is your agent fee")]
    [InlineData("")]
    [InlineData("不用转人工了，谢谢")]
    [InlineData("先别给我转人工，我再看看")]
    [InlineData("我不要机器人玩具，想退货")]
    public void What_only_sounds_like_it_is_not(string text) => Assert.False(HandoffWish.IsWish(text, []));
}
