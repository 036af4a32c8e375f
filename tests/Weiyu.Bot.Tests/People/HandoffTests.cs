using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.People;
using Weiyu.Bot.Simulation;
using Weiyu.Client.Messages;
using Weiyu.Rules.Loading;

namespace Weiyu.Bot.Tests.People;

/// <summary>What a visitor who wants a human is told, and what the humans are told, with the real pipeline.</summary>
public sealed class HandoffTests
{
    private static readonly DateTimeOffset Working = new(2026, 3, 4, 10, 0, 0, TimeSpan.FromHours(8));

    private const string Rules = """
        version: 1
        calendar: {timezone: Asia/Shanghai, hours: {mon-fri: "09:00-18:00"}}
        rules:
          - {id: order, when: {any: [订单]}, ask: {order_no: {match: '\d{10}', zh: 订单号？, tries: 1, else: human}}, say: 好的}
          - {id: human, event: called, handoff: {reason: 订单有问题, else: shift}}
          - {id: shift, event: called, say: 值班同事明天联系您。}
          - {id: ring, when: {any: [回电]}, handoff: {else: call-back}}
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_visitor_who_waits_in_vain_is_kept_informed_and_leaves_a_message_that_reaches_the_staff()
    {
        await using var conversation = Begin(Working, new() { ["People:NoticeTopic"] = "org/group/staff", ["People:Webhook"] = "http://hook", ["People:HandoffTo"] = "agent_1" });
        var asked = await conversation.SayAsync("我要转人工客服", Cancellation);
        Assert.Equal(["正在为您联系人工客服，请稍等。"], Texts(asked));
        Assert.Equal(Owner.Waiting, conversation.State.Ownership.Owner);
        Assert.Contains(asked.SelectMany(t => t.Sent), m => m.Type == MessageTypes.Transfer && m.Content.Contains("\"to\":\"agent_1\"", StringComparison.Ordinal));
        Assert.Contains(asked.SelectMany(t => t.Sent), m => m.Type == MessageTypes.Notice && m.Thread.Topic == "org/group/staff");

        Assert.Equal([PeopleTexts.StillCalling("zh")], Texts(await conversation.WaitAsync(TimeSpan.FromSeconds(100), Cancellation)));
        Assert.Equal([PeopleTexts.NobodyCame("zh"), "请把您的问题告诉我，我会转交给客服。"], Texts(await conversation.WaitAsync(TimeSpan.FromSeconds(100), Cancellation)));
        Assert.Equal(Owner.Bot, conversation.State.Ownership.Owner);
        Assert.Contains("怎么联系您", Texts(await conversation.SayAsync("订制的杯子碎了", Cancellation))[0], StringComparison.Ordinal);
        Assert.Contains("怎么称呼您", Texts(await conversation.SayAsync("13800138000", Cancellation))[0], StringComparison.Ordinal);
        var left = await conversation.SayAsync("王先生", Cancellation);
        Assert.Equal(["已经记下并转交，谢谢！还有别的可以帮您吗？"], Texts(left));
        var message = Assert.Single(left.SelectMany(t => t.Sent), m => m.Type == MessageTypes.LeaveMsg);
        Assert.Equal("org/group/staff", message.Thread.Topic);
        var content = JsonNode.Parse(message.Content)!;
        Assert.Equal(("订制的杯子碎了", "13800138000", "王先生"), (content["message"]!.ToString(), content["contact"]!.ToString(), content["name"]!.ToString()));
        Assert.Contains(left.SelectMany(t => t.Outcome.Outbox), o => o.Kind == ServerActions.Webhook);
    }

    [Fact]
    public async Task Outside_working_hours_the_visitor_is_told_when_somebody_is_back()
    {
        await using var conversation = Begin(new DateTimeOffset(2026, 3, 6, 20, 0, 0, TimeSpan.FromHours(8)));
        var texts = Texts(await conversation.SayAsync("人工", Cancellation));
        Assert.Contains("3月9日 09:00", texts[0], StringComparison.Ordinal);
        Assert.Equal(Owner.Bot, conversation.State.Ownership.Owner);
        Assert.Equal("leave-message", conversation.State.Form!["rule"]!.ToString());
    }

    [Theory]
    [InlineData("Nobody", "抱歉，现在没有客服在线。", "Bot")]
    [InlineData("Busy", "客服现在都在忙，我已经通知他们，请稍等。等待时您可以继续向我提问。", "Waiting")]
    [InlineData("Available", "正在为您联系人工客服，请稍等。", "Waiting")]
    public async Task What_is_promised_depends_on_who_is_there(string there, string words, string owner)
    {
        await using var conversation = Begin(Working, configure: services => services.AddSingleton(s =>
        {
            var colleagues = new Colleagues(s.GetRequiredService<TimeProvider>());
            colleagues.Set(Enum.Parse<Availability>(there));
            return colleagues;
        }));
        Assert.Equal(words, Texts(await conversation.SayAsync("人工", Cancellation))[0]);
        Assert.Equal(owner, conversation.State.Ownership.Owner.ToString());
    }

    [Fact]
    public async Task A_hand_off_from_a_form_brings_what_was_gathered_and_ends_with_the_rule_that_it_names()
    {
        await using var conversation = Begin(Working, new() { ["People:NoticeTopic"] = "org/group/staff" });
        await conversation.SayAsync("查订单", Cancellation);
        var called = await conversation.SayAsync("我忘了", Cancellation);
        var notice = Assert.Single(called.SelectMany(t => t.Sent), m => m.Type == MessageTypes.Notice);
        Assert.Contains("订单有问题", notice.Content, StringComparison.Ordinal);
        Assert.Contains("问题 Question: 我忘了", notice.Content, StringComparison.Ordinal);
        var refused = await Refuse(conversation);
        Assert.Equal(["值班同事明天联系您。"], Texts([refused]));
        Assert.Equal(Owner.Bot, conversation.State.Ownership.Owner);
    }

    [Fact]
    public async Task A_call_back_is_taken_down_with_time_and_number()
    {
        await using var conversation = Begin(Working, new() { ["People:NoticeTopic"] = "org/group/staff" });
        await conversation.SayAsync("回电", Cancellation);
        await Refuse(conversation);
        await conversation.SayAsync("明天下午三点", Cancellation);
        var left = await conversation.SayAsync("13800138000", Cancellation);
        Assert.Contains(left.SelectMany(t => t.Sent), m => m.Type == MessageTypes.LeaveMsg && m.Content.Contains("call-back", StringComparison.Ordinal) && m.Content.Contains("明天下午三点", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Half_a_message_is_passed_on_when_the_visitor_goes_away()
    {
        await using var conversation = Begin(new DateTimeOffset(2026, 3, 7, 20, 0, 0, TimeSpan.FromHours(8)), new() { ["People:NoticeTopic"] = "org/group/staff" });
        await conversation.SayAsync("人工", Cancellation);
        await conversation.SayAsync("杯子碎了", Cancellation);
        var turns = await conversation.WaitAsync(TimeSpan.FromHours(1), Cancellation);
        Assert.Contains(turns.SelectMany(t => t.Sent), m => m.Type == MessageTypes.LeaveMsg && m.Content.Contains("杯子碎了", StringComparison.Ordinal));
    }

    [Fact]
    public async Task After_some_misses_in_a_row_a_human_is_called()
    {
        await using var conversation = Begin(Working);
        await conversation.SayAsync("天王盖地虎", Cancellation);
        await conversation.SayAsync("宝塔镇河妖", Cancellation);
        await conversation.SayAsync("床前明月光", Cancellation);
        Assert.Equal(Owner.Waiting, conversation.State.Ownership.Owner);
        Assert.Contains(conversation.State.OwnerChanges, c => c.Owner == Owner.Waiting && c.Reason == "3 answers in a row missed");
    }

    private static ConversationSimulator Begin(DateTimeOffset at, Dictionary<string, string?>? settings = null, Action<IServiceCollection>? configure = null)
    {
        var result = new RuleLoader(WeiyuPlatform.Words).Load([("rules.yaml", Rules)]);
        Assert.Empty(result.Problems);
        return ConversationSimulator.Begin(
            result.Book!, new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(settings ?? []) { ["Bot:Fragments:Window"] = "0" }).Build(), at, configure);
    }

    private static async Task<SimulatedTurn> Refuse(ConversationSimulator conversation) => await conversation.AgentAsync(MessageTypes.TransferReject, "{}", Cancellation);

    private static List<string> Texts(IEnumerable<SimulatedTurn> turns) => [.. turns.SelectMany(t => t.Sent).Where(m => m.Type == MessageTypes.Text).Select(m => m.Content)];
}
