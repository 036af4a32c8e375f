using System.Diagnostics;
using System.Globalization;
using System.Text;
using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.Rules.Running;
using Weiyu.Bot.Pipeline;
using Weiyu.Client.Messages;
using Weiyu.Rules.Grammar;
using Weiyu.Rules.Loading;
using Weiyu.Rules.Matching;
using Weiyu.Rules.Model;

namespace Weiyu.Benchmarks.Rules;

/// <summary>What finding the rule for a message costs, by the number of rules, beside a plain scan of all keywords in the same run.</summary>
internal static class RulesBench
{
    private const int Messages = 2_000;
    private static readonly string[] Characters = ["退", "款", "订", "单", "物", "流", "发", "票", "优", "惠", "券", "地", "址", "会", "员", "积", "分", "尺", "码", "颜", "色", "库", "存", "保", "修", "安", "装", "客", "服", "支", "付"];
    private static readonly string[] Words = ["refund", "invoice", "order", "coupon", "address", "member", "points", "size", "color", "stock", "repair", "install", "payment", "shipping"];

    /// <summary>Runs and prints. Arguments: none.</summary>
    public static Task RunAsync(TextWriter to, string[] args)
    {
        var small = Measure(1_000, to, naive: true);
        var middle = Measure(10_000, to, naive: true);
        var large = Measure(100_000, to, naive: false);
        to.WriteLine(Text($"100,000 rules cost {large.Micros / small.Micros:0.00} times what 1,000 do (limit 2.00); 10,000 rules: {middle.Micros:0.00} µs a message (limit 20)"));
        Long(middle.Book, to);
        Hostile(to);
        return Task.CompletedTask;
    }

    private static (double Micros, RuleBook Book) Measure(int count, TextWriter to, bool naive)
    {
        var yaml = Yaml(count);
        var watch = Stopwatch.StartNew();
        var result = new RuleLoader(WeiyuPlatform.Words).Load([("rules.yaml", yaml)]);
        var book = result.Book ?? throw new InvalidOperationException(result.Problems[0].ToString());
        _ = book.Matcher;
        var load = watch.Elapsed;
        var messages = MessagesFor(count);
        var micros = Best(() => Run(book, messages));
        var scan = naive ? Best(() => Scan(book, messages.AsSpan(0, 50))) * Messages / 50 : double.NaN;
        to.WriteLine(Text($"{count,7} rules: read in {load.TotalMilliseconds,6:0} ms; {micros / Messages,6:0.00} µs a message{(naive ? Text($"; plain scan {scan / Messages,9:0.0} µs, {scan / micros:0} times as much") : "")}"));
        return (micros / Messages, book);
    }

    /// <summary>Microseconds of the best of several runs.</summary>
    private static double Best(Action run)
    {
        run();
        var best = double.MaxValue;
        for (var i = 0; i < 7; i++)
        {
            var start = Stopwatch.GetTimestamp();
            run();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }

        return best;
    }

    private static void Run(RuleBook book, string[] messages)
    {
        var turn = Turn();
        foreach (var message in messages) book.Matcher.Find(new MatchInput(message), new TurnScope(turn, book));
    }

    private static void Scan(RuleBook book, ReadOnlySpan<string> messages)
    {
        foreach (var message in messages)
        {
            var text = TextForms.Normalize(message);
            foreach (var rule in book.Rules)
            {
                foreach (var pattern in rule.When!.Any)
                {
                    if (text.Contains(((KeywordPattern)pattern).Text, StringComparison.Ordinal)) goto Found;
                }
            }

        Found:;
        }
    }

    private static void Long(RuleBook book, TextWriter to)
    {
        var text = string.Concat(MessagesFor(10_000).Take(2_000))[..10_240];
        var turn = Turn();
        var micros = Best(() => book.Matcher.Find(new MatchInput(text), new TurnScope(turn, book), allow: static _ => false));
        to.WriteLine(Text($"a message of 10,240 characters against 10,000 rules: {micros:0} µs"));
    }

    private static void Hostile(TextWriter to)
    {
        var book = new RuleLoader(WeiyuPlatform.Words).Load([("rules.yaml", "rules: [{id: a, when: ['/(a+)+$/'], say: x}, {id: b, when: ['/a+b/'], say: y}]")]).Book!;
        var plain = new RuleLoader(WeiyuPlatform.Words).Load([("rules.yaml", "rules: [{id: a, when: ['/a+$/'], say: x}, {id: b, when: ['/a+b/'], say: y}]")]).Book!;
        var text = new string('a', 4_000) + "!";
        var turn = Turn();
        var hostile = Best(() => book.Matcher.Find(new MatchInput(text), new TurnScope(turn, book)));
        var harmless = Best(() => plain.Matcher.Find(new MatchInput(text), new TurnScope(turn, plain)));
        to.WriteLine(Text($"/(a+)+$/ on 4,000 × a and one '!': {hostile:0} µs; /a+$/ on the same: {harmless:0} µs"));
    }

    private static string Yaml(int count)
    {
        var random = new Random(7);
        var text = new StringBuilder("version: 1\nrules:\n");
        for (var i = 0; i < count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"  - id: rule-{i}\n    when: {{any: [{Keyword(random)}, {Keyword(random)}, \"{Words[random.Next(Words.Length)]} {Words[random.Next(Words.Length)]} {i}\"]}}\n    say: \"answer {i}\"\n");
        }

        return text.ToString();
    }

    /// <summary>Four to six characters: enough that 200,000 of them are mostly different.</summary>
    private static string Keyword(Random random) => string.Concat(Enumerable.Range(0, random.Next(4, 7)).Select(_ => Characters[random.Next(Characters.Length)]));

    private static string[] MessagesFor(int rules)
    {
        var random = new Random(11);
        return [.. Enumerable.Range(0, Messages).Select(i => $"你好，我想问一下{Keyword(random)}的事情，{Words[random.Next(Words.Length)]} {Words[random.Next(Words.Length)]} {random.Next(rules)}，谢谢")];
    }

    private static TurnContext Turn()
    {
        var visitor = new Wire.User { Uid = "v", Type = UserTypes.Visitor };
        var thread = new Wire.Thread { Uid = "t", Topic = "org/agent/a/v", Type = ThreadTypes.Agent, User = visitor };
        return new TurnContext
        {
            CauseUid = "m", Message = new Wire.Message { Uid = "m", Type = MessageTypes.Text, Thread = thread, User = visitor }, Thread = thread, State = new ConversationState(),
            Bot = new BotIdentity("u", "bot", "bot", "", "org"), Now = DateTimeOffset.UnixEpoch, Signals = new Quiet(), Decision = new Decision(),
        };
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed class Quiet : ISignals
    {
        public void Send(Wire.Thread thread, string type, string content, string causeUid)
        {
            // Nobody is looking.
        }
    }
}
