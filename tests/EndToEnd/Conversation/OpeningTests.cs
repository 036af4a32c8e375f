using Weiyu.Client.Messages;
using Weiyu.EndToEnd.Support;
using Weiyu.Sandbox;

namespace Weiyu.EndToEnd.Conversation;

public sealed class OpeningTests
{
    private const string Rules = """
        version: 1
        rules:
          - id: welcome
            event: thread.opened
            say: 欢迎光临
          - id: any
            when: otherwise
            say: 收到
        """;

    [Fact]
    public async Task A_visitor_is_welcomed_once_and_again_after_the_conversation_was_closed()
    {
        await using var server = await Sandboxes.StartAsync();
        var rules = Directory.CreateTempSubdirectory("weiyu-rules-").FullName;
        await File.WriteAllTextAsync(Path.Combine(rules, "rules.yaml"), Rules, TestContext.Current.CancellationToken);
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Bot:RulesPath"] = rules });
        var visitor = await server.OpenVisitorAsync();

        await bot.HandledAsync(visitor.Say("一"));
        await bot.HandledAsync(visitor.Say("二"));
        Assert.Equal(["欢迎光临", "收到", "收到"], Texts(visitor));

        server.CloseThread(visitor.Thread);
        await Eventually.TrueAsync(() => bot.OwnerOf(visitor.Thread.Topic) == "Closed");
        await bot.HandledAsync(visitor.Say("三"));
        Assert.Equal(["欢迎光临", "收到", "收到", "欢迎光临", "收到"], Texts(visitor));
        Directory.Delete(rules, recursive: true);
    }

    [Fact]
    public async Task What_is_said_after_a_first_start_that_could_not_look_around_is_answered_by_the_next_one()
    {
        await using var server = await Sandboxes.StartAsync();
        var data = Directory.CreateTempSubdirectory("weiyu-bot-test-").FullName;
        (server.Faults.RestPath, server.Faults.Rest) = ("/api/v1/thread", RestFailure.Http500);
        SandboxVisitor visitor;
        await using (await BotUnderTest.StartAsync(server, dataPath: data)) visitor = await server.OpenVisitorAsync();
        visitor.Say("在吗");
        server.Faults.Clear();

        await using (await BotUnderTest.StartAsync(server, dataPath: data))
        {
            Assert.Equal("收到", (await visitor.WaitForTextAsync(TestContext.Current.CancellationToken)).Content);
        }

        Directory.Delete(data, recursive: true);
    }

    private static List<string> Texts(SandboxVisitor visitor) =>
        [.. visitor.Received.Where(m => m.Type == MessageTypes.Text && m.User.Type == UserTypes.Agent).Select(m => m.Content)];
}
