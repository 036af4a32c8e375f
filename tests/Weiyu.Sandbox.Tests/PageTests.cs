using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Weiyu.Client.Messages;
using Weiyu.Sandbox.Tests.Support;

namespace Weiyu.Sandbox.Tests;

/// <summary>What the browser is given, and what it may do.</summary>
public sealed class PageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Task<SandboxServer> StartAsync(SandboxOptions? options = null) =>
        SandboxServer.StartAsync(options ?? SandboxOptions.Ephemeral with { StoreLag = TimeSpan.Zero }, cancellation: Token);

    [Theory]
    [InlineData("/")]
    [InlineData("/visitor/")]
    [InlineData("/agent/")]
    public async Task Pages_allow_no_script_but_their_own_and_name_nothing_foreign(string path)
    {
        await using var server = await StartAsync();
        using var api = new TestApi(server);
        var response = await api.Http.GetAsync(path, Token);
        var policy = string.Join(' ', response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        var html = await response.Content.ReadAsStringAsync(Token);
        Assert.DoesNotContain("http://", html, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", html, StringComparison.Ordinal);
        Assert.DoesNotMatch("<script(?![^>]*src=)", html);
    }

    [Fact]
    public async Task Everything_that_a_page_names_is_there()
    {
        await using var server = await StartAsync();
        using var api = new TestApi(server);
        var wanted = new Queue<string>(["/", "/visitor/", "/agent/"]);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (wanted.TryDequeue(out var path))
        {
            if (!seen.Add(path))
            {
                continue;
            }

            var response = await api.Http.GetAsync(path, Token);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            var text = await response.Content.ReadAsStringAsync(Token);
            foreach (Match match in Regex.Matches(text, @"(?:src|href)=""(/[^""]*)""|from '\./([\w.]+)'"))
            {
                wanted.Enqueue(match.Groups[1].Success ? match.Groups[1].Value : "/assets/" + match.Groups[2].Value);
            }
        }

        Assert.True(seen.Count > 10);
    }

    [Fact]
    public async Task A_page_without_its_slash_is_sent_there_and_an_unchanged_file_is_not_sent_again()
    {
        await using var server = await StartAsync();
        using var api = new TestApi(server);
        var response = await api.Http.GetAsync("/visitor", Token);
        Assert.Equal("/visitor/", response.RequestMessage!.RequestUri!.AbsolutePath);
        using var again = new HttpRequestMessage(HttpMethod.Get, "/visitor/");
        again.Headers.IfNoneMatch.Add(response.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await api.Http.SendAsync(again, Token)).StatusCode);
    }

    [Theory]
    [InlineData("image/png", "图.png", "image/png", "inline")]
    [InlineData("text/html", "evil.html", "application/octet-stream", "attachment")]
    [InlineData("image/svg+xml", "evil.svg", "application/octet-stream", "attachment")]
    public async Task An_uploaded_file_is_served_so_that_it_can_not_run(string type, string name, string servedAs, string disposition)
    {
        await using var server = await StartAsync();
        using var api = new TestApi(server);
        var data = (await UploadAsync(api, type, name, [1, 2, 3])).GetProperty("data");
        Assert.Equal(name, data.GetProperty("name").GetString());
        var file = await api.Http.GetAsync(data.GetProperty("url").GetString(), Token);
        Assert.Equal(servedAs, file.Content.Headers.ContentType!.MediaType);
        Assert.Equal(disposition, file.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("nosniff", file.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal([1, 2, 3], await file.Content.ReadAsByteArrayAsync(Token));
    }

    [Fact]
    public async Task Uploads_are_bounded_one_by_one_and_together()
    {
        await using var server = await StartAsync(SandboxOptions.Ephemeral with { MaxUpload = 100, MaxUploads = 250 });
        using var api = new TestApi(server);
        var first = (await UploadAsync(api, "image/png", "1", new byte[100])).GetProperty("data").GetProperty("url").GetString()!;
        await UploadAsync(api, "image/png", "2", new byte[100]);
        await UploadAsync(api, "image/png", "3", new byte[100]);
        Assert.Equal(HttpStatusCode.NotFound, await api.StatusAsync(first));
        using var large = Upload("image/png", "4", new byte[101]);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await api.Http.SendAsync(large, Token)).StatusCode);
    }

    [Fact]
    public async Task The_visitors_page_talks_with_the_bot()
    {
        await using var server = await StartAsync();
        await using var bot = await TestClient.ConnectAsync(server);
        await using var page = await PageClient.OpenAsync(server, "/visitor/socket");
        await page.SendAsync(new { t = "hello", uid = "visitor_12345678" });
        var state = await page.NextAsync("state");
        Assert.Equal("visitor_12345678", state.GetProperty("visitor").GetString());
        Assert.Equal("AVAILABLE", state.GetProperty("agent").GetProperty("status").GetString());

        await page.SendAsync(new { t = "send", uid = "0123456789abcdef0123456789abcdef", type = "TEXT", content = "你好" });
        var echo = (await page.NextAsync("message")).GetProperty("message");
        Assert.Equal("SUCCESS", echo.GetProperty("status").GetString());
        var question = await bot.NextAsync();
        Assert.Equal("0123456789abcdef0123456789abcdef", question.Uid);

        var reply = Some.Message(server, text: "<b>您好</b>");
        reply.Thread = question.Thread.Clone();
        await bot.PublishAsync(reply);
        Assert.Equal("<b>您好</b>", (await page.NextAsync("message")).GetProperty("message").GetProperty("content").GetString());

        // A reload finds the same conversation.
        await using var again = await PageClient.OpenAsync(server, "/visitor/socket");
        await again.SendAsync(new { t = "hello", uid = "visitor_12345678" });
        Assert.Equal(2, (await again.NextAsync("state")).GetProperty("messages").GetArrayLength());
    }

    [Fact]
    public async Task A_visitor_reacts_on_the_page_to_what_was_said_there_and_to_nothing_else()
    {
        await using var server = await StartAsync();
        using var human = server.OpenAgent();
        var elsewhere = human.Say((await server.OpenVisitorAsync()).Thread, "elsewhere");
        await using var page = await PageClient.OpenAsync(server, "/visitor/socket");
        await page.SendAsync(new { t = "hello", uid = "visitor_12345678" });
        await page.NextAsync("state");
        var said = human.Say(server.Visitor(uid: "visitor_12345678").Thread, "您好");
        await page.SendAsync(new { t = "react", uid = elsewhere.Uid, emoji = "👍" });
        await page.SendAsync(new { t = "react", uid = said.Uid, emoji = "👍" });

        Assert.Equal("TEXT", (await page.NextAsync("message")).GetProperty("message").GetProperty("type").GetString());
        var reaction = (await page.NextAsync("message")).GetProperty("message");
        Assert.Equal("REACTION", reaction.GetProperty("type").GetString());
        Assert.Contains(said.Uid, reaction.GetProperty("content").GetString(), StringComparison.Ordinal);
        await page.SendAsync(new { t = "leave" });
        Assert.Equal("VISITOR_CLOSED", (await page.NextAsync("message")).GetProperty("message").GetProperty("type").GetString());
        Assert.Equal("elsewhere", server.History(elsewhere.Thread.Topic)[0].Content);
    }

    [Fact]
    public async Task The_agents_page_sees_conversations_and_takes_one_over()
    {
        await using var server = await StartAsync();
        var visitor = await server.OpenVisitorAsync();
        visitor.Say("help");
        await using var page = await PageClient.OpenAsync(server, "/agent/socket");
        await page.SendAsync(new { t = "hello" });
        var thread = (await page.NextAsync("state")).GetProperty("threads")[0];
        Assert.Equal("help", thread.GetProperty("lastContent").GetString());
        Assert.True(thread.GetProperty("isBot").GetBoolean());

        var uid = visitor.Thread.Uid;
        await page.SendAsync(new { t = "open", thread = uid });
        Assert.Equal(1, (await page.NextAsync("messages")).GetProperty("messages").GetArrayLength());
        await page.SendAsync(new { t = "take", thread = uid });
        await page.SendAsync(new { t = "send", thread = uid, type = "TEXT", content = "I am human" });
        Assert.Equal("I am human", (await visitor.WaitForTextAsync(Token)).Content);
        Assert.Equal("user_agent", visitor.Thread.Agent!.UserUid);

        await page.SendAsync(new { t = "status", status = "AWAY" });
        await page.SendAsync(new { t = "close", thread = uid });
        await visitor.WaitForAsync(m => m.Type == MessageTypes.AgentClosed, Token);
        Assert.Equal("AWAY", server.StatusOf("agent_human"));
    }

    [Theory]
    [InlineData("/visitor/socket", "http://evil.example")]
    [InlineData("/agent/socket", null)]
    public async Task A_foreign_page_can_not_open_the_socket(string path, string? origin)
    {
        await using var server = await StartAsync();
        await Assert.ThrowsAsync<WebSocketException>(() => PageClient.OpenAsync(server, path, origin ?? ""));
    }

    [Fact]
    public async Task Another_process_can_make_visitors_and_let_them_speak()
    {
        await using var server = await StartAsync();
        await using var bot = await TestClient.ConnectAsync(server);
        using var api = new TestApi(server);
        var opened = (await api.PostAsync("/sandbox/visitors", new { nickname = "Ann", type = "WORKGROUP" })).GetProperty("data");
        var uid = opened.GetProperty("thread").GetProperty("uid").GetString();
        var said = await api.PostAsync($"/sandbox/threads/{uid}/messages", new { content = "hi" });
        Assert.Equal("hi", (await bot.NextAsync()).Content);
        var messages = (await api.GetAsync($"/sandbox/threads/{uid}/messages")).GetProperty("data");
        Assert.Equal(said.GetProperty("data").GetProperty("uid").GetString(), messages[0].GetProperty("uid").GetString());
        var state = (await api.GetAsync("/sandbox/state")).GetProperty("data");
        Assert.Equal("user_bot/web/test", state.GetProperty("sessions")[0].GetProperty("clientId").GetString());
        Assert.Equal(1, state.GetProperty("counters").GetProperty("stored").GetInt32());
        Assert.Equal(1, (await api.GetAsync("/sandbox/threads")).GetProperty("data").GetProperty("totalElements").GetInt32());
    }

    [Fact]
    public async Task Faults_are_read_and_set_as_JSON_and_only_as_JSON()
    {
        await using var server = await StartAsync();
        using var api = new TestApi(server);
        await api.PostAsync(
            "/sandbox/faults",
            new { dropOutgoing = 0.25, delayOutgoing = 1500, refuseConnects = "Unavailable", noEcho = true, loseNextIncoming = 3 });
        Assert.Equal(0.25, server.Faults.DropOutgoing);
        Assert.Equal(TimeSpan.FromSeconds(1.5), server.Faults.DelayOutgoing);
        Assert.Equal(ConnectRefusal.Unavailable, server.Faults.RefuseConnects);
        Assert.True(server.Faults.NoEcho);
        Assert.Equal(3, (await api.GetAsync("/sandbox/faults")).GetProperty("data").GetProperty("loseNextIncoming").GetInt32());
        Assert.Equal(-1, TestApi.Code(await api.PostAsync("/sandbox/faults", new { nonsense = 1 })));
        using var form = new StringContent("{\"clear\":true}", Encoding.UTF8, "text/plain");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await api.Http.PostAsync("/sandbox/faults", form, Token)).StatusCode);
    }

    private static HttpRequestMessage Upload(string type, string name, byte[] bytes)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/files") { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        request.Headers.Add("X-File-Name", Uri.EscapeDataString(name));
        return request;
    }

    private static async Task<JsonElement> UploadAsync(TestApi api, string type, string name, byte[] bytes)
    {
        using var request = Upload(type, name, bytes);
        var response = await api.Http.SendAsync(request, Token);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token)).RootElement;
    }
}
