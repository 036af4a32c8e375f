using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Weiyu.Bot.Core;
using Weiyu.EndToEnd.Support;
using Weiyu.Rules.Loading;
using Weiyu.Rules.Model;

namespace Weiyu.EndToEnd.Pages;

/// <summary>The form dialogues of the rules' handbook, played in a real Chromium step by step as their tests tell them.</summary>
public sealed partial class HandbookPageTests
{
    private static readonly (string File, string Name) Book = ("README.md", "handbook");

    public static TheoryData<string> Dialogues => [.. Forms().Tests.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Dialogues))]
    public async Task A_form_dialogue_of_the_handbook_runs_in_the_browser(string name)
    {
        var test = Forms().Tests.Single(t => t.Name == name);
        var rules = Directory.CreateTempSubdirectory("weiyu-handbook-").FullName;
        await File.WriteAllTextAsync(Path.Combine(rules, "forms.yaml"), Yaml(), TestContext.Current.CancellationToken);
        await PlayAsync(test, rules);
        Directory.Delete(rules, recursive: true);
    }

    private static async Task PlayAsync(RuleTest test, string rules)
    {
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Bot:RulesPath"] = rules });
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(server.VisitorUrl);

        foreach (var step in test.Steps) await PlayAsync(page, step);

        await Browser.ShootAsync(page, $"{Book.Name}-{NotName().Replace(test.Name, "-").ToLowerInvariant()}");
    }

    private static async Task PlayAsync(IPage page, TestStep step)
    {
        switch (step)
        {
            case UserStep user:
                var answers = await Bubbles(page).CountAsync();
                await page.Locator(".composer textarea").FillAsync($"{user.Content}");
                await page.Keyboard.PressAsync("Enter");
                await Assertions.Expect(Bubbles(page)).Not.ToHaveCountAsync(answers);
                break;
            case ChooseStep choose:
                await page.Locator(".row.left button:not([disabled])", new() { HasText = choose.Picks[0] }).Last.ClickAsync();
                break;
            case BotStep bot:
                foreach (var says in bot.Expected.Says) await page.Locator(".row.left:not(.typing)", new() { HasText = says }).Last.WaitForAsync();
                if (bot.Expected.Asks is { } slot)
                {
                    var question = Forms().Rules.SelectMany(r => r.AllSteps.OfType<AskStep>()).SelectMany(a => a.Slots).Single(s => s.Name == slot).Question.For("zh", "zh")[0].Source;
                    await page.Locator(".row.left:not(.typing)", new() { HasText = question }).Last.WaitForAsync();
                }

                foreach (var not in bot.Expected.SaysNot) Assert.Equal(0, await page.Locator(".row.left:not(.typing)", new() { HasText = not }).CountAsync());
                break;
        }
    }

    private static ILocator Bubbles(IPage page) => page.Locator(".row.left:not(.typing)");

    private static RuleBook Forms() => new RuleLoader(WeiyuPlatform.Words).Load([(Book.File, Yaml())]).Book!;

    /// <summary>The example with questions, and no tool that would have to be there.</summary>
    private static string Yaml() => Fence().Matches(File.ReadAllText(Path.Combine(RulesFolder.Shop, Book.File))).Select(m => m.Groups[1].Value)
        .First(yaml => yaml.Contains("    ask:", StringComparison.Ordinal) && !yaml.Contains("tools:", StringComparison.Ordinal));

    [GeneratedRegex(@"^```yaml\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("[^A-Za-z0-9]+")]
    private static partial Regex NotName();
}
