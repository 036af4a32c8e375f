using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.Rules.Running;
using Weiyu.Bot.Handlers.Tools;
using Weiyu.Bot.Pipeline;
using Weiyu.Client.Content;
using Weiyu.Client.Messages;
using Weiyu.Rules.Forms;
using Weiyu.Rules.Grammar;
using Weiyu.Rules.Model;
using Weiyu.Rules.Templates;
using Weiyu.Text.Dates;

namespace Weiyu.Bot.Simulation;

/// <summary>Runs the tests of a book through the real pipeline, with a simulated clock and mocked tools.</summary>
internal sealed class RuleTester : IRuleObserver, IToolCatalog, IAsyncDisposable
{
    private static readonly DateTimeOffset Usual = new(2026, 3, 4, 10, 0, 0, TimeSpan.FromHours(8));

    private readonly RuleBook _book;
    private readonly ManualClock _clock = new(Usual);
    private readonly ServiceProvider _services;
    private readonly List<(string Tool, JsonObject Arguments)> _calls = [];
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly HashSet<string> _usedNow = new(StringComparer.Ordinal);
    private string? _asked;
    private IReadOnlyDictionary<string, ITool> _mocks = new Dictionary<string, ITool>();

    public RuleTester(RuleBook book, IConfiguration configuration)
    {
        _book = book;
        _services = ConversationSimulator.Services(book, ConversationSimulator.WithoutModels(configuration), _clock, services =>
        {
            services.AddSingleton<IRuleObserver>(this);
            services.Replace(ServiceDescriptor.Singleton<IToolCatalog>(this));
        });
    }

    /// <inheritdoc/>
    IReadOnlyDictionary<string, ITool> IToolCatalog.Tools => _mocks;

    /// <summary>The rules that were used by any test so far.</summary>
    public IReadOnlySet<string> Covered => _used;

    /// <summary>Runs all tests of the book.</summary>
    public async Task<IReadOnlyList<RuleTestResult>> RunAsync(CancellationToken cancellationToken)
    {
        var results = new List<RuleTestResult>();
        foreach (var test in _book.Tests) results.Add(await RunAsync(test, cancellationToken));
        return results;
    }

    /// <inheritdoc/>
    public void Used(TurnContext turn, Rule rule, string why)
    {
        _used.Add(rule.Id);
        _usedNow.Add(rule.Id);
    }

    /// <inheritdoc/>
    public void Asked(TurnContext turn, Rule rule, string slot) => _asked = slot;

    /// <inheritdoc/>
    public void Called(TurnContext turn, Rule rule, string tool, JsonObject arguments, ToolResult result) => _calls.Add((tool, (JsonObject)arguments.DeepClone()));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private async Task<RuleTestResult> RunAsync(RuleTest test, CancellationToken cancellationToken)
    {
        _clock.Set(test.StartsAt ?? (test.StartsAtWall is { } wall ? WallClock.ToMoment(wall, _book.Calendar.Zone) : Usual));
        _mocks = test.Mock.ToDictionary(m => m.Key, m => (ITool)new MockTool(m.Key, m.Value), StringComparer.Ordinal);
        await using var conversation = ConversationSimulator.Begin(_services, _clock);
        Prepare(conversation, test);
        var turns = new List<SimulatedTurn>();
        // What came before a wait still counts for what must have happened, but not against what must not.
        var since = new List<SimulatedTurn>();
        var offered = new List<Wire.Message>();
        var transcript = new List<string>();
        foreach (var step in test.Steps)
        {
            if (step is BotStep bot)
            {
                var settled = await conversation.SettleAsync(cancellationToken);
                turns.AddRange(settled);
                since.AddRange(settled);
                transcript.AddRange(Spoken(settled));
                if (Differs(bot.Expected, turns, since, conversation) is { } difference) return new RuleTestResult(test, bot.At, difference, Text());
                continue;
            }

            // What was offered before the last expectation can be clicked now; pieces that still wait are answered first.
            if (step is ChooseStep)
            {
                var settled = await conversation.SettleAsync(cancellationToken);
                turns.AddRange(settled);
                transcript.AddRange(Spoken(settled));
            }

            if (turns.SelectMany(t => t.Sent).ToList() is { Count: > 0 } sent) offered = sent;
            if (step is ChooseStep choose && VisitorClick.On(offered, choose.Picks) is null)
            {
                var titles = VisitorClick.Offered(offered);
                return new RuleTestResult(test, step.At, $"'{string.Join(", ", choose.Picks)}' can't be chosen: {(titles.Count > 0 ? $"offered are {string.Join(", ", titles)}" : "nothing was offered")}", Text());
            }

            turns.Clear();
            if (step is not WaitStep) Forget(since);
            turns.AddRange(await ActAsync(conversation, step, offered, cancellationToken));
            since.AddRange(turns);
            transcript.Add(Done(step));
            transcript.AddRange(Spoken(turns));
        }

        return new RuleTestResult(test, null, null, "");

        // The conversation so far, and what the handlers said of its last step.
        string Text() => string.Join('\n', transcript.Concat(turns.SelectMany(t => t.Outcome.Decision.Steps).Select(s => $"  ({s.Handler}: {s.What})")));
    }

    private void Forget(List<SimulatedTurn> turns)
    {
        turns.Clear();
        _calls.Clear();
        _usedNow.Clear();
        _asked = null;
    }

    private IEnumerable<string> Spoken(IEnumerable<SimulatedTurn> turns) =>
        turns.SelectMany(t => t.Sent.Select(m => $"bot     › {MessageContent.Read(m).PlainText(_book.DefaultLocale)}{(m.Type == MessageTypes.Text ? "" : $"  [{m.Type}]")}{(t.Outcome.Decision.Source is { } source ? $"  [{source}]" : "")}"));

    private static string Done(TestStep step) => step switch
    {
        UserStep { Type: MessageTypes.Text } user => $"visitor › {user.Content}",
        UserStep user => $"visitor › [{user.Type}]",
        ChooseStep choose => $"visitor › [{string.Join(", ", choose.Picks)}]",
        AgentStep agent => $"agent   › {agent.Text}",
        EventStep happens => $"event   › {happens.Name}{(happens.Argument is { } argument ? $"({argument})" : "")}",
        WaitStep wait => $"wait    › {Durations.Write(wait.Time)}",
        _ => "",
    };

    private static void Prepare(ConversationSimulator conversation, RuleTest test)
    {
        conversation.Change(thread =>
        {
            if (test.Thread["type"] is { } type) thread.Type = $"{type}";
            if (test.Thread["channel"] is { } channel) thread.Channel = $"{channel}";
            if (test.Thread["state"] is { } state) thread.State = $"{state}";
            if (test.Thread["extra"] is { } extra) thread.Extra = extra.ToJsonString();
            if (test.Visitor["uid"] is { } uid) thread.User.Uid = $"{uid}";
            if (test.Visitor["nickname"] is { } nickname) thread.User.Nickname = $"{nickname}";
            if (test.Visitor["extra"] is { } visitorExtra) thread.User.Extra = visitorExtra.ToJsonString();
        });
        conversation.Change((ConversationState state) =>
        {
            state.Locale = test.Locale;
            foreach (var (name, value) in test.Vars) state.Vars[name] = value?.DeepClone();
            // A test that wants the opening says so with an event of its own.
            state.Openings = 1;
        });
    }

    private static async Task<IReadOnlyList<SimulatedTurn>> ActAsync(
        ConversationSimulator conversation, TestStep step, IReadOnlyList<Wire.Message> offered, CancellationToken cancellationToken) => step switch
    {
        UserStep user => await conversation.SendAsync(user.Type, user.Content is JsonValue value ? value.ToString() : user.Content?.ToJsonString() ?? "", cancellationToken),
        ChooseStep choose when VisitorClick.On(offered, choose.Picks) is { } click => await conversation.SendAsync(click.Type, click.Content, cancellationToken),
        AgentStep agent => [await conversation.AgentAsync(agent.Text, cancellationToken)],
        EventStep happens => [await conversation.RunAsync(new BotEvent(happens.Name, happens.Argument, happens.Data), cancellationToken)],
        WaitStep wait => await conversation.WaitAsync(wait.Time, cancellationToken),
        _ => [],
    };

    /// <summary>What differs; null: nothing.</summary>
    /// <param name="expected">What is expected.</param>
    /// <param name="last">The turns of the last step.</param>
    /// <param name="turns">Those of the last step that was no wait, and of the waits behind it.</param>
    /// <param name="conversation">The conversation.</param>
    private string? Differs(Expectation expected, List<SimulatedTurn> last, List<SimulatedTurn> turns, ConversationSimulator conversation)
    {
        var now = Texts(last);
        var sent = turns.SelectMany(t => t.Sent).ToList();
        var texts = Texts(turns);
        var state = conversation.State;
        // A form goes on without being found anew: its rule answers all the same.
        var answered = _usedNow.Concat(turns.Where(t => t.Outcome.Decision is { Outcome: "form", Source: not null }).Select(t => t.Outcome.Decision.Source!)).ToHashSet(StringComparer.Ordinal);
        if (expected.Rule is { } rule && !answered.Contains(rule)) return $"expected the rule '{rule}', and {(answered.Count > 0 ? $"'{string.Join("', '", answered)}' answered" : "no rule answered")}";
        foreach (var says in expected.Says)
        {
            if (!texts.Exists(t => Contains(t, says))) return $"expected it to say '{says}', and it {(texts.Count > 0 ? $"said: {string.Join(" | ", texts)}" : "said nothing")}";
        }

        foreach (var not in expected.SaysNot)
        {
            if (now.Find(t => Contains(t, not)) is { } said) return $"expected it not to say '{not}', and it said: {said}";
        }

        if (expected.Asks is { } asks && (_asked ?? FormState.Of(state)?.Slot) != asks) return $"expected it to ask for '{asks}', and it {(_asked is null ? "asked for nothing" : $"asked for '{_asked}'")}";
        foreach (var type in expected.Sends)
        {
            if (!sent.Exists(m => m.Type == type)) return $"expected it to send {type}, and it sent {(sent.Count > 0 ? string.Join(", ", sent.Select(m => m.Type)) : "nothing")}";
        }

        foreach (var (tool, arguments) in expected.Calls)
        {
            if (!_calls.Exists(c => c.Tool == tool && Covers(c.Arguments, arguments)))
            {
                return $"expected it to call {tool}{(arguments is null ? "" : $" with {arguments.ToJsonString()}")}, and it called {(_calls.Count > 0 ? string.Join(", ", _calls.Select(c => $"{c.Tool} {c.Arguments.ToJsonString()}")) : "nothing")}";
            }
        }

        if (expected.Handoff is { } handoff)
        {
            var wanted = handoff is not ("false" or "False");
            if (wanted != (wanted ? turns : last).Exists(t => t.Outcome.Decision.Outcome == "handoff")) return wanted ? "expected a hand-off to a human, and there was none" : "expected no hand-off to a human, and there was one";
            if (wanted && handoff is not ("true" or "True" or "") && !Used<HandoffStep>().Any(h => h.To == handoff)) return $"expected a hand-off to '{handoff}', and it went to '{string.Join("', '", Used<HandoffStep>().Select(h => h.To))}'";
        }

        foreach (var tag in expected.Tags)
        {
            var absent = tag.StartsWith('!');
            if (state.Tags.Contains(absent ? tag[1..] : tag) == absent) return $"expected the tag {tag}, and there are: {string.Join(", ", state.Tags)}";
        }

        foreach (var (name, value) in expected.Vars)
        {
            var got = state.Vars.GetValueOrDefault(name);
            if (TemplateValues.Show(got) != value) return $"expected the variable {name} to be '{value}', and it is '{TemplateValues.Show(got)}'";
        }

        if (expected.Silent is { } silent && silent != (last.Sum(t => t.Sent.Count) == 0)) return silent ? $"expected silence, and it said: {string.Join(" | ", now)}" : "expected it to say something, and it was silent";
        if (expected.Closes is { } closes && closes != (closes ? turns : last).Exists(t => t.Outcome.Outbox.Any(o => o.Kind == ServerActions.CloseThread))) return closes ? "expected it to close the conversation" : "expected it to leave the conversation open";
        return expected.Answer is { } answer && !Used<AnswerStep>().Any(a => answer.Length == 0 || a.From == answer)
            ? $"expected it to ask the knowledge{(answer.Length > 0 ? $" in {answer}" : "")}, and {(answered.Count > 0 ? $"'{string.Join("', '", answered)}' answered" : "no rule answered")}"
            : null;

        List<string> Texts(List<SimulatedTurn> of) =>
            [.. of.SelectMany(t => t.Sent).Select(m => MessageContent.Read(m).PlainText(conversation.State.Locale ?? _book.DefaultLocale))];
    }

    /// <summary>The steps of a kind in the rules that were used since the last step that was no expectation.</summary>
    private IEnumerable<TStep> Used<TStep>()
        where TStep : RuleStep => _usedNow.SelectMany(id => _book.ById.TryGetValue(id, out var rule) ? rule.AllSteps : []).OfType<TStep>();

    /// <summary>A part of the text; <c>/…/</c>: an expression; <c>=…</c>: the whole text.</summary>
    private static bool Contains(string text, string wanted) => wanted switch
    {
        ['/', .. var expression, '/'] => Regex.IsMatch(text, expression, RegexOptions.NonBacktracking | RegexOptions.IgnoreCase),
        ['=', .. var whole] => text.Trim() == whole.Trim(),
        _ => text.Contains(wanted, StringComparison.OrdinalIgnoreCase),
    };

    private static bool Covers(JsonObject got, JsonObject? wanted) =>
        wanted is null || wanted.All(w => got.TryGetPropertyValue(w.Key, out var value) && TemplateValues.Show(value) == TemplateValues.Show(w.Value));

    private sealed class MockTool(string name, JsonNode? answers) : ITool
    {
        private int _next;

        public string Name => name;

        public string Description => "mocked by a test";

        public JsonObject Parameters => [];

        public Task<ToolResult> CallAsync(JsonObject arguments, ToolCall call, CancellationToken cancellationToken)
        {
            var answer = answers is JsonArray several ? several.Count > 0 ? several[Math.Min(_next++, several.Count - 1)] : null : answers;
            return Task.FromResult(answer is JsonObject failed && failed.Count == 1 && failed["error"] is { } error ? ToolResult.Failure($"{error}") : ToolResult.Success(answer?.DeepClone()));
        }
    }
}

/// <summary>How a test ended.</summary>
/// <param name="Test">The test.</param>
/// <param name="FailedAt">The step that differed; null: it passed.</param>
/// <param name="Difference">What was expected and what came.</param>
/// <param name="Transcript">The conversation up to there, and what the handlers said of its last step.</param>
internal sealed record RuleTestResult(RuleTest Test, Position? FailedAt, string? Difference, string Transcript)
{
    /// <summary>Whether it passed.</summary>
    public bool Passed => FailedAt is null;
}
