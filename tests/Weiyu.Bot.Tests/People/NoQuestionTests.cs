using Weiyu.Bot.Core;
using Weiyu.Bot.Storage;
using Weiyu.Bot.Tests.People.Support;
using Weiyu.Client.Messages;

namespace Weiyu.Bot.Tests.People;

/// <summary>What servers and clients of 2026 send that nobody asks with, against the real program in simulated time.</summary>
public sealed class NoQuestionTests
{
    private const string Rules = """
        version: 1
        rules:
          - {id: any-refund, when: {any: [退款]}, say: 可以退款}
          - {id: form, when: {exact: [登记]}, ask: {name: {zh: 您的称呼？}}, say: "您好，{{ name }}"}
          - {id: paid, when: {type: PAYMENT_SUCCESS}, say: 收到付款，谢谢}
          - {id: bye, event: thread.closed, say: 再见}
          - {id: rest, when: otherwise, say: 收到}
        """;

    public static TheoryData<string, string> Kept => new()
    {
        { MessageTypes.Reaction, """{"messageUid":"x","content":"退款","emoji":"👍"}""" },
        { MessageTypes.Playback, """{"messageUid":"x","content":"退款","played":true}""" },
        { MessageTypes.GoodsUpdate, """{"messageUid":"x","content":"退款","bizType":"GOODS"}""" },
        { MessageTypes.OrderUpdate, """{"messageUid":"x","content":"退款","bizType":"ORDER"}""" },
        { MessageTypes.LogisticsUpdate, """{"title":"退款"}""" },
        { MessageTypes.Payment, """{"title":"退款"}""" },
        { MessageTypes.RefundSuccess, """{"title":"退款"}""" },
        { MessageTypes.Preform, """{"formUid":"f","formSchema":"退款"}""" },
        { MessageTypes.RoutingPool, """{"content":"退款"}""" },
        { MessageTypes.Thread, """{"preview":"退款"}""" },
        { MessageTypes.Blog, """{"title":"退款"}""" },
        { MessageTypes.InviteAudio, """{"note":"退款"}""" },
        { MessageTypes.LeaveMsgSubmit, """{"content":"退款"}""" },
        { "SOMETHING_NEW", "退款" },
        { "SOMETHING_NEW", """{"content":"退款"}""" },
    };

    [Theory]
    [MemberData(nameof(Kept))]
    public async Task What_is_no_question_is_kept_and_not_answered_whatever_words_are_in_it(string type, string content)
    {
        await using var talk = await OneTalk.StartAsync(Rules);
        var message = await talk.HearAsync(OneTalk.Visitor, type, content);
        await talk.World.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Empty(talk.Sent);
        var kept = talk.World.Get<Store>().Read(session => session.FindInbox(message.Uid));
        Assert.Equal((type, content), (Wire.Message.Parser.ParseFrom(kept!.Payload).Type, Wire.Message.Parser.ParseFrom(kept.Payload).Content));
    }

    [Fact]
    public async Task What_is_no_question_is_no_answer_to_one_of_ours_either()
    {
        await using var talk = await OneTalk.StartAsync(Rules);
        await talk.SayAsync("登记");
        await talk.HearAsync(OneTalk.Visitor, "SOMETHING_NEW", "李雷");
        await talk.HearAsync(OneTalk.Visitor, MessageTypes.GoodsUpdate, """{"messageUid":"x","content":"李雷"}""");
        Assert.Equal(["您的称呼？"], talk.Said);
        await talk.SayAsync("韩梅梅");
        Assert.Equal(["您的称呼？", "您好，韩梅梅"], talk.Said);
    }

    [Fact]
    public async Task The_servers_own_notes_are_no_question_though_they_are_text()
    {
        await using var talk = await OneTalk.StartAsync(Rules);
        await talk.HearAsync(OneTalk.System, MessageTypes.Text, "访客要退款");
        await talk.HearAsync(OneTalk.System, MessageTypes.Text, "会话即将结束");
        Assert.Empty(talk.Sent);
        Assert.Equal(0, talk.State.Openings);
    }

    [Fact]
    public async Task What_looks_like_a_question_and_is_from_nobody_who_may_ask_is_not_answered()
    {
        await using var talk = await OneTalk.StartAsync(Rules);
        foreach (var type in (string[])[UserTypes.Channel, UserTypes.Local, "SOMETHING_NEW", UserTypes.Assistant])
            await talk.HearAsync(new Wire.User { Uid = "x", Type = type }, MessageTypes.Text, "退款");
        Assert.Empty(talk.Sent);
    }

    [Theory]
    [InlineData("""{"title":"聊天记录","messages":[{"uid":"m","type":"TEXT","content":"我想退款","senderNickname":"小王"}]}""", "可以退款")]
    [InlineData("""{"title":"聊天记录","messages":[{"uid":"m","type":"TEXT","content":"早"}]}""", "收到")]
    public async Task Forwarded_messages_are_what_the_visitor_says(string content, string reply)
    {
        await using var talk = await OneTalk.StartAsync(Rules);
        await talk.HearAsync(OneTalk.Visitor, MessageTypes.Forward, content);
        Assert.Equal([reply], talk.Said);
    }

    [Fact]
    public async Task A_text_that_comes_with_its_translation_is_what_the_visitor_wrote_and_pasted_json_is_itself()
    {
        await using var talk = await OneTalk.StartAsync(
            "version: 1\nrules:\n  - {id: all, when: {exact: [我要退款, '{\"a\":1}']}, say: \"您说的是：{{ message.content }}\"}\n");
        await talk.HearAsync(OneTalk.Visitor, MessageTypes.Text, """{"text":"我要退款","translatedText":"I want a refund"}""");
        await talk.SayAsync("""{"a":1}""");
        Assert.Equal(["您说的是：我要退款", """您说的是：{"a":1}"""], talk.Said);
    }

    [Fact]
    public async Task A_rule_may_name_a_type_that_is_no_question()
    {
        await using var talk = await OneTalk.StartAsync(Rules);
        await talk.HearAsync(OneTalk.Visitor, MessageTypes.PaymentSuccess, """{"title":"已付款"}""");
        Assert.Equal(["收到付款，谢谢"], talk.Said);
    }

    [Theory]
    [InlineData(UserTypes.Visitor)]
    [InlineData(UserTypes.System)]
    public async Task When_the_visitor_closes_the_conversation_it_is_over_and_only_a_rule_for_that_says_something(string sender)
    {
        await using var talk = await OneTalk.StartAsync(Rules);
        await talk.SayAsync("退款");
        var closer = sender == UserTypes.System ? OneTalk.System : OneTalk.Visitor;
        await talk.HearAsync(closer, MessageTypes.VisitorClosed, """{"type":"VISITOR_CLOSED","content":"访客要退款，已离开"}""");
        Assert.Equal(["可以退款", "再见"], talk.Said);
        Assert.Equal(Owner.Closed, talk.Owner);
        // Once more says nothing new.
        await talk.HearAsync(OneTalk.System, MessageTypes.VisitorClosed, "");
        Assert.Equal(2, talk.Said.Count());
        await talk.SayAsync("退款");
        Assert.Equal((Owner.Bot, 3), (talk.Owner, talk.Said.Count()));
    }
}
