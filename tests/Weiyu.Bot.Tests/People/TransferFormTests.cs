using System.Text.Json.Nodes;
using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.People;
using Weiyu.Bot.Tests.People.Support;
using Weiyu.Client.Content;
using Weiyu.Client.Messages;

namespace Weiyu.Bot.Tests.People;

/// <summary>TRANSFER in the forms of today and before.</summary>
public sealed class TransferFormTests
{
    private const string Rules = "version: 1\nrules:\n  - {id: hello, when: {any: [你好]}, say: 您好}\n";

    [Theory]
    [InlineData("""{"note":"交给你","sender":{"uid":"agent_2"},"receiver":{"uid":"agent_bot","nickname":"小微"},"status":"TRANSFER_PENDING"}""", true)]
    [InlineData("""{"note":"交给你","receiver":{"uid":"user_bot"}}""", true)]
    [InlineData("""{"note":"交给你","receiver":"{\"uid\":\"agent_bot\"}"}""", true)]
    [InlineData("""{"note":"交给你","receiver":{"uid":"agent_3"},"to":"agent_bot"}""", false)]
    [InlineData("""{"note":"交给你","receiver":{}}""", false)]
    [InlineData("""{"content":"交给你","to":"agent_bot"}""", true)]
    [InlineData("""{"note":"交给你","thread":{"uid":"t1"}}""", false)]
    [InlineData("交给你", false)]
    public void Whom_a_transfer_goes_to_is_read_in_every_form(string content, bool isToBot)
    {
        var transfer = new Wire.Message { Type = MessageTypes.Transfer, Content = content, Thread = new Wire.Thread { Topic = OneTalk.Topic } };
        Assert.Equal(isToBot, Transfers.IsTo(transfer, PeopleWorld.Bot));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_transfer_in_todays_form_is_accepted_in_it_whoever_tells_of_it(bool bySystem)
    {
        await using var talk = await OneTalk.StartAsync(Rules);
        await talk.ColleagueAsync(MessageTypes.Text, "我先看看");
        await talk.SayAsync("你好");
        var transfer = await talk.HearAsync(bySystem ? OneTalk.System : OneTalk.Colleague, MessageTypes.Transfer, """
            {"note":"交给你","sender":{"uid":"agent_2","nickname":"林悦"},"receiver":{"uid":"agent_bot"},"thread":{"uid":"t1"},
             "type":"AGENT","status":"TRANSFER_PENDING","expireLength":30,"later":1}
            """);

        var accept = Assert.Single(talk.Sent, s => s.Message.Type == MessageTypes.TransferAccept).Message;
        var answer = Assert.IsType<TransferContent>(MessageContent.Read(accept));
        Assert.Equal(("TRANSFER_ACCEPTED", transfer.Uid), (answer.Status, answer.MessageUid));
        Assert.Equal(("agent_2", "agent_bot"), (answer.Sender?.Uid, answer.Receiver?.Uid));
        Assert.Equal(("t1", "1"), (answer.Thread?.Uid, answer.Get("later")));
        Assert.Equal(["您好"], talk.Said);
        Assert.Equal((Owner.Bot, "林悦 transferred it to the bot"), (talk.Owner, talk.State.Ownership.Reason));
    }

    [Fact]
    public async Task An_older_transfer_is_accepted_in_its_own_form()
    {
        await using var talk = await OneTalk.StartAsync(Rules);
        var transfer = await talk.ColleagueAsync(MessageTypes.Transfer, """{"content":"交给你","status":"PENDING","to":"agent_bot"}""");
        var answer = JsonNode.Parse(Assert.Single(talk.Sent, s => s.Message.Type == MessageTypes.TransferAccept).Message.Content)!;
        Assert.Equal((transfer.Uid, "t1", "ACCEPTED"), ((string?)answer["uid"], (string?)answer["thread"], (string?)answer["status"]));
    }

    [Fact]
    public async Task What_the_server_tells_of_an_acceptance_says_who_came_and_the_bots_own_is_nobody()
    {
        await using var talk = await OneTalk.StartAsync(Rules);
        await talk.HearAsync(OneTalk.System, MessageTypes.TransferAccept, """{"receiver":{"uid":"agent_bot"},"status":"TRANSFER_ACCEPTED"}""");
        Assert.Equal(Owner.Bot, talk.Owner);
        await talk.HearAsync(OneTalk.System, MessageTypes.TransferAccept, """{"receiver":{"uid":"agent_2","nickname":"林悦"}}""");
        Assert.Equal((Owner.Human, "agent_2", "林悦 accepted the transfer"), (talk.Owner, talk.State.Ownership.AgentUid, talk.State.Ownership.Reason));
    }

    [Fact]
    public async Task What_the_bot_offers_is_read_by_todays_clients_and_by_older_ones()
    {
        await using var talk = await OneTalk.StartAsync(Rules, new() { ["People:HandoffTo"] = "agent_2" });
        await talk.SayAsync("转人工");
        var offer = Assert.Single(talk.Sent, s => s.Message.Type == MessageTypes.Transfer).Message;
        var content = Assert.IsType<TransferContent>(MessageContent.Read(offer));
        Assert.Equal(("agent_bot", "agent_2"), (content.Sender?.Uid, content.Receiver?.Uid));
        Assert.Equal(("t1", OneTalk.Topic), (content.Thread?.Uid, content.Thread?.Topic));
        Assert.Equal(("TRANSFER_PENDING", "agent_2", content.Get("note")), (content.Status, content.Get("to"), content.Content));
    }
}
