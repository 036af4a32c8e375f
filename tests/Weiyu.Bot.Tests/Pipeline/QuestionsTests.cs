using Weiyu.Bot.Core;
using Weiyu.Client.Messages;

namespace Weiyu.Bot.Tests.Pipeline;

public sealed class QuestionsTests
{
    [Fact]
    public void What_a_visitor_can_ask_with_is_one_list() => Assert.Equal(
        [
            "ARTICLE", "AUDIO", "BUTTON_SUBMIT", "CARD", "CHOICE_SUBMIT", "CONFIRM_SUBMIT", "DOCUMENT", "EMAIL", "EMAILL_ADDRESS", "FAQ_QUESTION",
            "FILE", "FORM_SUBMIT", "FORWARD", "GOODS", "IMAGE", "LINK", "LOCATION",
            "MUSIC", "ORDER", "PHONE_NUMBER", "QUOTATION", "STICKER", "TEXT", "URL", "VIDEO", "VOICE", "WECHAT_NUMBER",
        ],
        MessageTypes.All.Where(Questions.AreOf).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("SOMETHING_NEW")]
    [InlineData("")]
    [InlineData("INVITE_AUDIO")]
    public void What_nobody_knows_is_no_question(string type) => Assert.False(Questions.AreOf(type));

    [Theory]
    [InlineData(UserTypes.Visitor, true)]
    [InlineData(UserTypes.User, true)]
    [InlineData("", true)]
    [InlineData(UserTypes.System, false)]
    [InlineData(UserTypes.Channel, false)]
    [InlineData(UserTypes.Robot, false)]
    [InlineData("SOMETHING_NEW", false)]
    public void A_visitor_may_ask_and_the_platform_may_not(string userType, bool mayAsk)
    {
        var thread = new Wire.Thread { User = new Wire.User { Uid = "v" } };
        Assert.Equal(mayAsk, Questions.MayAsk(new Wire.Message { User = new Wire.User { Uid = "x", Type = userType }, Thread = thread }));
    }

    [Fact]
    public void Whoever_the_thread_is_about_may_ask_whatever_the_platform_calls_them()
    {
        var thread = new Wire.Thread { User = new Wire.User { Uid = "v" } };
        Assert.True(Questions.MayAsk(new Wire.Message { User = new Wire.User { Uid = "v", Type = "CUSTOMER" }, Thread = thread }));
        Assert.False(Questions.MayAsk(new Wire.Message { User = new Wire.User { Uid = "v", Type = UserTypes.System }, Thread = thread }));
        Assert.False(Questions.MayAsk(new Wire.Message { Thread = thread }));
    }
}
