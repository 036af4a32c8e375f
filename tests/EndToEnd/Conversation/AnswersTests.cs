using Weiyu.Client.Messages;
using Weiyu.EndToEnd.Support;
using Weiyu.Sandbox;

namespace Weiyu.EndToEnd.Conversation;

public sealed class AnswersTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_visitor_who_says_hello_sees_typing_a_read_tick_and_one_answer()
    {
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server);
        var visitor = await server.OpenVisitorAsync();
        var question = visitor.Say("你好");

        await visitor.WaitForTextAsync(Cancellation);

        Assert.Contains(visitor.Received, m => m.Type == MessageTypes.Read && m.Content == question.Uid);
        Assert.Contains(visitor.Received, m => m.Type == MessageTypes.Delivered && m.Content == question.Uid);
        Assert.Contains(visitor.Received, m => m.Type == MessageTypes.Typing);
    }

    [Theory]
    [InlineData(ThreadTypes.Agent, UserTypes.Agent)]
    [InlineData(ThreadTypes.Workgroup, UserTypes.Agent)]
    [InlineData(ThreadTypes.Unified, UserTypes.User)]
    public async Task It_speaks_as_the_agent_in_agent_and_workgroup_threads_and_as_the_user_elsewhere(string threadType, string userType)
    {
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server);
        var visitor = await server.OpenVisitorAsync(threadType);
        visitor.Say("你好");

        var answer = await visitor.WaitForTextAsync(Cancellation);

        Assert.Equal(userType, answer.User.Type);
        Assert.Equal(userType == UserTypes.Agent ? server.Data.Bot.AgentUid : server.Data.Bot.UserUid, answer.User.Uid);
        Assert.Equal(server.Data.OrgUid, MessageExtra.OrgUid(answer.Extra));
        Assert.Equal(threadType, answer.Thread.Type);
        Assert.Equal(visitor.Thread.Topic, answer.Thread.Topic);
        Assert.Equal(visitor.Thread.Uid, answer.Thread.Uid);
        Assert.Matches("^[0-9a-f]{32}$", answer.Uid);
        Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$", answer.CreatedAt);
    }

    [Fact]
    public async Task In_a_group_it_is_silent_unless_a_rule_names_groups()
    {
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server);
        var group = await server.OpenVisitorAsync(ThreadTypes.Group);
        var visitor = await server.OpenVisitorAsync();

        group.Say("你好");
        // What came in before is handled before.
        visitor.Say("你好");
        await visitor.WaitForTextAsync(Cancellation);
        await bot.IdleAsync();

        Assert.DoesNotContain(group.Received, m => m.User.Uid == server.Data.Bot.UserUid || m.User.Uid == server.Data.Bot.AgentUid);
    }

    [Fact]
    public async Task A_message_on_a_topic_that_was_never_subscribed_to_is_answered()
    {
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server);
        // A thread that opens after the bot connected: the server adds its topic by itself.
        var visitor = await server.OpenVisitorAsync();
        visitor.Say("你好");

        Assert.NotEmpty((await visitor.WaitForTextAsync(Cancellation)).Content);
    }

    [Fact]
    public async Task Five_hundred_questions_amid_noise_get_exactly_five_hundred_answers()
    {
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server);
        var visitors = new List<SandboxVisitor>();
        for (var i = 0; i < 50; i++) visitors.Add(await server.OpenVisitorAsync(i % 2 == 0 ? ThreadTypes.Agent : ThreadTypes.Workgroup));
        var questions = new HashSet<string>();
        for (var round = 0; round < 10; round++)
        {
            foreach (var visitor in visitors)
            {
                visitor.Typing();
                visitor.Preview("你");
                questions.Add(visitor.Say($"问题 question {round}").Uid);
                visitor.Read("0123456789abcdef0123456789abcdef");
                visitor.Delivered("0123456789abcdef0123456789abcdef");
                visitor.Send(MessageTypes.System, "访客切换了页面");
            }
        }

        await Eventually.TrueAsync(() => visitors.Sum(v => Answers(v, server).Count) >= questions.Count);
        await bot.IdleAsync();

        Assert.All(visitors, v => Assert.Equal(10, Answers(v, server).Count));
        Assert.Equal(500, visitors.SelectMany(v => Answers(v, server)).Select(m => m.Uid).Distinct().Count());
    }

    [Fact]
    public async Task The_client_id_is_user_channel_and_device_and_the_device_stays_the_same_after_a_restart()
    {
        await using var server = await Sandboxes.StartAsync();
        var data = Directory.CreateTempSubdirectory("weiyu-bot-test-").FullName;
        string first;
        await using (await BotUnderTest.StartAsync(server, dataPath: data)) first = Assert.Single(server.Sessions).ClientId;
        await using (await BotUnderTest.StartAsync(server, dataPath: data)) Assert.Equal(first, Assert.Single(server.Sessions).ClientId);

        Assert.Matches($"^{server.Data.Bot.UserUid}/web/[0-9a-f]{{32}}$", first);
        Directory.Delete(data, recursive: true);
    }

    private static List<Wire.Message> Answers(SandboxVisitor visitor, SandboxServer server) =>
        [.. visitor.Received.Where(m => m.Type == MessageTypes.Text && m.User.Uid == server.Data.Bot.AgentUid)];
}
