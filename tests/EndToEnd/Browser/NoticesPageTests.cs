using Weiyu.Client.Messages;
using Weiyu.EndToEnd.Support;

namespace Weiyu.EndToEnd.Pages;

public sealed class NoticesPageTests : IDisposable
{
    private const string Rules = """
        version: 1
        locale: {default: zh, available: [zh, en]}
        calendar: {timezone: Asia/Shanghai, hours: {mon-fri: "09:00-18:00"}}
        rules:
          - id: echo
            when: otherwise
            say: 收到
        notices:
          - id: maintenance
            cron: "0 0 9 ? * MON-FRI"
            to: {threads: open}
            say: {zh: "{{ visitor.nickname }}，今晚 23 点系统维护。", en: "{{ visitor.nickname }}, maintenance tonight at 11 pm."}
        """;

    private readonly string _rules = Directory.CreateTempSubdirectory("weiyu-notices-").FullName;

    public void Dispose() => Directory.Delete(_rules, recursive: true);

    [Fact]
    public async Task A_support_lead_previews_a_notice_sends_it_once_and_sees_what_became_of_it()
    {
        await File.WriteAllTextAsync(Path.Combine(_rules, "rules.yaml"), Rules, TestContext.Current.CancellationToken);
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Bot:RulesPath"] = _rules });
        var visitor = await server.OpenVisitorAsync(nickname: "小明");
        await bot.HandledAsync(visitor.Say("你好"));
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(bot.ConsoleUrl, 1280, 1400);

        await page.Locator("#notices").GetByText("预览 preview").ClickAsync();
        await page.GetByText("小明，今晚 23 点系统维护。").WaitForAsync();
        await Browser.ShootAsync(page, "notice-preview");
        await page.GetByText("现在发送 Send now").ClickAsync();

        await Eventually.TrueAsync(() => visitor.Received.Any(m => m.Type == MessageTypes.Text && m.Content == "小明，今晚 23 点系统维护。"));
        await page.Locator("#ledger").GetByText("1 已送达 confirmed").WaitForAsync();
        await page.Locator("#notices").GetByText("预览 preview").ClickAsync();
        await page.GetByText("现在发送 Send now").ClickAsync();
        await page.GetByText("没有重复发送").WaitForAsync();
        await page.GetByText("关闭 Close").ClickAsync();

        await page.FillAsync("#once-say", "{{ visitor.nickname");
        await page.GetByText("预览 Preview", new() { Exact = true }).ClickAsync();
        await page.GetByText("say: ").WaitForAsync();
        await page.FillAsync("#once-say", "{{ visitor.nickname }}，您的包裹到了。");
        await page.GetByText("预览 Preview", new() { Exact = true }).ClickAsync();
        await page.GetByText("小明，您的包裹到了。").WaitForAsync();
        await page.GetByText("现在发送 Send now").ClickAsync();
        await Eventually.TrueAsync(() => visitor.Received.Any(m => m.Content == "小明，您的包裹到了。"));
        await page.Locator("#ledger").GetByText("1 已送达 confirmed").Nth(1).WaitForAsync();
        await page.Locator("#ledger").GetByText("明细 targets").First.ClickAsync();
        await page.Locator("dialog").GetByText(visitor.Thread.Topic).WaitForAsync();
        await Browser.ShootAsync(page, "notice-targets");
        await page.GetByText("关闭 Close").ClickAsync();
        await page.FillAsync("#once-say", "新年快乐");
        await page.FillAsync("#once-at", "2099-01-01T09:00");
        await page.GetByText("预览 Preview", new() { Exact = true }).ClickAsync();
        await page.GetByText("发送时间 At: 2099-01-01 09:00").WaitForAsync();
        await page.GetByText("到时发送 Send then").ClickAsync();
        await page.Locator("#ledger").GetByText("取消 cancel").WaitForAsync();
        await Browser.ShootAsync(page, "notices");
        await page.Locator("#ledger").GetByText("取消 cancel").ClickAsync();
        await page.Locator("#ledger").GetByText("it was cancelled").WaitForAsync();
        await page.SetViewportSizeAsync(390, 2400);
        await Browser.ShootAsync(page, "notices-narrow");
        await page.Locator("#ledger").GetByText("明细 targets").Last.ClickAsync();
        await Browser.ShootAsync(page, "notice-targets-narrow");
        await page.GetByText("关闭 Close").ClickAsync();

        Assert.Single(visitor.Received, m => m.Content == "小明，今晚 23 点系统维护。");
        Assert.Single(visitor.Received, m => m.Content == "小明，您的包裹到了。");
    }
}
