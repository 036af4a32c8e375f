using Weiyu.Bot.Core;
using Weiyu.Bot.Storage;
using Weiyu.Bot.Tests.People.Support;
using Weiyu.Client.Messages;
using Xunit;

namespace Weiyu.Bot.Tests.Outbox;

/// <summary><c>outbox retry</c>, as the running bot takes it up.</summary>
public sealed class RetryTests
{
    [Fact]
    public async Task A_reply_that_was_given_up_long_ago_is_sent_when_somebody_wants_it_to_be_tried_again()
    {
        await using var world = await PeopleWorld.StartAsync(DateTimeOffset.UnixEpoch.AddDays(20_000), "version: 1\nrules:\n  - {id: any, when: otherwise, say: 收到}\n");
        var thread = new Wire.Thread { Uid = "t", Type = ThreadTypes.Agent, Topic = Topics.Agent("agent_bot", "v"), User = new Wire.User { Uid = "v", Type = UserTypes.Visitor } };
        await world.ReceiveAsync(new Wire.Message
        {
            Uid = "question", Type = MessageTypes.Text, Content = "你好", CreatedAt = MessageTime.Write(world.Now), Thread = thread, User = thread.User.Clone(),
        });
        var store = world.Get<Store>();
        var first = Assert.Single(store.Read(session => session.OutboxOf("question")));
        var message = Wire.Message.Parser.ParseFrom(first.Payload);
        message.Uid = Uids.Reply(PeopleWorld.Bot.UserUid, "another", 0);
        var old = first with { Uid = message.Uid, Cause = "another", Payload = MessageCodec.Encode(message), State = OutboxState.Failed, DoneAt = world.Now, CreatedAt = world.Now };
        await store.WriteAsync(session => session.InsertOutbox(old), TestContext.Current.CancellationToken);
        await world.PassAsync(TimeSpan.FromDays(2));

        await store.WriteAsync(session => session.RetryOutbox(old.Uid, world.Now), TestContext.Current.CancellationToken);
        await world.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(OutboxState.Confirmed, store.Read(session => session.FindOutbox(old.Uid))!.State);
        Assert.Equal(2, world.Server.Sent);
    }
}
