using Weiyu.Client.Messages;
using Weiyu.EndToEnd.Support;
using Weiyu.Sandbox;

namespace Weiyu.EndToEnd.Conversation;

public sealed class RoutesTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_mqtt_is_refused_a_question_that_is_in_hand_is_answered_over_http()
    {
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server);
        var visitor = await server.OpenVisitorAsync();
        var counted = server.Published.SentByRest;
        // The question is taken, and the line breaks before the answer is there.
        server.Faults.RefuseConnects = ConnectRefusal.Close;
        visitor.Say("你好");
        server.Faults.DropConnections();

        var answer = await visitor.WaitForTextAsync(Cancellation);

        Assert.Equal(server.Data.OrgUid, MessageExtra.OrgUid(answer.Extra));
        Assert.Equal(counted + 1, server.Published.SentByRest);
    }

    [Fact]
    public async Task A_reply_that_is_too_long_for_mqtt_goes_over_http()
    {
        await using var server = await Sandboxes.StartAsync();
        var rules = Directory.CreateTempSubdirectory("weiyu-rules-").FullName;
        var text = new string('长', 6_000);
        await File.WriteAllTextAsync(Path.Combine(rules, "long.yaml"), $"version: 1\nrules:\n  - id: long\n    when: 你好\n    say: {text}\n", Cancellation);
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Bot:RulesPath"] = rules });
        var visitor = await server.OpenVisitorAsync();
        visitor.Say("你好");

        var answer = await visitor.WaitForTextAsync(Cancellation);

        Assert.Equal(text, answer.Content);
        Assert.Single(server.Sessions);
        Directory.Delete(rules, recursive: true);
    }
}
