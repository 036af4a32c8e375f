using Weiyu.EndToEnd.Support;

namespace Weiyu.EndToEnd.Notices;

/// <summary>The verb <c>schedule</c> beside a running bot and without one, as an operator uses it.</summary>
public sealed class ScheduleVerbTests
{
    private const string Notices = """
        - id: maintenance
          cron: "0 0 9 ? * MON-FRI"
          to: {threads: open}
          say: {zh: "{{ visitor.nickname }}，今晚 23 点维护。", en: "{{ visitor.nickname }}, maintenance at 11 pm."}
        - {id: groups, every: 2h, to: {groups: [g1]}, say: 整点了}
        """;

    [Fact]
    public async Task An_operator_looks_previews_runs_sends_and_reads_the_ledger_while_the_bot_runs()
    {
        await using var scene = await NoticeScene.StartAsync();
        scene.Write(Notices);

        // Before there is a bot: what is coming is known, what was sent is not.
        var (exit, output) = await scene.RunAsync("schedule", "list");
        Assert.Equal(0, exit);
        Assert.Contains("maintenance", output, StringComparison.Ordinal);
        Assert.Equal(3, (await scene.JsonAsync("schedule", "next", "3")).GetArrayLength());
        (exit, output) = await scene.RunAsync("schedule", "run", "maintenance");
        Assert.Equal(1, exit);
        Assert.Contains("There is no store yet", output, StringComparison.Ordinal);

        await using var bot = scene.Start();
        await Eventually.TrueAsync(() => scene.Server.Sessions.Count == 1, "the bot is connected");
        var visitors = await scene.OpenAsync(3);
        foreach (var visitor in visitors) visitor.Say("在吗");
        await Eventually.TrueAsync(() => visitors.TrueForAll(v => NoticeScene.Said(v).Count == 1), "they are known");

        (exit, output) = await scene.RunAsync("schedule", "run", "maintenance", "--dry-run");
        Assert.Equal(0, exit);
        Assert.Contains("to open conversations: 3 now", output, StringComparison.Ordinal);
        Assert.Matches("访客[0-2]，今晚 23 点维护。", output);
        Assert.All(visitors, v => Assert.Single(NoticeScene.Said(v)));

        Assert.Equal(0, (await scene.RunAsync("schedule", "run", "maintenance")).Exit);
        (exit, output) = await scene.RunAsync("schedule", "run", "maintenance");
        Assert.Equal(1, exit);
        Assert.Contains("nothing is sent twice", output, StringComparison.Ordinal);
        Assert.Equal(0, (await scene.RunAsync("schedule", "send", "--to", visitors[0].Thread.Topic, "--say", "您的包裹到了")).Exit);
        await Eventually.TrueAsync(() => visitors.TrueForAll(v => NoticeScene.Said(v).Exists(m => m.Content.EndsWith("维护。", StringComparison.Ordinal))), "everybody got it");
        await Eventually.TrueAsync(() => NoticeScene.Said(visitors[0]).Exists(m => m.Content == "您的包裹到了"), "the one-off came");

        // The ledger follows the confirmations, and a message's uid leads to the why.
        var ledger = await SettledAsync(scene);
        var target = ledger.GetProperty("targets").EnumerateArray().First();
        Assert.Equal("confirmed", target.GetProperty("state").GetString());
        var why = await scene.JsonAsync("why", target.GetProperty("uid").GetString()!);
        Assert.Equal("notice:maintenance", why.GetProperty("decision").GetProperty("source").GetString());
        Assert.Equal("confirmed", why.GetProperty("ledger").GetProperty("state").GetString());
        (exit, output) = await scene.RunAsync("schedule", "ledger", "--targets");
        Assert.Equal(0, exit);
        Assert.Contains("confirmed", output, StringComparison.Ordinal);
        Assert.Equal([3, 2, 2], visitors.Select(v => NoticeScene.Said(v).Count));
    }

    [Theory]
    [InlineData(2, "'0' is not a number from 1 to 1000", "schedule", "next", "0")]
    [InlineData(2, "'many' is not a number from 1 to 1000", "schedule", "next", "many")]
    [InlineData(2, "There is no notice 'maintenence'. Did you mean 'maintenance'?", "schedule", "run", "maintenence", "--dry-run")]
    [InlineData(2, "There is no option '--jsn'. Did you mean '--json'?", "schedule", "list", "--jsn")]
    [InlineData(2, "missing", "schedule", "run")]
    [InlineData(2, "--to: expected open, group:UID, or a topic", "schedule", "send", "--to", "nobody", "--say", "hi", "--dry-run")]
    [InlineData(2, "--at: that time has passed", "schedule", "send", "--to", "open", "--say", "hi", "--at", "2020-01-01 09:00")]
    [InlineData(2, "--type: a notice can't be a TYPING", "schedule", "send", "--to", "open", "--say", "hi", "--type", "typing")]
    [InlineData(2, "--tag: tags choose among the open conversations", "schedule", "send", "--to", "group:g", "--say", "hi", "--tag", "vip")]
    [InlineData(1, "There is no store yet", "schedule", "ledger")]
    public async Task What_is_called_wrongly_is_told_with_its_cure(int expected, string text, params string[] verb)
    {
        await using var scene = await NoticeScene.StartAsync();
        scene.Write(Notices);
        var (exit, output) = await scene.RunAsync(verb);
        Assert.Contains(text, output, StringComparison.Ordinal);
        Assert.Equal(expected, exit);
    }

    private static async Task<System.Text.Json.JsonElement> SettledAsync(NoticeScene scene)
    {
        while (true)
        {
            var ledger = await scene.JsonAsync("schedule", "ledger", "maintenance", "--targets");
            var counts = ledger.GetProperty("runs")[0].GetProperty("counts");
            if (counts.TryGetProperty("confirmed", out var confirmed) && confirmed.GetInt32() == 3) return ledger;
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
    }
}
