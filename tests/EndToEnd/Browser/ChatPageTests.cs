using Microsoft.Playwright;
using Weiyu.EndToEnd.Support;
using Weiyu.Sandbox;

namespace Weiyu.EndToEnd.Pages;

/// <summary>What a person sees, in a real Chromium.</summary>
public sealed class ChatPageTests
{
    [Theory]
    [InlineData(1100, 760, "desktop")]
    [InlineData(360, 740, "phone")]
    public async Task A_visitor_writes_hello_and_sees_typing_the_read_tick_and_the_answer(int width, int height, string name)
    {
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Bot:RulesPath"] = RulesFolder.Shop, ["Bot:TypingPause"] = "2s" });
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(server.VisitorUrl, width, height);

        await SayAsync(page, "你好");
        await page.Locator(".row.typing").WaitForAsync(new() { State = WaitForSelectorState.Visible });
        await page.Locator(".row.right .ticks.read").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await Browser.ShootAsync(page, $"{name}-typing");

        await page.Locator(".row.left:not(.typing) .bubble").First.WaitForAsync();
        await page.Locator(".row.typing").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        await Browser.ShootAsync(page, $"{name}-answered");
        Assert.Contains("您好", await page.Locator(".row.left:not(.typing) .bubble").First.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
    }

    [Fact]
    public async Task A_visitor_fills_in_a_form_of_the_starter_rules()
    {
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Bot:RulesPath"] = RulesFolder.Shop });
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(server.VisitorUrl);

        await SayAsync(page, "我要退款");
        await page.GetByText("请提供 10 位订单号").WaitForAsync();
        await SayAsync(page, "1234567890");
        await page.GetByText("已为订单 1234567890 登记退款").WaitForAsync();
        await Browser.ShootAsync(page, "form");
    }

    [Fact]
    public async Task A_human_takes_over_in_the_middle_of_an_answer_writes_leaves_and_the_bot_comes_back()
    {
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(
            server, new() { ["Bot:RulesPath"] = RulesFolder.Shop, ["Bot:TypingPause"] = "00:00:04", ["People:ComeBackAfter"] = "00:00:08", ["Weiyu:SweepEvery"] = "00:00:01" });
        await using var browser = await Browser.StartAsync();
        var visitor = await browser.OpenAsync(server.VisitorUrl);
        await SayAsync(visitor, "你好");
        await visitor.Locator(".row.left:not(.typing) .bubble").First.WaitForAsync();
        await SayAsync(visitor, "转人工");
        await visitor.Locator(".row.left:not(.typing) .bubble").Nth(1).WaitForAsync();
        await bot.IdleAsync();
        await Browser.ShootAsync(visitor, "handoff");

        // The bot is about to answer when the human writes: its answer is withdrawn.
        var agent = await browser.OpenAsync(server.AgentUrl);
        await agent.Locator("button.thread").First.ClickAsync();
        await SayAsync(visitor, "你们几点上班");
        await visitor.Locator(".row.typing").WaitForAsync(new() { State = WaitForSelectorState.Visible });
        var before = await visitor.Locator(".row.left:not(.typing) .bubble").CountAsync();
        await SayAsync(agent, "您好，我是林悦，请说。");
        await visitor.GetByText("我是林悦").WaitForAsync();
        var topic = server.Threads[0].Topic;
        await Eventually.TrueAsync(() => bot.OwnerOf(topic) == "Human");
        await bot.IdleAsync();
        await Browser.ShootAsync(visitor, "human");
        await Browser.ShootAsync(agent, "agent");
        Assert.Equal(before + 1, await visitor.Locator(".row.left:not(.typing) .bubble").CountAsync());

        // The human leaves; what the visitor asks then is answered by the bot after the silence.
        await agent.CloseAsync();
        await SayAsync(visitor, "你们营业时间是几点");
        await visitor.GetByText("客服暂时离开了").WaitForAsync();
        await visitor.GetByText("周一至周五").First.WaitForAsync();
        Assert.Equal("Bot", bot.OwnerOf(topic));
        await Browser.ShootAsync(visitor, "bot-back");
        var console = await browser.OpenAsync(bot.ConsoleUrl);
        await console.GetByText("the human has been silent").First.WaitForAsync();
        await Browser.ShootAsync(console, "console-owners");
    }

    [Fact]
    public async Task A_visitor_puts_an_emoji_to_an_answer_and_both_sides_see_it()
    {
        await using var server = await SandboxServer.StartAsync(
            Sandboxes.Quick with { Habits = SandboxHabits.Of(SandboxGeneration.Y2026) }, cancellation: TestContext.Current.CancellationToken);
        await using var browser = await Browser.StartAsync();
        using var human = server.OpenAgent();
        var visitor = await browser.OpenAsync(server.VisitorUrl);
        await SayAsync(visitor, "你好");
        var thread = server.Threads[0];
        var said = human.Say(thread, "您好，很高兴为您服务。");
        server.Notes.Words(thread, "系统提示");
        await visitor.Locator(".notice", new() { HasText = "系统提示" }).WaitForAsync();

        var row = visitor.Locator(".row.left", new() { HasText = "很高兴" });
        await row.HoverAsync();
        await row.Locator("button.react").First.ClickAsync();

        await row.Locator(".reaction", new() { HasText = "👍" }).WaitForAsync();
        Assert.Contains("\"reactions\":[{", server.History(thread.Topic).Single(m => m.Uid == said.Uid).Content, StringComparison.Ordinal);
        await Browser.ShootAsync(visitor, "reaction");
        var agent = await browser.OpenAsync(server.AgentUrl);
        await agent.Locator("button.thread").First.ClickAsync();
        await agent.Locator(".reaction", new() { HasText = "👍" }).WaitForAsync();
        await Browser.ShootAsync(agent, "reaction-agent");
    }

    private static async Task SayAsync(IPage page, string text)
    {
        await page.Locator(".composer textarea").FillAsync(text);
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(".row .bubble", new() { HasText = text }).First.WaitForAsync();
    }
}
