using Weiyu.Bot.Conversations;
using Weiyu.Bot.Core;
using Weiyu.Bot.Outbox;
using Weiyu.Bot.Storage;
using Weiyu.Bot.Tests.People.Support;
using Weiyu.Client.Messages;

namespace Weiyu.Bot.Tests.People;

/// <summary>Colleagues who read, type or click, and say nothing: against the real program in simulated time.</summary>
public sealed class LookingOnTests
{
    private const string Rules = """
        version: 1
        rules:
          - {id: hello, when: {any: [你好]}, say: [您好]}
          - {id: two, when: {any: [两句]}, do: [{say: 一}, {say: 二}]}
          - {id: slow, when: {any: [慢]}, call: {tool: model}, say: 想好了}
        """;

    private static readonly TimeSpan Holds = TimeSpan.FromSeconds(8);

    [Fact]
    public async Task Who_opens_the_conversation_has_not_answered_it()
    {
        await using var talk = await OneTalk.StartAsync(Rules);
        var question = await talk.SayAsync("慢");
        await talk.ColleagueAsync(MessageTypes.Read, question.Uid);
        Assert.True(talk.World.Model.IsThinking(OneTalk.Topic));
        talk.World.Model.Answer(OneTalk.Topic);
        await talk.World.SettleAsync();
        Assert.Equal(["想好了"], talk.Said);
        Assert.Equal(Owner.Bot, talk.Owner);
    }

    [Fact]
    public async Task Where_reading_counts_it_takes_the_conversation_over()
    {
        await using var talk = await OneTalk.StartAsync(Rules, new() { ["People:ReadTakesOver"] = "true" });
        var question = await talk.SayAsync("慢");
        await talk.ColleagueAsync(MessageTypes.Read, question.Uid);
        Assert.False(talk.World.Model.IsThinking(OneTalk.Topic));
        await talk.SayAsync("你好");
        Assert.Empty(talk.Said);
        Assert.Equal((Owner.Human, "林悦 has read it"), (talk.Owner, talk.State.Ownership.Reason));
    }

    [Fact]
    public async Task Typing_holds_the_reply_until_it_has_stopped_for_a_while_and_gives_the_conversation_to_nobody()
    {
        await using var talk = await OneTalk.StartAsync(Rules);
        await talk.ColleagueAsync(MessageTypes.Typing);
        await talk.SayAsync("两句");
        Assert.Empty(talk.Said);
        await talk.World.PassAsync(TimeSpan.FromSeconds(5));
        await talk.ColleagueAsync(MessageTypes.Typing);
        await talk.World.PassAsync(Holds - TimeSpan.FromSeconds(1));
        Assert.Empty(talk.Said);
        Assert.Equal(Owner.Bot, talk.Owner);
        await talk.World.PassAsync(TimeSpan.FromSeconds(2));
        Assert.Equal(["一", "二"], talk.Said);
    }

    [Fact]
    public async Task Typing_does_not_stop_the_model_from_thinking()
    {
        await using var talk = await OneTalk.StartAsync(Rules);
        await talk.SayAsync("慢");
        await talk.ColleagueAsync(MessageTypes.Typing);
        Assert.True(talk.World.Model.IsThinking(OneTalk.Topic));
        talk.World.Model.Answer(OneTalk.Topic);
        await talk.World.SettleAsync();
        Assert.Empty(talk.Said);
        await talk.World.PassAsync(Holds);
        Assert.Equal(["想好了"], talk.Said);
    }

    [Fact]
    public async Task A_reply_that_was_held_is_withdrawn_at_once_when_the_human_writes()
    {
        await using var talk = await OneTalk.StartAsync(Rules);
        await talk.ColleagueAsync(MessageTypes.Typing);
        var question = await talk.SayAsync("你好");
        Assert.Single(talk.World.Get<Store>().Read(s => s.OutboxOf(question.Uid)), i => i.State == OutboxState.Pending);
        await talk.ColleagueAsync(MessageTypes.Text, "我来回答");
        Assert.Single(talk.World.Get<Store>().Read(s => s.OutboxOf(question.Uid)), i => i.State == OutboxState.Withdrawn);
        // The lane ends without the clock, a moment after its item did.
        Assert.True(await PeopleWorld.ComesAboutAsync(() => talk.World.Get<OutboxWorker>().ActiveLanes == 0), "the lane ends");
        await talk.World.PassAsync(TimeSpan.FromMinutes(2));
        Assert.Empty(talk.Said);
        Assert.Equal(Owner.Human, talk.Owner);
    }

    [Fact]
    public async Task Endless_typing_holds_one_questions_replies_for_a_minute_and_no_longer()
    {
        await using var talk = await OneTalk.StartAsync(Rules);
        await talk.ColleagueAsync(MessageTypes.Typing);
        await talk.SayAsync("两句");
        for (var i = 0; i < 50; i++)
        {
            await talk.World.PassAsync(TimeSpan.FromSeconds(2));
            await talk.ColleagueAsync(MessageTypes.Typing);
        }

        Assert.Equal(["一", "二"], talk.Said);
        Assert.All(talk.Sent, s => Assert.InRange(s.At - OneTalk.Morning, HumanTyping.Longest, HumanTyping.Longest + TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public async Task Where_typing_holds_nothing_the_reply_goes_out_at_once()
    {
        await using var talk = await OneTalk.StartAsync(Rules, new() { ["People:TypingHolds"] = "0" });
        await talk.ColleagueAsync(MessageTypes.Typing);
        await talk.SayAsync("你好");
        Assert.Equal(["您好"], talk.Said);
    }

    [Fact]
    public async Task Who_has_the_conversation_and_types_has_not_left_it_and_who_only_reads_has()
    {
        await using var talk = await OneTalk.StartAsync(Rules, new() { ["People:ComeBackAfter"] = "2m" });
        await talk.ColleagueAsync(MessageTypes.Text, "我来");
        await talk.SayAsync("你好");
        await talk.World.PassAsync(TimeSpan.FromSeconds(100));
        await talk.ColleagueAsync(MessageTypes.Typing);
        await talk.World.PassAsync(TimeSpan.FromSeconds(100));
        Assert.Equal(Owner.Human, talk.Owner);
        await talk.ColleagueAsync(MessageTypes.Read, "x");
        await talk.World.PassAsync(TimeSpan.FromSeconds(25));
        Assert.Equal(Owner.Bot, talk.Owner);
        Assert.Equal("您好", talk.Said.Last());
    }

    [Theory]
    [InlineData(MessageTypes.Reaction)]
    [InlineData(MessageTypes.Playback)]
    [InlineData(MessageTypes.GoodsUpdate)]
    [InlineData(MessageTypes.Preform)]
    [InlineData(MessageTypes.Delivered)]
    public async Task A_click_of_a_colleague_or_of_the_bots_own_account_is_no_word_of_theirs(string type)
    {
        await using var talk = await OneTalk.StartAsync(Rules);
        var question = await talk.SayAsync("慢");
        await talk.ColleagueAsync(type, $$"""{"messageUid":"{{question.Uid}}","emoji":"👀"}""");
        await talk.HearAsync(OneTalk.OwnAccount, type, $$"""{"messageUid":"{{question.Uid}}","emoji":"👀"}""");
        Assert.True(talk.World.Model.IsThinking(OneTalk.Topic));
        talk.World.Model.Answer(OneTalk.Topic);
        await talk.World.SettleAsync();
        Assert.Equal(["想好了"], talk.Said);
        Assert.Equal(Owner.Bot, talk.Owner);
    }
}
