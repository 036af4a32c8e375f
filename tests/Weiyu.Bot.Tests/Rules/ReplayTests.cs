using Microsoft.Extensions.Configuration;
using Weiyu.Bot.Simulation.Replay;
using Weiyu.Bot.Tests.Rules.Support;

namespace Weiyu.Bot.Tests.Rules;

public sealed class ReplayTests
{
    private const string Old = """
        {"conversation":"a","at":"2026-03-04T10:00:00+08:00","from":"visitor","content":"我要退货"}
        {"conversation":"a","at":"2026-03-04T10:00:01+08:00","from":"bot","content":"请提供订单号。","source":"rule return"}
        {"conversation":"b","at":"2026-03-04T10:00:02+08:00","from":"visitor","content":"营业时间"}
        {"conversation":"b","at":"2026-03-04T10:00:03+08:00","from":"bot","content":"9 点到 18 点","source":"rule hours"}
        {"conversation":"a","at":"2026-03-04T10:01:00+08:00","from":"visitor","content":"1234567890"}
        {"conversation":"a","at":"2026-03-04T10:01:01+08:00","from":"bot","content":"已登记 1234567890。","source":"form return"}
        """;

    private const string Rules = """
        rules:
          - {id: return, when: 退货, ask: {no: {match: '\d{10}', zh: 请提供订单号。}}, say: "已登记 {{ no }}。"}
          - {id: hours, when: 营业时间, say: HOURS}
          - {id: stock, when: 库存, call: shop.stock, say: "有 {{ call }} 件"}
        tools: {shop.stock: {url: 'https://shop.example/stock'}}
        """;

    [Fact]
    public async Task The_same_rules_say_the_same_forms_included() =>
        Assert.DoesNotContain(await PlayAsync(Old, Rules.Replace("HOURS", "9 点到 18 点", StringComparison.Ordinal)), t => t.Changed);

    [Fact]
    public async Task A_changed_reply_is_shown_as_it_was_and_as_it_would_be()
    {
        var changed = Assert.Single(await PlayAsync(Old, Rules.Replace("HOURS", "8 点到 20 点", StringComparison.Ordinal)), t => t.Changed);

        Assert.Equal(["8 点到 20 点"], changed.Says);
        Assert.Equal("rule hours", changed.Was.Source);
        Assert.Equal("9 点到 18 点", Assert.Single(changed.Was.Replies).Content);
    }

    [Fact]
    public async Task A_tool_is_not_called_again_and_what_hangs_on_it_not_judged()
    {
        var turn = Assert.Single(await PlayAsync(
            """
            {"conversation":"a","at":"2026-03-04T10:00:00+08:00","from":"visitor","content":"库存多少"}
            {"conversation":"a","at":"2026-03-04T10:00:01+08:00","from":"bot","content":"有 3 件","source":"rule stock"}
            """, Rules));

        Assert.False(turn.Changed);
        Assert.Contains("shop.stock", turn.NotJudged, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_model_answered_is_not_judged_unless_a_rule_answers_now()
    {
        const string Talk = """
            {"conversation":"a","at":"2026-03-04T10:00:00+08:00","from":"visitor","content":"TEXT"}
            {"conversation":"a","at":"2026-03-04T10:00:01+08:00","from":"bot","content":"模型说的","source":"model m"}
            """;

        Assert.NotNull(Assert.Single(await PlayAsync(Talk.Replace("TEXT", "月亮有多远？", StringComparison.Ordinal), Rules)).NotJudged);
        Assert.True(Assert.Single(await PlayAsync(Talk.Replace("TEXT", "营业时间", StringComparison.Ordinal), Rules)).Changed);
    }

    [Fact]
    public void A_line_that_is_no_recording_is_named()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, Old.Split('\n')[0] + "\n{\"text\": 1}\n");
        Assert.Contains(":2:", Assert.Throws<InvalidDataException>(() => Recording.FromFile(file)).Message, StringComparison.Ordinal);
        File.Delete(file);
    }

    [Fact]
    public async Task A_saved_recording_can_be_played_again_and_holds_no_phone_numbers()
    {
        var (file, saved) = (Path.GetTempFileName(), Path.GetTempFileName());
        await File.WriteAllTextAsync(file, Old + "\n" + """{"conversation":"c","at":"2026-03-04T10:00:00+08:00","from":"visitor","content":"打我电话 13912345678"}""", TestContext.Current.CancellationToken);

        Recording.Save(Recording.FromFile(file), saved, new Weiyu.Bot.Privacy.PersonalDataMask().Redact);

        Assert.DoesNotContain("13912345678", await File.ReadAllTextAsync(saved, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(Recording.FromFile(file).Select(t => (t.Item.Uid, t.Source, t.Replies.Count)), Recording.FromFile(saved).Select(t => (t.Item.Uid, t.Source, t.Replies.Count)));
        File.Delete(file);
        File.Delete(saved);
    }

    private static async Task<IReadOnlyList<ReplayedTurn>> PlayAsync(string talk, string rules)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, talk, TestContext.Current.CancellationToken);
        await using var replay = new RuleReplay(Books.Good(rules), new ConfigurationBuilder().Build());
        var turns = await replay.RunAsync(Recording.FromFile(file), TestContext.Current.CancellationToken);
        File.Delete(file);
        return turns;
    }
}
