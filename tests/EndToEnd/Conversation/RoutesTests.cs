using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Weiyu.Bot.Receiving.CatchingUp;
using Weiyu.Bot.Storage;
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
    public async Task Where_mqtt_is_refused_from_the_start_questions_are_found_and_answered_over_http_in_the_body_of_the_sheet()
    {
        await using var server = await Sandboxes.StartAsync();
        await using var proxy = await RecordingProxy.StartAsync(server.ApiUrl);
        server.Faults.RefuseConnects = ConnectRefusal.Unavailable;
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Weiyu:ApiUrl"] = proxy.Url, ["Weiyu:PollEvery"] = "00:00:00.2" }, wait: false);
        await bot.Services.GetRequiredService<Store>().Ready;
        await Eventually.TrueAsync(() => !bot.Services.GetRequiredService<FirstStart>().IsFirst, "the bot knows when it began");
        var visitor = await server.OpenVisitorAsync();
        visitor.Say("你好");

        var answer = await visitor.WaitForTextAsync(Cancellation);

        using var outer = JsonDocument.Parse(Assert.Single(proxy.Posted("/api/v1/message/rest/send"), b => b.Contains(answer.Uid, StringComparison.Ordinal)));
        Assert.Equal(["json"], outer.RootElement.EnumerateObject().Select(p => p.Name));
        using var inner = JsonDocument.Parse(outer.RootElement.GetProperty("json").GetString()!);
        var message = inner.RootElement;
        Assert.Equal(["channel", "content", "createdAt", "extra", "status", "thread", "type", "uid", "user"], message.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal(("TEXT", "收到", "SENDING", "web"), (Text(message, "type"), Text(message, "content"), Text(message, "status"), Text(message, "channel")));
        Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$", Text(message, "createdAt"));
        // A string that holds JSON, not an object.
        Assert.Equal(server.Data.OrgUid, MessageExtra.OrgUid(Text(message, "extra")));
        Assert.Equal((visitor.Thread.Uid, visitor.Thread.Topic, "AGENT"), (Text(message.GetProperty("thread"), "uid"), Text(message.GetProperty("thread"), "topic"), Text(message.GetProperty("thread"), "type")));
        Assert.Equal((server.Data.Bot.AgentUid, "AGENT"), (Text(message.GetProperty("user"), "uid"), Text(message.GetProperty("user"), "type")));
        Assert.Empty(server.Sessions);

        static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
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
