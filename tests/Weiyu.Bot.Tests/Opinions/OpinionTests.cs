using System.Text.Json;
using Weiyu.Bot.Core;
using Weiyu.Bot.Storage;
using Weiyu.Bot.Tests.People.Support;
using Weiyu.Client.Messages;

namespace Weiyu.Bot.Tests.Opinions;

/// <summary>What visitors think of answers, against the real program in simulated time.</summary>
public sealed class OpinionTests
{
    private const string Rules = """
        version: 1
        rules:
          - {id: hello, when: {any: [你好]}, say: 您好}
          - {id: missed, event: reaction, if: {reaction: down}, tag: missed, say: "抱歉没帮上您（{{ event.emoji }}）"}
          - {id: unhappy, event: rating, if: {rating: "<=2", event.resolved: "false"}, tag: unhappy, say: 我们会联系您}
          - {id: unsettled, event: silence(10m), say: 您还在吗？}
        """;

    [Fact]
    public async Task Thumbs_down_on_an_answer_is_an_event_for_rules_and_is_remembered_with_the_answer()
    {
        await using var talk = await OneTalk.StartAsync(Rules);
        await talk.SayAsync("你好");
        var answer = talk.Sent[0].Message.Uid;
        var reaction = await talk.ReactAsync(answer, "👎");

        Assert.Equal(["您好", "抱歉没帮上您（👎）"], talk.Said);
        Assert.Contains("missed", talk.State.Tags);
        Assert.Equal((answer, "down"), (Assert.Single(talk.State.Opinions).Answer, talk.State.Opinions[0].Opinion));
        var decision = Decision(talk, reaction);
        Assert.Equal(("rule", "missed"), (decision.Outcome, decision.Source));
        Assert.Contains(decision.Steps, s => s.What == $"down 👎 to our {answer}");
    }

    [Fact]
    public async Task By_itself_a_reaction_gets_no_reply_and_keeps_nobody_waiting()
    {
        await using var talk = await OneTalk.StartAsync(Rules);
        await talk.SayAsync("你好");
        var answer = talk.Sent[0].Message.Uid;
        var reaction = await talk.ReactAsync(answer, "👍");

        Assert.Equal(["您好"], talk.Said);
        Assert.Equal(("reaction", "up"), (Decision(talk, reaction).Outcome, Decision(talk, reaction).Source));
        Assert.Equal(OneTalk.Morning, talk.State.LastVisitorAt);
        await talk.World.PassAsync(TimeSpan.FromMinutes(9));
        await talk.ReactAsync(answer, "👍");
        // Whoever was silent for ten minutes was so, whatever they clicked meanwhile.
        await talk.World.PassAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(["您好", "您还在吗？"], talk.Said);
    }

    [Fact]
    public async Task A_reaction_that_is_taken_back_and_put_again_is_told_to_rules_once()
    {
        await using var talk = await OneTalk.StartAsync(Rules);
        await talk.SayAsync("你好");
        var answer = talk.Sent[0].Message.Uid;
        for (var i = 0; i < 3; i++) await talk.ReactAsync(answer, "👎");
        Assert.Equal(2, talk.Said.Count());
        Assert.Equal("down", talk.State.Opinions[0].Opinion);
        await talk.ReactAsync(answer, "");
        Assert.Null(talk.State.Opinions[0].Opinion);
    }

    [Fact]
    public async Task A_reaction_to_anybody_elses_message_or_from_anybody_but_the_visitor_is_no_event_and_takes_nothing_over()
    {
        await using var talk = await OneTalk.StartAsync(Rules);
        var question = await talk.SayAsync("你好");
        var answer = talk.Sent[0].Message.Uid;
        await talk.ReactAsync(question.Uid, "👎");
        await talk.ReactAsync("0f0e0d0c0b0a09080706050403020100", "👎");
        await talk.ReactAsync(answer, "👎", by: "agent_2");
        await talk.ReactAsync(answer, "👎", by: PeopleWorld.Bot.UserUid);
        await talk.ColleagueAsync(MessageTypes.Reaction, $$"""{"messageUid":"{{answer}}","emoji":"👎"}""");
        await talk.HearAsync(OneTalk.OwnAccount, MessageTypes.Reaction, $$"""{"messageUid":"{{answer}}","emoji":"👎"}""");

        Assert.Equal(["您好"], talk.Said);
        Assert.Empty(talk.State.Opinions);
        Assert.Equal(Owner.Bot, talk.Owner);
    }

    [Theory]
    [InlineData(MessageTypes.Reaction, """{"messageUid":"UID","emoji":"👎","userUid":"somebody"}""")]
    [InlineData(MessageTypes.RobotDown, "UID")]
    [InlineData(MessageTypes.RobotDown, """{"uid":"UID"}""")]
    public async Task A_client_of_the_visitors_may_say_so_itself(string type, string content)
    {
        await using var talk = await OneTalk.StartAsync(Rules);
        await talk.SayAsync("你好");
        await talk.HearAsync(OneTalk.Visitor, type, content.Replace("UID", talk.Sent[0].Message.Uid, StringComparison.Ordinal));
        Assert.Equal("down", Assert.Single(talk.State.Opinions).Opinion);
        Assert.Contains("missed", talk.State.Tags);
    }

    [Fact]
    public async Task While_a_human_has_the_conversation_rules_tag_and_say_nothing()
    {
        await using var talk = await OneTalk.StartAsync(Rules);
        await talk.SayAsync("你好");
        await talk.ColleagueAsync(MessageTypes.Text, "我来");
        await talk.ReactAsync(talk.Sent[0].Message.Uid, "👎");
        Assert.Contains("missed", talk.State.Tags);
        Assert.Equal(["您好"], talk.Said);
        Assert.Equal(Owner.Human, talk.Owner);
    }

    [Fact]
    public async Task A_rating_whose_score_is_in_the_messages_extra_is_read()
    {
        await using var talk = await OneTalk.StartAsync(Rules);
        await talk.SayAsync("你好");
        const string Extra = """{"orgUid":"org","score":1,"resolved":false}""";
        await talk.HearAsync(OneTalk.Visitor, MessageTypes.RateSubmit, """{"content":"没解决","status":"RATE_SUBMIT"}""", Extra);
        Assert.Contains("unhappy", talk.State.Tags);
        Assert.Equal("我们会联系您", talk.Said.Last());
    }

    private static Decision Decision(OneTalk talk, Wire.Message message) =>
        JsonSerializer.Deserialize(talk.World.Get<Store>().Read(session => session.FindDecision(message.Uid))!, DecisionJson.Default.Decision)!;
}
