using Weiyu.Bot.Conversations;
using Weiyu.Bot.Outbox;
using Weiyu.Bot.Storage;
using Weiyu.Bot.Tests.People.Support;
using Weiyu.Client.Messages;
using Xunit;

namespace Weiyu.Bot.Tests.Conversations;

/// <summary>What fails so often that it is given up, and can't even be marked as that: the conversation goes on.</summary>
public sealed class GivingUpTests
{
    private const string Rules = "version: 1\nrules:\n  - {id: any, when: otherwise, say: 收到}\n";

    private static readonly Wire.Thread Thread = new()
    {
        Uid = "thread_1", Type = ThreadTypes.Agent, State = ThreadStates.Chatting, Channel = "web", Topic = Topics.Agent("agent_bot", "visitor_1"),
        User = new Wire.User { Uid = "visitor_1", Nickname = "访客", Type = UserTypes.Visitor },
    };

    [Fact]
    public async Task A_message_whose_failure_can_not_be_stored_either_does_not_end_its_conversation()
    {
        await using var world = await PeopleWorld.StartAsync(DateTimeOffset.UnixEpoch.AddDays(20_000), Rules);
        await RenameAsync(world, "decisions", "elsewhere");
        await world.Get<Weiyu.Bot.Receiving.MessageReceiver>().TakeAsync(Question(world, "一"), PeopleWorld.Bot, null);
        await PeopleWorld.ComesAboutAsync(() => world.Get<ConversationHub>().Active == 1);

        Assert.True(await PassesAsync(world, () => world.Get<ConversationHub>().Active == 0), "the mailbox ends");
        Assert.Equal(0, world.Get<ConversationHub>().Waiting);

        await RenameAsync(world, "elsewhere", "decisions");
        await world.ReceiveAsync(Question(world, "二"));
        Assert.Equal(1, world.Server.Sent);
    }

    [Fact]
    public async Task A_reply_whose_end_can_not_be_stored_does_not_end_its_lane()
    {
        await using var world = await PeopleWorld.StartAsync(DateTimeOffset.UnixEpoch.AddDays(20_000), Rules, new() { ["Bot:TypingPause"] = "5s" });
        var outbox = world.Get<OutboxWorker>();
        await world.Get<Weiyu.Bot.Receiving.MessageReceiver>().TakeAsync(Question(world, "一"), PeopleWorld.Bot, null);
        await PeopleWorld.ComesAboutAsync(() => outbox.ActiveLanes == 1 && world.Get<ConversationHub>().Active == 0);
        // It is decided, and the visitor sees TYPING.
        await RenameAsync(world, "outbox", "elsewhere");

        Assert.True(await PassesAsync(world, () => outbox.ActiveLanes == 0), "the lane ends");

        await RenameAsync(world, "elsewhere", "outbox");
        await world.PassAsync(TimeSpan.FromMinutes(1));
        await world.ReceiveAsync(Question(world, "二"));
        await world.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(2, world.Server.Sent);
        Assert.Empty(world.Server.Repeated);
        Assert.Equal(0, world.Get<Store>().Read(session => session.PendingSummary().Count));
    }

    /// <summary>Time passes until something has come about.</summary>
    private static Task<bool> PassesAsync(PeopleWorld world, Func<bool> condition) => PeopleWorld.ComesAboutAsync(() =>
    {
        if (condition()) return true;
        world.Clock.SetUtcNow(world.Now + TimeSpan.FromSeconds(1));
        return false;
    });

    private static Task RenameAsync(PeopleWorld world, string table, string to) =>
        world.Get<Store>().WriteAsync(session => session.Execute($"ALTER TABLE {table} RENAME TO {to}"), TestContext.Current.CancellationToken);

    private static Wire.Message Question(PeopleWorld world, string text) => new()
    {
        Uid = Guid.NewGuid().ToString("N"), Type = MessageTypes.Text, Content = text, Status = MessageStatuses.Success, CreatedAt = MessageTime.Write(world.Now), Channel = "web",
        Thread = Thread.Clone(), User = Thread.User.Clone(),
    };
}
