using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.General;
using Weiyu.Bot.Pipeline;
using Weiyu.Bot.Tests.Rules.Support;
using Weiyu.Rules;
using Xunit;

namespace Weiyu.Bot.Tests.Intents;

public sealed class LanguageTests
{
    [Fact]
    public async Task A_language_is_kept_until_the_visitor_clearly_writes_another()
    {
        var state = new ConversationState();
        Assert.Equal("en", await After(state, "hi"));
        Assert.Equal("zh", await After(state, "我想问一下订单的问题"));
        Assert.Equal("zh", await After(state, "ok"));
        Assert.Equal("zh", await After(state, "AB12345678"));
        Assert.Equal("zh", await After(state, "iPhone"));
        Assert.Equal("en", await After(state, "Where is my parcel?"));
        Assert.Equal("en", await After(state, "谢谢"));
        Assert.False(state.LocaleFixed);
    }

    [Fact]
    public async Task What_was_asked_for_stays()
    {
        var state = new ConversationState();
        Assert.Equal("en", await After(state, "English please"));
        Assert.True(state.LocaleFixed);
        Assert.Equal("en", await After(state, "我的订单到哪了"));
        Assert.Equal("zh", await After(state, "说中文"));
        Assert.Equal("zh", await After(state, "Where is my order?"));
    }

    [Fact]
    public async Task A_hint_of_the_server_counts_until_the_visitor_writes()
    {
        var state = new ConversationState();
        Assert.Equal("zh", await After(state, "12345", extra: """{"lang":"zh-CN"}"""));
        Assert.Equal("en", await After(state, "Where is my order?", extra: """{"lang":"zh-CN"}"""));
    }

    [Fact]
    public async Task Nothing_that_tells_leaves_the_language_open() => Assert.Null(await After(new ConversationState(), "12345"));

    private static async Task<string?> After(ConversationState state, string text, string extra = "")
    {
        var thread = new Wire.Thread { Uid = "t", Topic = "org/agent/a/v", Type = "AGENT", User = new Wire.User { Uid = "v", Extra = extra } };
        var turn = new TurnContext
        {
            CauseUid = "m",
            Message = new Wire.Message { Uid = "m", Type = "TEXT", Content = text, Thread = thread },
            Thread = thread,
            State = state,
            Bot = new BotIdentity("u", "bot", "Bot", "", "org"),
            Now = DateTimeOffset.UnixEpoch,
            Signals = new Silence(),
            Decision = new Decision(),
            Text = text,
        };
        var isCalled = false;
        await new LanguageHandler(RuleBookSource.Fixed(Books.Good("rules: [{id: a, when: x, say: y}]"))).HandleAsync(turn, (_, _) => { isCalled = true; return ValueTask.CompletedTask; }, TestContext.Current.CancellationToken);
        Assert.True(isCalled);
        return state.Locale;
    }

    private sealed class Silence : ISignals
    {
        public void Send(Wire.Thread thread, string type, string content, string causeUid)
        {
        }
    }
}
