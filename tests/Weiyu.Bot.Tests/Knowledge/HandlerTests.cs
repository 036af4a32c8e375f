using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.Knowledge;
using Weiyu.Bot.Handlers.Llm;
using Weiyu.Bot.Pipeline;
using Weiyu.Client.Content;
using Weiyu.Client.Messages;
using Weiyu.Knowledge;
using Weiyu.Knowledge.Tests.Support;

namespace Weiyu.Bot.Tests.Knowledge;

public sealed class HandlerTests : IDisposable
{
    private const string Faq = """
        - id: refund-time
          question: {zh: [退款多久到账, 钱几天退回来], en: [How long does a refund take]}
          answer: {zh: "**3 天**内到账。", en: Within 3 days.}
        - id: refund-how
          question: {zh: [怎么申请退款], en: [How do I request a refund]}
          answer: {zh: 在订单里点申请退款。, en: Tap refund in your order.}
        - id: parking
          question: {en: [Is there parking], zh: [可以停车吗]}
          answer: {en: Behind the house.}
        """;

    private readonly KnowledgeSandbox _box = new();
    private readonly LlmOptions _llm = new();
    private ConversationState _state = new() { Locale = "zh" };
    private int _number;

    public HandlerTests() => _box.With("faq.yaml", Faq).With("guide.md", "# 指南\n## 洗衣说明\n羊毛衫请手洗。洗后平铺晾干，不要暴晒。\n");

    public void Dispose() => _box.Dispose();

    [Fact]
    public async Task A_curated_answer_is_sent_as_plain_text()
    {
        var turn = await AskAsync("退款多久能到账");
        Assert.Equal("3 天内到账。", Said(turn));
        Assert.Equal(("knowledge", "faq.yaml#refund-time"), (turn.Decision.Outcome, turn.Decision.Source));
        Assert.Contains(turn.Decision.Steps, s => s.What.Contains("score", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Running_text_is_sent_with_its_source() =>
        Assert.Equal("羊毛衫请手洗。洗后平铺晾干，不要暴晒。\n（来源：指南 › 洗衣说明）", Said(await AskAsync("羊毛衫怎么洗")));

    [Fact]
    public async Task An_answer_that_exists_in_another_language_only_says_so()
    {
        var said = Said(await AskAsync("可以停车吗"));
        Assert.EndsWith("Behind the house.", said, StringComparison.Ordinal);
        Assert.Contains("其他语言", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_visitor_is_answered_in_the_language_of_the_conversation()
    {
        _state.Locale = "en";
        Assert.Equal("Within 3 days.", Said(await AskAsync("How long does the refund take?")));
    }

    [Fact]
    public async Task What_nothing_answers_goes_on_with_the_passages_for_the_model()
    {
        var turn = await AskAsync("今天股市怎么样");
        Assert.Empty(turn.Effects);
        Assert.Equal("next", turn.Decision.Outcome);
        Assert.NotNull(turn.Passages);
    }

    [Fact]
    public async Task Without_a_request_it_stays_out_of_the_way()
    {
        var turn = Turn("退款多久到账");
        turn.AnswerRequest = null;
        Assert.Equal("next", (await RunAsync(turn)).Decision.Outcome);
    }

    [Fact]
    public async Task The_rules_own_threshold_counts()
    {
        var turn = Turn("钱退回多久");
        turn.AnswerRequest = turn.AnswerRequest! with { MinScore = 1 };
        Assert.NotEqual("knowledge", (await RunAsync(turn)).Decision.Outcome);
    }

    [Fact]
    public async Task The_rules_own_folder_counts()
    {
        var turn = Turn("退款多久到账");
        turn.AnswerRequest = turn.AnswerRequest! with { From = "knowledge/guide.md" };
        Assert.Equal("next", (await RunAsync(turn)).Decision.Outcome);
    }

    [Fact]
    public async Task Between_two_answers_it_asks_which_is_meant()
    {
        var choice = Choice(await AskAsync("退款"));
        Assert.Equal(["退款多久到账", "怎么申请退款", "都不是"], choice.Options.Select(o => o.Title).OrderBy(t => t == "都不是").ThenByDescending(t => t, StringComparer.Ordinal));
        Assert.Equal(["1", "2", "3"], choice.Options.Select(o => o.OptionUid));
        Assert.Equal(32, choice.ChoiceUid!.Length);
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("{0}.")]
    [InlineData("第{0}个")]
    [InlineData("怎么申请退款？")]
    public async Task Typing_the_number_or_the_title_gets_that_answer(string typed)
    {
        var number = 1 + Choice(await AskAsync("退款")).Options.ToList().FindIndex(o => o.Title == "怎么申请退款");
        var turn = await AskAsync(typed.Replace("{0}", $"{number}", StringComparison.Ordinal), request: false);
        Assert.Equal("在订单里点申请退款。", Said(turn));
        Assert.Empty(_state.Extra);
    }

    [Fact]
    public async Task A_submitted_choice_gets_that_answer_even_after_another_question()
    {
        var choice = Choice(await AskAsync("退款"));
        await AskAsync("羊毛衫怎么洗");
        var option = choice.Options.First(o => o.Title == "退款多久到账");
        var submit = new JsonObject
        {
            ["choiceUid"] = choice.ChoiceUid,
            ["options"] = new JsonArray([.. choice.Options.Select(o => (JsonNode)new JsonObject { ["optionUid"] = o.OptionUid, ["title"] = o.Title, ["value"] = o.Value })]),
            ["selectedValues"] = new JsonArray(option.Value!),
        };
        Assert.Equal("3 天内到账。", Said(await RunAsync(Turn(submit.ToJsonString(), MessageTypes.ChoiceSubmit))));
    }

    [Fact]
    public async Task A_number_after_another_question_is_no_pick()
    {
        await AskAsync("退款");
        await AskAsync("羊毛衫怎么洗");
        Assert.Equal("next", (await AskAsync("1", request: false)).Decision.Outcome);
    }

    [Fact]
    public async Task None_of_these_is_an_answer_too()
    {
        await AskAsync("退款");
        var turn = await AskAsync("都不是", request: false);
        Assert.Contains("换个说法", Said(turn), StringComparison.Ordinal);
        Assert.Equal(1, turn.State.Misses);
    }

    [Fact]
    public async Task An_offer_ends_after_a_while()
    {
        await AskAsync("退款");
        _box.Time.Advance(TimeSpan.FromMinutes(31));
        Assert.Equal("next", (await AskAsync("1", request: false)).Decision.Outcome);
    }

    [Fact]
    public async Task What_was_offered_and_is_gone_is_admitted()
    {
        await AskAsync("退款");
        _box.With("faq.yaml", "- question: other\n  answer: other\n");
        Assert.Contains("更新", Said(await AskAsync("1", request: false)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CuratedFirst", "退款多久到账", "knowledge")]
    [InlineData("CuratedFirst", "羊毛衫怎么洗", "next")]
    [InlineData("CuratedFirst", "退款", "next")]
    [InlineData("KnowledgeFirst", "羊毛衫怎么洗", "knowledge")]
    [InlineData("KnowledgeFirst", "退款", "next")]
    [InlineData("ModelFirst", "退款多久到账", "next")]
    public async Task With_a_model_the_option_says_who_answers_first(string when, string question, string outcome)
    {
        (_llm.Endpoint, _llm.Model, _box.Options.WhenModel) = ("http://127.0.0.1:1", "m", Enum.Parse<WhenModel>(when));
        var turn = await AskAsync(question);
        Assert.Equal(outcome, turn.Decision.Outcome);
        if (outcome == "next") Assert.NotEmpty(turn.Passages!);
    }

    [Fact]
    public async Task The_same_turn_says_the_same_twice()
    {
        var first = await AskAsync("退款");
        (_number, _state) = (0, new() { Locale = "zh" });
        var again = await AskAsync("退款");
        Assert.Equal(((SendMessage)first.Effects[0]).Content, ((SendMessage)again.Effects[0]).Content);
    }

    [Fact]
    public async Task The_folder_can_replace_what_is_said_around_answers()
    {
        _box.With("texts.yaml", "offer: {zh: 请选择, en: Choose}\nsource: {zh: '［{0}］'}\nnonsense: {zh: x}\n");
        Assert.Equal("请选择", Choice(await AskAsync("退款")).Content);
        Assert.EndsWith("［指南 › 洗衣说明］", Said(await AskAsync("羊毛衫怎么洗")), StringComparison.Ordinal);
    }

    private static string Said(TurnContext turn) => Assert.IsType<SendMessage>(Assert.Single(turn.Effects)) is { Type: MessageTypes.Text } send ? send.Content : throw new InvalidOperationException("No text was said.");

    private static ChoiceContent Choice(TurnContext turn)
    {
        var send = Assert.IsType<SendMessage>(Assert.Single(turn.Effects));
        Assert.Equal(MessageTypes.Choice, send.Type);
        return Assert.IsType<ChoiceContent>(MessageContent.Read(send.Type, send.Content));
    }

    private Task<TurnContext> AskAsync(string text, bool request = true)
    {
        var turn = Turn(text);
        if (!request) turn.AnswerRequest = null;
        return RunAsync(turn);
    }

    private TurnContext Turn(string content, string type = MessageTypes.Text)
    {
        var uid = $"{++_number:D32}";
        return new TurnContext
        {
            CauseUid = uid, Message = new Wire.Message { Uid = uid, Type = type, Content = content }, Thread = new Wire.Thread { Uid = "t", Topic = "org/agent/a/v", Type = ThreadTypes.Agent },
            State = ConversationState.FromJson(_state.ToJson()), Bot = new BotIdentity("u", "bot", "小微", "", "org"), Now = _box.Time.GetUtcNow(), Signals = new Silent(), Decision = new Decision(),
            Text = type == MessageTypes.Text ? content : "", AnswerRequest = new AnswerRequest("kb", "knowledge/", null, null, "fallback"),
        };
    }

    private async Task<TurnContext> RunAsync(TurnContext turn)
    {
        using var index = await _box.ReadAsync();
        var options = Options.Create(_box.Options);
        HandlerDelegate last = (t, _) =>
        {
            t.Decision.End("next");
            return ValueTask.CompletedTask;
        };
        var answering = new KnowledgeHandler(index, options, Options.Create(_llm), new Weiyu.Bot.Privacy.PersonalDataMask());
        await new KnowledgePick(index, options).HandleAsync(turn, (t, token) => answering.HandleAsync(t, last, token), KnowledgeSandbox.Stop);
        _state = turn.State;
        return turn;
    }

    private sealed class Silent : ISignals
    {
        public void Send(Wire.Thread thread, string type, string content, string causeUid)
        {
            // Nobody looks.
        }
    }
}
