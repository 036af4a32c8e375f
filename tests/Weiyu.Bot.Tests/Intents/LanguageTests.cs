using CsCheck;
using Weiyu.Bot.Conversations;
using Weiyu.Bot.Handlers;
using Weiyu.Bot.Handlers.Rules;
using Weiyu.Bot.Tests.Rules.Support;
using Weiyu.Bot.Pipeline;
using Weiyu.Bot.Telemetry;
using Xunit;

namespace Weiyu.Bot.Tests.Intents;

public sealed class LanguageTests
{
    [Theory]
    [InlineData("我的订单到哪了", "zh")]
    [InlineData("我的iPhone屏幕碎了", "zh")]
    [InlineData("我要退款 https://shop.example/orders/12345?x=1", "zh")]
    [InlineData("Where is my order?", "en")]
    [InlineData("how do I pay with 支付宝 in your app", "en")]
    [InlineData("注文はどこですか", "ja")]
    [InlineData("주문이 어디에 있나요", "ko")]
    [InlineData("Где мой заказ", "ru")]
    [InlineData("أين طلبي", "ar")]
    [InlineData("สินค้าของฉันอยู่ที่ไหน", "th")]
    [InlineData("où est ma commande", "fr")]
    [InlineData("wo ist meine bestellung", "de")]
    [InlineData("dónde está mi pedido", "es")]
    public void A_sentence_shows_its_language_clearly(string text, string language) => Assert.Equal(new LanguageGuess(language, true), LanguageDetector.Detect(text));

    [Theory]
    [InlineData("ok")]
    [InlineData("OK!")]
    [InlineData("12345678901")]
    [InlineData("https://shop.example/how-do-i-return-my-order")]
    [InlineData("someone@shop.example")]
    [InlineData("AB-1234-XY")]
    [InlineData("iPhone 15 Pro Max")]
    [InlineData("好的")]
    [InlineData("谢谢！")]
    [InlineData("👍🏽")]
    [InlineData("thank you")]
    [InlineData("")]
    public void What_is_said_in_any_language_switches_none(string text) => Assert.False(LanguageDetector.Detect(text).IsClear);

    [Theory]
    [InlineData("English please", "en")]
    [InlineData("can you speak English?", "en")]
    [InlineData("Do you speak english", "en")]
    [InlineData("in Chinese, please", "zh")]
    [InlineData("说中文", "zh")]
    [InlineData("請用中文回覆", "zh")]
    [InlineData("请用英文回复", "en")]
    [InlineData("能说英语吗？", "en")]
    [InlineData("切换到日语", "ja")]
    [InlineData("日本語でお願いします", "ja")]
    [InlineData("한국어로", "ko")]
    [InlineData("中文", "zh")]
    [InlineData("不要英文", null)]
    [InlineData("I do not speak English", null)]
    [InlineData("有英文说明书吗", null)]
    [InlineData("my English teacher ordered it", null)]
    [InlineData("", null)]
    public void A_wish_for_a_language_is_understood(string text, string? language) => Assert.Equal(language, LanguageRequests.Read(text));

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

    [Theory]
    [InlineData("zh-CN", "zh")]
    [InlineData("en_US", "en")]
    [InlineData("cn", "zh")]
    [InlineData("", null)]
    [InlineData("<script>", null)]
    [InlineData(null, null)]
    public void Names_of_languages_come_to_their_codes(string? locale, string? code) => Assert.Equal(code, LanguageHandler.Normalize(locale));

    [Fact]
    public void No_text_makes_it_throw() => Gen.Char.Array[0, 100].Sample(text =>
    {
        LanguageDetector.Detect(new string(text));
        LanguageRequests.Read(new string(text));
    });

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
