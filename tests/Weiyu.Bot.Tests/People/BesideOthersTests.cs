using Weiyu.Bot.Conversations;
using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.People;
using Weiyu.Bot.Receiving;
using Weiyu.Bot.Scheduling.Timers;
using Weiyu.Bot.Tests.People.Support;
using Weiyu.Client.Messages;

namespace Weiyu.Bot.Tests.People;

/// <summary>What happens to an answer that is being made, and beside other programs, against the real program in simulated time.</summary>
public sealed class BesideOthersTests
{
    private const string Topic = "org/agent/agent_bot/v1";
    private static readonly DateTimeOffset Morning = new(2026, 3, 4, 9, 0, 0, TimeSpan.FromHours(8));

    private const string Rules = """
        version: 1
        rules:
          - {id: hello, when: {any: [你好]}, say: 您好}
          - {id: rated, event: rating, tag: unhappy, say: 谢谢评价}
          - {id: slow, when: {any: [慢]}, call: {tool: model}, say: "想好了：{{ message.content }}"}
        """;

    private readonly List<Wire.Message> _said = [];
    private int _number;

    [Theory]
    [InlineData("Queue", "想好了：慢一|想好了：慢二")]
    [InlineData("Merge", "想好了：慢一\n慢二")]
    [InlineData("Cancel", "想好了：慢二")]
    public async Task A_second_question_waits_is_answered_together_or_replaces_the_first(string policy, string replies)
    {
        await using var world = await StartAsync(new() { ["People:WhenAnotherComes"] = policy });
        await world.ReceiveAsync(Visitor("慢一"));
        Assert.True(world.Model.IsThinking(Topic));
        await world.ReceiveAsync(Visitor("慢二"));
        for (var i = 0; i < 2; i++)
        {
            world.Model.Answer(Topic);
            await world.SettleAsync();
        }

        Assert.Equal(replies.Split('|'), _said.Select(m => m.Content));
    }

    [Fact]
    public async Task A_question_that_is_recalled_while_the_model_thinks_is_answered_by_nobody()
    {
        await using var world = await StartAsync();
        var question = Visitor("慢一");
        await world.ReceiveAsync(question);
        await world.ReceiveAsync(Visitor(question.Uid, MessageTypes.Recall));
        Assert.False(world.Model.IsThinking(Topic));
        await world.PassAsync(TimeSpan.FromMinutes(20));
        Assert.Empty(_said);
    }

    [Fact]
    public async Task What_another_robot_answered_is_not_answered_again_and_robots_are_never_answered()
    {
        await using var world = await StartAsync();
        await world.ReceiveAsync(Visitor("慢一"));
        await world.ReceiveAsync(From(new Wire.User { Uid = "robot_1", Type = UserTypes.Robot }, "我是机器人，答案是七"));
        await world.ReceiveAsync(From(new Wire.User { Uid = "agent_2", Type = UserTypes.Agent }, "你好，我现在不在", extra: """{"autoReply":true}"""));
        Assert.False(world.Model.IsThinking(Topic));
        Assert.Empty(_said);
        Assert.NotEqual(Owner.Human, world.StateOf(Topic).Ownership.Owner);
        await world.ReceiveAsync(Visitor("你好"));
        Assert.Equal(["您好"], _said.Select(m => m.Content));
    }

    [Fact]
    public async Task Where_the_platforms_robot_is_on_duty_the_bot_keeps_out()
    {
        await using var world = await StartAsync();
        var message = Visitor("你好");
        message.Thread.State = ThreadStates.Roboting;
        await world.ReceiveAsync(message);
        Assert.Empty(_said);
        await world.ReceiveAsync(Visitor("你好"));
        Assert.Single(_said);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_exchange_with_a_program_that_looks_like_a_visitor_ends_after_a_few_turns(bool echoes)
    {
        await using var world = await StartAsync();
        var text = "我现在不方便，稍后联系";
        for (var round = 0; round < 40; round++)
        {
            var before = _said.Count;
            await world.ReceiveAsync(Visitor(text));
            if (_said.Count == before) break;
            if (echoes) text = $"您说的是：{_said[^1].Content}";
        }

        Assert.InRange(_said.Count, 1, 14);
        Assert.Equal(PeopleTexts.NothingNewWhileWaiting("zh"), _said[^1].Content);
        // Something new is answered; a human was called meanwhile, so nobody is greeted anew.
        await world.ReceiveAsync(Visitor("你好"));
        Assert.Equal(PeopleTexts.AlreadyCalled("zh"), _said[^1].Content);
    }

    [Fact]
    public async Task Which_human_came_when_and_why_is_on_record_and_the_bot_comes_back_by_the_policy_of_the_threads_type()
    {
        await using var world = await StartAsync(new() { ["People:Agent:ComeBackAfter"] = "2m", ["People:ComeBackAfter"] = "0" });
        await world.ReceiveAsync(Visitor("你好"));
        await world.ReceiveAsync(From(new Wire.User { Uid = "agent_2", Nickname = "林悦", Type = UserTypes.Agent }, "我来"));
        await world.ReceiveAsync(Visitor("慢一"));
        world.Model.AnswersAtOnce = true;
        await world.PassAsync(TimeSpan.FromMinutes(3));
        Assert.Equal(["您好", PeopleTexts.HumanLeft("zh"), "想好了：慢一"], _said.Select(m => m.Content));
        Assert.Equal([(Owner.Human, "林悦 wrote"), (Owner.Bot, "the human has been silent")], world.StateOf(Topic).OwnerChanges.Select(c => (c.Owner, c.Reason)));
        Assert.Equal(Morning, world.StateOf(Topic).OwnerChanges[0].At);
    }

    [Fact]
    public async Task A_silence_that_is_over_just_as_the_human_writes_again_does_not_bring_the_bot_back()
    {
        await using var world = await StartAsync(new() { ["People:ComeBackAfter"] = "2m" });
        var human = new Wire.User { Uid = "agent_2", Nickname = "林悦", Type = UserTypes.Agent };
        await world.ReceiveAsync(Visitor("你好"));
        await world.ReceiveAsync(From(human, "我来"));
        await world.ReceiveAsync(Visitor("还在吗"));

        world.Clock.SetUtcNow(Morning.AddMinutes(2));

        // Their word waits to be handled as the clock reaches the end of their silence: the timer's event is behind it.
        var gate = world.Get<CatchUpGate>();
        gate.BeginListing(TimeSpan.FromMinutes(1));
        gate.EndListing([Topic]);
        await world.Get<MessageReceiver>().TakeAsync(From(human, "在的"), PeopleWorld.Bot, null);
        var hub = world.Get<ConversationHub>();
        while (hub.Waiting == 0)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        await world.Get<TimerService>().FireDueAsync(CancellationToken.None);
        Assert.Equal(2, hub.Waiting);
        gate.Release(Topic);
        await world.SettleAsync();

        Assert.Equal(Owner.Human, world.StateOf(Topic).Ownership.Owner);
        await world.PassAsync(TimeSpan.FromSeconds(90));
        Assert.Equal(Owner.Human, world.StateOf(Topic).Ownership.Owner);
        await world.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(Owner.Bot, world.StateOf(Topic).Ownership.Owner);
    }

    [Fact]
    public async Task A_rating_of_the_human_is_tagged_by_the_rules_and_nothing_is_said()
    {
        await using var world = await StartAsync();
        await world.ReceiveAsync(Visitor("你好"));
        await world.ReceiveAsync(From(new Wire.User { Uid = "agent_2", Nickname = "林悦", Type = UserTypes.Agent }, "我来"));
        var said = _said.Count;
        var rating = Visitor("""{"score":1}""");
        rating.Type = MessageTypes.RateSubmit;
        await world.ReceiveAsync(rating);
        Assert.Contains("unhappy", world.StateOf(Topic).Tags);
        Assert.Equal((said, Owner.Human), (_said.Count, world.StateOf(Topic).Ownership.Owner));
    }

    [Fact]
    public async Task A_wish_for_another_language_is_answered_in_it()
    {
        await using var world = await StartAsync();
        await world.ReceiveAsync(Visitor("你好"));
        await world.ReceiveAsync(Visitor("English please"));
        await world.ReceiveAsync(Visitor("1234567890123"));
        Assert.Equal(PeopleTexts.LanguageSet("en"), _said[1].Content);
        Assert.StartsWith("Sorry", _said[2].Content, StringComparison.Ordinal);
    }

    private async Task<PeopleWorld> StartAsync(Dictionary<string, string?>? settings = null)
    {
        var world = await PeopleWorld.StartAsync(Morning, Rules, settings);
        world.Server.OnSent = message =>
        {
            if (message.Thread.Topic == Topic && message.Type == MessageTypes.Text) _said.Add(message);
        };
        return world;
    }

    private Wire.Message Visitor(string content, string type = MessageTypes.Text) => From(Thread().User, content, type);

    private Wire.Message From(Wire.User user, string content, string type = MessageTypes.Text, string extra = "") => new()
    {
        Uid = $"{++_number:D32}", Type = type, Content = content, Status = MessageStatuses.Success, CreatedAt = MessageTime.Write(Morning), Channel = "web", Thread = Thread(), User = user, Extra = extra,
    };

    private static Wire.Thread Thread() => new()
    {
        Uid = "t1", Topic = Topic, Type = ThreadTypes.Agent, State = ThreadStates.Chatting, Channel = "web", User = new Wire.User { Uid = "v1", Nickname = "访客", Type = UserTypes.Visitor },
    };
}
