using Weiyu.Bot.Conversations;
using Weiyu.Bot.Core;
using Weiyu.Client.Messages;
using Xunit;

namespace Weiyu.Bot.Tests.Receiving;

public sealed class MessageClassifierTests
{
    private static readonly BotIdentity Bot = new("bot-user", "bot", "Bot", "", "org") { Agent = new AgentIdentity("bot-agent", "Bot", "") };
    private static readonly string Ours = Uids.Reply("bot-user", "question", 0);

    [Theory]
    [InlineData("bot-agent", UserTypes.Agent)]
    [InlineData("bot-user", UserTypes.User)]
    public void Our_own_message_come_back_is_an_echo_whatever_its_type(string sender, string userType)
    {
        foreach (var type in (string[])[MessageTypes.Text, MessageTypes.Read, MessageTypes.Typing, "SOMETHING_NEW"]) Assert.Equal(MessageClass.Echo, Classify(type, sender, userType, Ours));
    }

    [Fact]
    public void A_word_under_our_account_that_we_did_not_send_is_a_human_at_the_desktop_client() =>
        Assert.Equal(MessageClass.HumanWord, Classify(MessageTypes.Text, "bot-agent", UserTypes.Agent, "0f0e0d0c0b0a09080706050403020100"));

    [Theory]
    [InlineData(MessageTypes.Text, MessageClass.HumanWord)]
    [InlineData(MessageTypes.Image, MessageClass.HumanWord)]
    [InlineData("SOMETHING_NEW", MessageClass.HumanWord)]
    [InlineData(MessageTypes.Typing, MessageClass.HumanTyping)]
    [InlineData(MessageTypes.Read, MessageClass.HumanRead)]
    [InlineData(MessageTypes.Delivered, MessageClass.Ignore)]
    public void Another_agent_is_seen_by_words_typing_and_reading_and_not_by_what_programs_send(string type, object expected) =>
        Assert.Equal((MessageClass)expected, Classify(type, "colleague", UserTypes.Agent, "x"));

    [Theory]
    [InlineData(MessageTypes.AutoClosed)]
    [InlineData(MessageTypes.AgentClosed)]
    [InlineData(MessageTypes.Welcome)]
    [InlineData(MessageTypes.System)]
    [InlineData(MessageTypes.Transfer)]
    public void What_the_platform_writes_in_an_agents_name_is_no_humans_word(string type) =>
        Assert.Equal(MessageClass.Keep, Classify(type, "colleague", UserTypes.Agent, "x"));

    [Theory]
    [InlineData(MessageTypes.Reaction)]
    [InlineData(MessageTypes.RobotUp)]
    [InlineData(MessageTypes.Playback)]
    [InlineData(MessageTypes.OrderUpdate)]
    [InlineData(MessageTypes.PaymentSuccess)]
    [InlineData(MessageTypes.VisitorClosed)]
    public void What_is_done_with_a_click_is_no_humans_word_be_it_a_colleagues_or_our_own_accounts(string type)
    {
        Assert.Equal(MessageClass.Keep, Classify(type, "colleague", UserTypes.Agent, "x"));
        Assert.Equal(MessageClass.Keep, Classify(type, "bot-agent", UserTypes.Agent, "0f0e0d0c0b0a09080706050403020100"));
        Assert.Equal(MessageClass.Keep, Classify(type, "system", UserTypes.System, "x"));
    }

    [Fact]
    public void A_supervisor_who_looks_on_silences_nobody_and_one_who_writes_does()
    {
        Assert.Equal(MessageClass.Ignore, Classify(MessageTypes.Read, "boss", UserTypes.Monitor, "x"));
        Assert.Equal(MessageClass.HumanWord, Classify(MessageTypes.Text, "boss", UserTypes.Monitor, "x"));
    }

    [Theory]
    [InlineData(ThreadTypes.Agent)]
    [InlineData(ThreadTypes.Workgroup)]
    [InlineData(ThreadTypes.Unified)]
    public void Who_speaks_as_a_user_in_a_visitors_thread_and_is_not_that_visitor_is_a_colleague(string threadType)
    {
        var message = new Wire.Message
        {
            Uid = "x", Type = MessageTypes.Text, User = new Wire.User { Uid = "colleague", Type = UserTypes.User },
            Thread = new Wire.Thread { Topic = "org/agent/a/v", Type = threadType, User = new Wire.User { Uid = "visitor" } },
        };

        Assert.Equal(MessageClass.HumanWord, MessageClassifier.Classify(message, Bot));
        Assert.False(MessageClassifier.IsQuestion(message));
        Assert.False(MessageClassifier.Opens(message));

        message.User.Uid = "visitor";
        Assert.Equal(MessageClass.Keep, MessageClassifier.Classify(message, Bot));
        Assert.True(MessageClassifier.IsQuestion(message));
        // Whose thread it is, is not known: it may be the visitor, who must not be met with silence.
        message.Thread.User = null;
        message.User.Uid = "colleague";
        Assert.Equal(MessageClass.Keep, MessageClassifier.Classify(message, Bot));
    }

    [Fact]
    public void What_colleagues_say_in_an_internal_thread_is_none_of_the_bots_business() =>
        Assert.Equal(MessageClass.Ignore, MessageClassifier.Classify(
            new Wire.Message { Uid = "x", Type = MessageTypes.Text, User = new Wire.User { Uid = "u", Type = UserTypes.User }, Thread = new Wire.Thread { Topic = "org/agent/a/v_internal", Type = ThreadTypes.Agent } }, Bot));

    [Fact]
    public void What_has_neither_type_nor_content_is_nobodys_word() => Assert.Equal(MessageClass.Ignore, Classify("", "colleague", UserTypes.Agent, "x"));

    [Fact]
    public void A_colleague_who_accepts_the_transfer_is_there() => Assert.Equal(MessageClass.HumanWord, Classify(MessageTypes.TransferAccept, "colleague", UserTypes.Agent, "x"));

    [Theory]
    [InlineData(MessageTypes.Typing)]
    [InlineData(MessageTypes.Preview)]
    [InlineData(MessageTypes.Read)]
    [InlineData(MessageTypes.Delivered)]
    public void A_visitors_typing_and_receipts_are_worth_nothing(string type) => Assert.Equal(MessageClass.Ignore, Classify(type, "visitor", UserTypes.Visitor, "x"));

    [Theory]
    [InlineData(MessageTypes.Text)]
    [InlineData(MessageTypes.Recall)]
    [InlineData("SOMETHING_NEW")]
    public void What_a_visitor_says_is_kept(string type) => Assert.Equal(MessageClass.Keep, Classify(type, "visitor", UserTypes.Visitor, "x"));

    [Theory]
    [InlineData(MessageTypes.Text, UserTypes.Visitor, true)]
    [InlineData(MessageTypes.Forward, UserTypes.Visitor, true)]
    [InlineData(MessageTypes.ChoiceSubmit, UserTypes.User, true)]
    [InlineData(MessageTypes.Text, UserTypes.System, false)]
    [InlineData(MessageTypes.Text, UserTypes.Channel, false)]
    [InlineData(MessageTypes.Reaction, UserTypes.Visitor, false)]
    [InlineData(MessageTypes.VisitorClosed, UserTypes.Visitor, false)]
    [InlineData("SOMETHING_NEW", UserTypes.Visitor, false)]
    public void Only_what_is_on_the_list_from_somebody_who_may_ask_is_a_question_and_opens_a_conversation(
        string type, string userType, bool isQuestion)
    {
        var user = new Wire.User { Uid = "u", Type = userType };
        var message = new Wire.Message { Uid = "x", Type = type, User = user, Thread = new Wire.Thread { Topic = "org/agent/a/v" } };
        Assert.Equal((isQuestion, isQuestion), (MessageClassifier.IsQuestion(message), MessageClassifier.Opens(message)));
    }

    [Fact]
    public void In_a_group_a_members_word_says_nothing_of_who_owns_it()
    {
        Assert.Equal(MessageClass.Keep, Classify(MessageTypes.Text, "member", UserTypes.Member, "x", ThreadTypes.Group));
        Assert.Equal(MessageClass.HumanWord, Classify(MessageTypes.Text, "member", UserTypes.Member, "x", ThreadTypes.Agent));
    }

    private static MessageClass Classify(string type, string sender, string userType, string uid, string threadType = ThreadTypes.Agent) => MessageClassifier.Classify(
        new Wire.Message { Uid = uid, Type = type, User = new Wire.User { Uid = sender, Type = userType }, Thread = new Wire.Thread { Topic = "org/agent/a/v", Type = threadType } }, Bot);
}
