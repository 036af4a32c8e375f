using Weiyu.EndToEnd.Support;
using Weiyu.Sandbox;

namespace Weiyu.EndToEnd.Notices;

/// <summary>Notices of a rules file, sent by the real host at their times.</summary>
public sealed class ScheduledNoticeTests
{
    private const string Ticking = "- {id: tick, cron: '0/2 * * * * ?', to: {threads: open, locale: LOCALE}, say: {zh: 'TEXT {{ notice.occurrence }} {{ visitor.nickname }}', en: 'en {{ notice.occurrence }}'}}";

    [Fact]
    public async Task A_notice_comes_at_its_times_to_those_it_is_meant_for_and_a_changed_file_changes_what_comes()
    {
        await using var scene = await NoticeScene.StartAsync();
        scene.Write("[]");
        await using var bot = await BotUnderTest.StartAsync(scene.Server, new() { ["Bot:RulesPath"] = scene.Rules });
        var (chinese, english, gone) = (await scene.Server.OpenVisitorAsync(nickname: "小明"), await scene.Server.OpenVisitorAsync(nickname: "Ann"), await scene.Server.OpenVisitorAsync());
        await bot.HandledAsync(chinese.Say("你好"));
        await bot.HandledAsync(english.Say("Hello, is anybody there?"));
        await bot.HandledAsync(gone.Say("再见"));
        scene.Server.CloseThread(gone.Thread);
        await Eventually.TrueAsync(() => bot.OwnerOf(gone.Thread.Topic) == "Closed");

        // A visitor's language is known once they have written: only now do the notices begin.
        scene.Write(Ticking.Replace("LOCALE", "zh", StringComparison.Ordinal).Replace("TEXT", "甲", StringComparison.Ordinal));
        await Eventually.TrueAsync(() => Notices(chinese, "甲").Count >= 3, "three occurrences came");
        Assert.All(Notices(chinese, "甲"), text => Assert.EndsWith(" 小明", text, StringComparison.Ordinal));

        // A mistake changes nothing; a good file does, without a restart: another text to other people.
        scene.Write("- {id: tick, cron: 'every morning', to: {threads: open}, say: 坏}");
        var had = Notices(chinese, "甲").Count;
        await Eventually.TrueAsync(() => Notices(chinese, "甲").Count > had, "the old file is still in force");
        scene.Write(Ticking.Replace("LOCALE", "en", StringComparison.Ordinal));
        await Eventually.TrueAsync(() => Notices(english, "en").Count >= 2, "the new file is in force");
        scene.Write("[]");
        await Eventually.TrueAsync(() => bot.Services.GetRequiredService<Bot.Scheduling.Notices.INoticeBook>().Notices is { Count: 0 }, "the notice is gone");
        await bot.IdleAsync();

        // Nobody got an occurrence twice, and nobody whom it was not for got one.
        Assert.All((SandboxVisitor[])[chinese, english, gone], v => Assert.Equal(Notices(v).Count, Notices(v).Distinct().Count()));
        Assert.Empty(Notices(english, "甲"));
        Assert.Empty(Notices(chinese, "en"));
        Assert.Empty(Notices(gone));
    }

    private static List<string> Notices(SandboxVisitor visitor, string? begin = null) =>
        [.. NoticeScene.Said(visitor).Select(m => m.Content).Where(t => begin is null ? !t.StartsWith("收到", StringComparison.Ordinal) && !t.StartsWith("Got", StringComparison.Ordinal) : t.StartsWith(begin, StringComparison.Ordinal))];
}
