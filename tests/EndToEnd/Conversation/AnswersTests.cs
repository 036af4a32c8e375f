using Weiyu.Client.Messages;
using Weiyu.EndToEnd.Support;
using Weiyu.Sandbox;

namespace Weiyu.EndToEnd.Conversation;

public sealed class AnswersTests
{
    private static readonly SandboxOptions QuickStore = SandboxOptions.Ephemeral with { StoreLag = TimeSpan.FromMilliseconds(200) };

    [Fact]
    public async Task A_visitor_who_says_hello_sees_typing_a_read_tick_and_one_answer()
    {
        await using var server = await SandboxServer.StartAsync(QuickStore, cancellation: TestContext.Current.CancellationToken);
        await using var bot = await BotUnderTest.StartAsync(server);
        var visitor = await server.OpenVisitorAsync();
        var question = visitor.Say("你好");

        var answer = await visitor.WaitForTextAsync(TestContext.Current.CancellationToken);

        Assert.Equal(UserTypes.Agent, answer.User.Type);
        Assert.Equal(server.Data.Bot.AgentUid, answer.User.Uid);
        Assert.Equal(server.Data.OrgUid, MessageExtra.OrgUid(answer.Extra));
        Assert.Contains(visitor.Received, m => m.Type == MessageTypes.Read && m.Content == question.Uid);
        Assert.Contains(visitor.Received, m => m.Type == MessageTypes.Delivered && m.Content == question.Uid);
        Assert.Contains(visitor.Received, m => m.Type == MessageTypes.Typing);
    }
}
