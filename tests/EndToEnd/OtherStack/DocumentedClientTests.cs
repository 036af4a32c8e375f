using System.Globalization;
using System.Text.Json.Nodes;
using Weiyu.Client.Messages;
using Weiyu.EndToEnd.Support;
using Weiyu.Sandbox;

namespace Weiyu.EndToEnd.OtherStack;

/// <summary>The client that the platform's documentation shows, in another language and with other libraries, at the same server as the bot.</summary>
public sealed class DocumentedClientTests
{
    private const string Rules = """
        version: 1
        rules:
          - {id: place, when: {type: LOCATION}, say: "地点 {{ text }}"}
          - {id: file, when: {type: FILE}, say: "收到 {{ text }}"}
          - {id: repair, when: [报修], ask: {photo: {type: image, zh: 请发一张照片。}}, say: "照片 {{ photo }}"}
          - {id: any, when: otherwise, say: "您说 {{ text }}"}
        """;

    /// <summary>A server that takes a visitor at MQTT, who has no token: the real one knows only its staff there.</summary>
    private static SandboxOptions TakesVisitors { get; } = Sandboxes.Quick with { Habits = Sandboxes.WithItsOwnBroker.Habits with { AcceptsAnyPassword = true } };

    [Fact]
    public async Task A_visitor_with_this_client_gets_one_answer_and_both_receipts_and_understands_all_of_them()
    {
        await using var server = await Sandboxes.StartAsync(TakesVisitors);
        await using var bot = await BotUnderTest.StartAsync(server);
        await using var script = JavaScriptClient.Start();
        var visitor = await ConnectVisitorAsync(script, server);

        var question = NewUid();
        Assert.Equal("mqtt", await script.SendAsync(ThreadOf(visitor), visitor.User, MessageTypes.Text, "你好", question));

        var answer = await script.WaitForAsync(IsBotsText(server), "the answer");
        await bot.IdleAsync();
        Assert.Equal(("收到", UserTypes.Agent, MessageStatuses.Success), (answer.Content, answer.User.Type, answer.Status));
        Assert.Equal((visitor.Thread.Uid, visitor.Thread.Topic, visitor.Thread.Type), (answer.Thread.Uid, answer.Thread.Topic, answer.Thread.Type));
        Assert.NotNull(MessageTime.Read(answer.CreatedAt));
        Assert.Contains(script.Received, m => m.Type == MessageTypes.Delivered && m.Content == question);
        Assert.Contains(script.Received, m => m.Type == MessageTypes.Read && m.Content == question);
        Assert.Single(script.Received, m => IsBotsText(server)(m));
        Assert.Empty(script.Complaints);
    }

    [Fact]
    public async Task A_person_with_this_client_on_the_bots_own_account_is_heard_as_a_human_and_the_bot_falls_silent()
    {
        await using var server = await Sandboxes.StartAsync(Sandboxes.WithItsOwnBroker);
        await using var bot = await BotUnderTest.StartAsync(server);
        await using var script = JavaScriptClient.Start();
        var visitor = await server.OpenVisitorAsync();
        var question = visitor.Say("你好");
        await bot.HandledAsync(question);
        var account = await ConnectAgentAsync(script, server, server.Data.Bot);
        Assert.Equal(2, server.Sessions.Count(s => s.ClientId.StartsWith($"{account.Uid}/", StringComparison.Ordinal)));

        var word = NewUid();
        await script.SendAsync(ThreadOf(visitor), account, MessageTypes.Read, question.Uid, NewUid());
        await script.SendAsync(ThreadOf(visitor), account, MessageTypes.Typing, "", NewUid());
        await script.SendAsync(ThreadOf(visitor), account, MessageTypes.Text, "我是同事，我来处理", word);
        await Eventually.TrueAsync(() => visitor.Received.Any(m => m.Uid == word), "the visitor reads the human");
        await Eventually.TrueAsync(() => bot.OwnerOf(visitor.Thread.Topic) == "Human");

        var answered = visitor.Received.Count(m => IsBotsText(server)(m) && m.Uid != word);
        await bot.HandledAsync(visitor.Say("还要多久"));
        Assert.Equal(answered, visitor.Received.Count(m => IsBotsText(server)(m) && m.Uid != word));
        // The visitor's second question reaches the human, whose client reads everything that the bot and the server send.
        await script.WaitForAsync(m => m.Content == "还要多久" && m.User.Type == UserTypes.Visitor, "the visitor's question");
        Assert.Empty(script.Complaints);
    }

    [Theory]
    [InlineData(ThreadTypes.Agent)]
    [InlineData(ThreadTypes.Workgroup)]
    public async Task A_colleague_with_this_client_speaks_as_a_user_and_the_bot_answers_neither_them_nor_over_them(string threadType)
    {
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server);
        await using var script = JavaScriptClient.Start();
        var visitor = await server.OpenVisitorAsync(threadType);
        await bot.HandledAsync(visitor.Say("你好"));
        var colleague = await ConnectAgentAsync(script, server, server.Data.Accounts.First(a => !a.IsBot));

        var word = NewUid();
        await script.SendAsync(ThreadOf(visitor), colleague, MessageTypes.Text, "您好，我是小林", word);
        await Eventually.TrueAsync(() => visitor.Received.Any(m => m.Uid == word), "the visitor reads the colleague");
        await Eventually.TrueAsync(() => bot.OwnerOf(visitor.Thread.Topic) == "Human");

        await bot.HandledAsync(visitor.Say("好的"));
        Assert.Single(visitor.Received, m => IsBotsText(server)(m));
    }

    [Fact]
    public async Task Without_a_connection_this_client_posts_and_is_answered_all_the_same()
    {
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server);
        await using var script = JavaScriptClient.Start();
        var visitor = await server.OpenVisitorAsync();
        await script.LoginAsync(server.ApiUrl, server.Data.Accounts[1].Username, server.Data.Accounts[1].Password);

        Assert.Equal("http", await script.SendAsync(ThreadOf(visitor), visitor.User, MessageTypes.Text, "你好", NewUid()));

        Assert.Equal("收到", (await visitor.WaitForAsync(IsBotsText(server), TestContext.Current.CancellationToken)).Content);
    }

    [Fact]
    public async Task Pictures_places_and_files_as_this_client_writes_them_are_understood()
    {
        var rules = RulesFolder.Of(Rules);
        await using var server = await Sandboxes.StartAsync(TakesVisitors);
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Bot:RulesPath"] = rules });
        await using var script = JavaScriptClient.Start();
        var visitor = await ConnectVisitorAsync(script, server);

        await AsksAsync(MessageTypes.Text, "报修", "请发一张照片。");
        await AsksAsync(MessageTypes.Image, "https://x.test/a.png", "照片 https://x.test/a.png");
        await AsksAsync(MessageTypes.Location, "上海市人民广场", "地点 [位置] 上海市人民广场");
        // The page's own examples hand in an object that is ready, which its function wraps once more.
        await AsksAsync(MessageTypes.Location, """{"latitude":31.23,"longitude":121.47,"address":"静安寺","type":"LOCATION"}""", "地点 [位置] 静安寺");
        await AsksAsync(MessageTypes.File, """{"url":"https://x.test/a.pdf","name":"发票.pdf","size":1024,"type":"FILE"}""", "收到 [文件] 发票.pdf");
        Directory.Delete(rules, recursive: true);

        async Task AsksAsync(string type, string content, string answer)
        {
            await script.SendAsync(ThreadOf(visitor), visitor.User, type, content, NewUid());
            await script.WaitForAsync(m => m.Content == answer && IsBotsText(server)(m), $"'{answer}' as the answer to {type} {content}");
        }
    }

    [Fact]
    public async Task At_a_broker_that_changes_nothing_its_messages_without_a_time_or_with_epoch_milliseconds_are_answered_and_its_json_harms_nothing()
    {
        await using var server = await Sandboxes.StartAsync();
        await using var broker = await Mosquitto.StartAsync();
        var rules = RulesFolder.Of(Rules);
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Weiyu:MqttUrl"] = broker.Url, ["Bot:RulesPath"] = rules });
        await using var script = JavaScriptClient.Start();
        var visitor = await ConnectVisitorAsync(script, server, broker.Url);
        var inbox = Topics.AgentInbox(server.Data.Bot.AgentUid!);

        var untimed = NewUid();
        await script.SendAsync(ThreadOf(visitor), visitor.User, MessageTypes.Text, "一", untimed, inbox);
        await script.WaitForAsync(m => m.Content == "您说 一", "the answer to what has no time");
        // So it is on the wire: the number never gets there.
        await script.SubscribeAsync(inbox);
        await script.SendAsync(ThreadOf(visitor), visitor.User, MessageTypes.Text, "二", NewUid(), inbox);
        Assert.Equal("", (await script.WaitForAsync(m => m.Content == "二", "its own message")).CreatedAt);

        await script.SendJsonAsync(inbox, new JsonObject { ["uid"] = NewUid(), ["type"] = "TEXT", ["content"] = "Hello World!", ["timestamp"] = 1_691_234_567_890 });
        var millis = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        await script.SendAsync(ThreadOf(visitor), visitor.User, MessageTypes.Text, "三", NewUid(), inbox, createdAt: millis);
        Assert.Equal(millis, (await script.WaitForAsync(m => m.Content == "三", "its own message")).CreatedAt);
        await script.WaitForAsync(m => m.Content == "您说 三", "the answer to what has epoch milliseconds");

        await bot.IdleAsync();
        Assert.Equal(["您说 一", "您说 二", "您说 三"], script.Received.Where(m => m.Type == MessageTypes.Text && m.User.Type == UserTypes.Agent).Select(m => m.Content));
        Directory.Delete(rules, recursive: true);
    }

    private static async Task<SandboxVisitor> ConnectVisitorAsync(JavaScriptClient script, SandboxServer server, string? mqttUrl = null)
    {
        var visitor = await server.OpenVisitorAsync();
        await script.ConnectAsync(mqttUrl ?? server.MqttUrl, visitor.Uid, "browser", hasLogin: false);
        await script.SubscribeAsync(visitor.Thread.Topic);
        return visitor;
    }

    /// <summary>Logs in and connects; the account as the page has it speak: the user, of type USER.</summary>
    private static async Task<Wire.User> ConnectAgentAsync(JavaScriptClient script, SandboxServer server, SandboxAccount account)
    {
        var login = await script.LoginAsync(server.ApiUrl, account.Username, account.Password);
        Assert.Equal((account.UserUid, server.Data.OrgUid), (login["uid"]!.GetValue<string>(), login["orgUid"]!.GetValue<string>()));
        await script.ConnectAsync(server.MqttUrl, account.UserUid, "second-device", hasLogin: true);
        return new Wire.User { Uid = account.UserUid, Nickname = account.Nickname, Avatar = account.Avatar, Type = UserTypes.User };
    }

    private static Wire.Thread ThreadOf(SandboxVisitor visitor) =>
        new() { Uid = visitor.Thread.Uid, Topic = visitor.Thread.Topic, Type = visitor.Thread.Type, User = visitor.User.Clone() };

    private static Func<Wire.Message, bool> IsBotsText(SandboxServer server) =>
        m => m.Type == MessageTypes.Text && (m.User?.Uid == server.Data.Bot.AgentUid || m.User?.Uid == server.Data.Bot.UserUid);

    private static string NewUid() => Guid.NewGuid().ToString("N");
}
