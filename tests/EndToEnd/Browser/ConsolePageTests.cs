using System.Net;
using System.Net.Http.Headers;
using Weiyu.EndToEnd.Support;

namespace Weiyu.EndToEnd.Pages;

public sealed class ConsolePageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_shows_health_conversations_and_why_and_silences_the_bot_where_told_to()
    {
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Bot:RulesPath"] = RulesFolder.Shop });
        var visitor = await server.OpenVisitorAsync(nickname: "访客小明");
        await bot.HandledAsync(visitor.Say("你好"));
        await bot.HandledAsync(visitor.Say("<img src=x onerror=\"document.title='hacked'\">"));
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(bot.ConsoleUrl, 1280, 900);

        await page.GetByText("就绪 ready").WaitForAsync();
        await page.Locator("#decisions").GetByText("greeting", new() { Exact = true }).WaitForAsync();
        await Browser.ShootAsync(page, "console");
        Assert.Equal("Weiyu.Bot", await page.TitleAsync());

        await page.GetByText("机器人静音 bot off").First.ClickAsync();
        await Eventually.TrueAsync(() => bot.OwnerOf(visitor.Thread.Topic) == "Human");
        await page.GetByText("交还机器人 bot on").First.ClickAsync();
        await Eventually.TrueAsync(() => bot.OwnerOf(visitor.Thread.Topic) == "Bot");
    }

    [Fact]
    public async Task With_a_token_only_who_knows_it_gets_in_and_health_stays_open()
    {
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Console:Token"] = "open-sesame" });
        using var client = new HttpClient { BaseAddress = new Uri(bot.ConsoleUrl) };

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/ready", Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/", Cancellation)).StatusCode);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "wrong");
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/overview", Cancellation)).StatusCode);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "open-sesame");
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/overview", Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.PostAsync("/api/bot/off?topic=x", null, Cancellation)).StatusCode);
    }

    [Fact]
    public async Task Without_a_token_a_foreign_name_for_this_machine_is_refused()
    {
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server);
        using var client = new HttpClient { BaseAddress = new Uri(bot.ConsoleUrl) };
        client.DefaultRequestHeaders.Host = "evil.example";

        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync("/api/overview", Cancellation)).StatusCode);
    }

    [Fact]
    public async Task Metrics_are_prometheus_and_hold_no_secret()
    {
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server);
        var visitor = await server.OpenVisitorAsync();
        await bot.HandledAsync(visitor.Say("你好"));
        using var client = new HttpClient { BaseAddress = new Uri(bot.ConsoleUrl) };

        var metrics = await client.GetStringAsync("/metrics", Cancellation);

        Assert.Contains("weiyu_bot_messages_received", metrics, StringComparison.Ordinal);
        Assert.Contains("weiyu_bot_replies_confirmed", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Data.Bot.Password, metrics, StringComparison.Ordinal);
    }
}
