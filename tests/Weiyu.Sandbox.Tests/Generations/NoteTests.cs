using System.Net;
using System.Text.Json;
using Weiyu.Client.Messages;
using Weiyu.Sandbox.Tests.Support;

namespace Weiyu.Sandbox.Tests.Generations;

/// <summary>What the server itself says, by generation; reactions; transfers.</summary>
public sealed class NoteTests
{
    private static JsonElement Json(string content) => JsonDocument.Parse(content).RootElement;

    [Fact]
    public async Task Today_the_system_closes_whoever_wanted_it_and_says_so_in_JSON()
    {
        await using var server = await Generation.StartAsync();
        var visitor = await server.OpenVisitorAsync();
        using var human = server.OpenAgent();
        server.CloseThread(visitor.Thread);
        visitor.Say("again");
        human.CloseThread(visitor.Thread);
        visitor.Say("again");
        visitor.CloseThread();

        var closed = visitor.Received.Where(m => m.Type.EndsWith("_CLOSED", StringComparison.Ordinal)).ToList();
        Assert.Equal(["AUTO_CLOSED", "AGENT_CLOSED", "VISITOR_CLOSED"], closed.Select(m => m.Type));
        Assert.All(closed, m =>
        {
            Assert.Equal((UserTypes.System, "SYSTEM", MessageStatuses.Success), (m.User.Type, m.Channel, m.Status));
            Assert.Equal("org_sandbox", MessageExtra.OrgUid(m.Extra));
            Assert.Equal(m.Type, Json(m.Content).GetProperty("type").GetString());
            Assert.NotEmpty(Json(m.Content).GetProperty("content").GetString()!);
            var prompt = Json(Json(m.Content).GetProperty("extra").GetString()!).GetProperty("resolvedPrompt");
            Assert.Equal(visitor.Thread.Uid, prompt.GetProperty("threadUid").GetString());
        });
        Assert.Equal("VISITOR", visitor.Thread.CloseType);
    }

    [Fact]
    public async Task Before_the_agent_closed_in_plain_text_and_a_visitor_left_without_a_word_of_its_own()
    {
        await using var server = await Generation.StartAsync(SandboxGeneration.Y2025);
        var visitor = await server.OpenVisitorAsync();
        using var human = server.OpenAgent();
        human.CloseThread(visitor.Thread);
        visitor.Say("again");
        visitor.CloseThread();
        Assert.Equal(["AGENT_CLOSED", "AUTO_CLOSED"], visitor.Received.Select(m => m.Type));
        Assert.Equal(["agent_human", "system"], visitor.Received.Select(m => m.User.Uid));
        Assert.All(visitor.Received, m => Assert.False(m.Content.StartsWith('{')));
    }

    [Fact]
    public async Task A_few_words_of_the_server_are_TEXT_today_and_nobody_counts_them_as_unread()
    {
        await using var server = await Generation.StartAsync();
        var visitor = await server.OpenVisitorAsync();
        server.Notes.Words(visitor.Thread, "请稍候");
        var words = Assert.Single(visitor.Received);
        Assert.Equal((MessageTypes.Text, UserTypes.System, "请稍候"), (words.Type, words.User.Type, words.Content));
        Assert.Equal(0, visitor.Thread.UnreadCount);
        server.Notes.SystemNote(visitor.Thread, "note");
        Assert.Equal("note", Json(visitor.Received[^1].Content).GetProperty("content").GetString());

        server.Update(SandboxGeneration.Y2025);
        server.Notes.Words(visitor.Thread, "请稍候");
        Assert.Equal(MessageTypes.System, visitor.Received[^1].Type);
    }

    [Fact]
    public async Task A_notice_goes_to_the_account_on_the_generations_topic()
    {
        foreach (var (generation, topic) in new[] { (SandboxGeneration.Y2026, "system/user_bot"), (SandboxGeneration.Y2025, "user/user_bot") })
        {
            await using var server = await Generation.StartAsync(generation);
            await using var bot = await TestClient.ConnectAsync(server);
            server.Notes.Notice(server.Data.Bot, "登录", "您已登录");
            var notice = await bot.NextAsync();
            Assert.Equal((MessageTypes.Notice, topic), (notice.Type, notice.Thread.Topic));
            Assert.Equal("您已登录", generation == SandboxGeneration.Y2026 ? Json(notice.Content).GetProperty("content").GetString() : notice.Content);
        }
    }

    [Fact]
    public async Task A_reaction_changes_the_message_and_is_told_by_the_system()
    {
        await using var server = await Generation.StartAsync();
        using var api = await TestApi.LoginAsync(server);
        await using var bot = await TestClient.ConnectAsync(server);
        using var human = server.OpenAgent();
        var visitor = await server.OpenVisitorAsync();
        var said = human.Say(visitor.Thread, "您好");
        await bot.NextAsync();

        visitor.React(said.Uid, "👍");

        var reaction = await bot.NextAsync();
        Assert.Equal(("REACTION", UserTypes.System), (reaction.Type, reaction.User.Type));
        var content = Json(reaction.Content);
        Assert.Equal(said.Uid, content.GetProperty("messageUid").GetString());
        Assert.Equal(("👍", visitor.Uid), (content.GetProperty("emoji").GetString(), content.GetProperty("userUid").GetString()));
        var changed = Json(content.GetProperty("content").GetString()!);
        Assert.Equal(("您好", 1), (changed.GetProperty("text").GetString(), changed.GetProperty("reactions").GetArrayLength()));
        var stored = await api.DataAsync("/api/v1/message/query/uid?uid=" + said.Uid);
        Assert.Equal(content.GetProperty("content").GetString(), stored.GetProperty("content").GetString());

        visitor.React(said.Uid, "👍");
        await bot.NextAsync();
        Assert.Contains("\"reactions\":[]", server.History(visitor.Thread.Topic)[0].Content, StringComparison.Ordinal);
        Assert.Null(visitor.React("nobody", "👍"));
    }

    [Fact]
    public async Task An_agent_reacts_over_REST()
    {
        await using var server = await Generation.StartAsync();
        using var api = await TestApi.LoginAsync(server);
        var visitor = await server.OpenVisitorAsync();
        var said = visitor.Say("谢谢");
        var answer = await api.PostAsync("/api/v1/message/reaction/toggle", new { messageUid = said.Uid, emoji = "❤️" });
        Assert.Equal("谢谢", Json(answer.GetProperty("data").GetProperty("content").GetString()!).GetProperty("text").GetString());
        Assert.Equal("REACTION", visitor.Received[^1].Type);
        Assert.Equal((HttpStatusCode.BadRequest, 400), await api.OutcomeAsync("/api/v1/message/reaction/toggle", new { messageUid = said.Uid }));
        var unknown = new { messageUid = "nobody", emoji = "❤️" };
        Assert.Equal((HttpStatusCode.OK, 500), await api.OutcomeAsync("/api/v1/message/reaction/toggle", unknown));
    }

    [Fact]
    public async Task Who_listens_to_a_voice_message_is_told_of()
    {
        await using var server = await Generation.StartAsync();
        using var human = server.OpenAgent();
        var visitor = await server.OpenVisitorAsync();
        var voice = human.Send(visitor.Thread, MessageTypes.Voice, "{\"url\":\"/a.mp3\"}");
        Assert.True(visitor.Playback(voice.Uid));
        var playback = human.Received[^1];
        Assert.Equal("PLAYBACK", playback.Type);
        Assert.True(Json(playback.Content).GetProperty("played").GetBoolean());
        Assert.Equal(visitor.Uid, Json(playback.Content).GetProperty("userUid").GetString());
        Assert.False(visitor.Playback("nobody"));
    }

    [Theory]
    [InlineData(SandboxGeneration.Y2024, "note thread", "thread uid")]
    [InlineData(SandboxGeneration.Y2025, "content status", "content status thread uid")]
    [InlineData(SandboxGeneration.Y2026, "messageUid note receiver sender status thread type", "messageUid note receiver sender status thread type")]
    public async Task A_transfer_and_its_answer_have_the_generations_form(SandboxGeneration generation, string offer, string answer)
    {
        await using var server = await Generation.StartAsync(generation);
        using var human = server.OpenAgent();
        using var desktop = server.OpenAgent(asBotAccount: true);
        var visitor = await server.OpenVisitorAsync();
        static string Members(string content) => string.Join(' ', Json(content).EnumerateObject().Select(m => m.Name).Order());

        var transfer = desktop.Transfer(visitor.Thread, human.Account, "退款");
        Assert.Equal(offer, Members(transfer.Content));
        human.AcceptTransfer(visitor.Thread);
        Assert.Equal(MessageTypes.TransferAccept, visitor.Received[^1].Type);
        Assert.Equal(answer, Members(visitor.Received[^1].Content));
        Assert.Contains(transfer.Uid, visitor.Received[^1].Content, StringComparison.Ordinal);
    }
}
