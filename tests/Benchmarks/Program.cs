using System.CommandLine;
using Weiyu.Benchmarks.Echo;
using Weiyu.Benchmarks.Faults;
using Weiyu.Benchmarks.Intents;
using Weiyu.Benchmarks.Knowledge;
using Weiyu.Benchmarks.Llm;
using Weiyu.Benchmarks.Rules;
using Weiyu.Benchmarks.Scheduling;

var root = new RootCommand("Weiyu.Bot's benchmarks: ratios to a baseline of the same run; and the fault bench")
{
    Faults(),
    Outage(),
    Mute(),
    Echo(),
    Guards(),
    Plain("rules", "Finding the rule for a message: 1,000, 10,000 and 100,000 rules, beside a plain scan", RulesBench.RunAsync),
    Plain("intents", "Training and classifying; normalising a text; FILE.csv … are further labelled sets", IntentsBenchmark.RunAsync),
    Plain("knowledge", "Indexing, reopening and searching 10,000 passages", KnowledgeBench.RunAsync),
    Plain("punctuality", "1,000 notices due in one minute: how late they are; [seconds] as an argument", PunctualityBench.RunAsync),
};
return await root.Parse(args).InvokeAsync();

static Command Faults()
{
    var questions = new Option<int>("--messages") { DefaultValueFactory = _ => 100_000, Description = "How many questions" };
    var visitors = new Option<int>("--visitors") { DefaultValueFactory = _ => 500, Description = "How many conversations" };
    var rate = new Option<int>("--rate") { DefaultValueFactory = _ => 250, Description = "Questions a second" };
    var kills = new Option<int>("--kills") { DefaultValueFactory = _ => 30, Description = "How often the bot is killed" };
    var seed = new Option<int>("--seed") { DefaultValueFactory = _ => 1, Description = "Reproduces a run" };
    var command = new Command("faults", "Ask questions while everything goes wrong; exit code 1 if any was lost, repeated or out of order") { questions, visitors, rate, kills, seed };
    command.SetAction(async (parse, cancellationToken) =>
    {
        var report = await FaultBench.RunAsync(
            new FaultPlan
            {
                Questions = parse.GetValue(questions), Visitors = parse.GetValue(visitors), Rate = parse.GetValue(rate), Kills = parse.GetValue(kills), Seed = parse.GetValue(seed),
            },
            Console.Out, cancellationToken);
        return report is { Lost: 0, Repeated: 0, OutOfOrder: 0 } ? 0 : 1;
    });
    return command;
}

static Command Outage()
{
    var minutes = new Option<double>("--minutes") { DefaultValueFactory = _ => 3, Description = "How long both lines are down" };
    var replies = new Option<int>("--replies") { DefaultValueFactory = _ => 1_000, Description = "How many replies wait" };
    var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 4, Description = "How many times twenty drops" };
    var command = new Command("outage", "Both lines down for minutes with many replies waiting; drop after drop, and the memory") { minutes, replies, rounds };
    command.SetAction((parse, cancellationToken) =>
        OutageBench.RunAsync(Console.Out, TimeSpan.FromMinutes(parse.GetValue(minutes)), parse.GetValue(replies), parse.GetValue(rounds), cancellationToken));
    return command;
}

static Command Mute()
{
    var seconds = new Option<int>("--seconds") { DefaultValueFactory = _ => 20, Description = "How long the bot's calls are counted in each case" };
    var command = new Command("mute", "One family of the server's calls after the other switched off: how soon live questions are answered, and how often the bot asks") { seconds };
    command.SetAction((parse, cancellationToken) => MuteBench.RunAsync(Console.Out, parse.GetValue(seconds), cancellationToken));
    return command;
}

static Command Echo()
{
    var questions = new Option<int>("--questions") { DefaultValueFactory = _ => 10_000, Description = "How many questions a round" };
    var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 3, Description = "How many rounds" };
    var command = new Command("echo", "The whole bot against a bare MQTTnet echo through the same broker; what durability costs; latency") { questions, rounds };
    command.SetAction((parse, cancellationToken) => EchoBench.RunAsync(Console.Out, parse.GetValue(questions), parse.GetValue(rounds), cancellationToken));
    return command;
}

static Command Guards()
{
    var command = new Command("guards", "What masking, screening and judging a model's reply cost");
    command.SetAction(_ => GuardBench.Run(Console.Out));
    return command;
}

static Command Plain(string name, string description, Func<TextWriter, string[], Task> run)
{
    var arguments = new Argument<string[]>("arguments") { Arity = ArgumentArity.ZeroOrMore };
    var command = new Command(name, description) { arguments };
    command.SetAction(async (parse, _) => await run(Console.Out, parse.GetValue(arguments) ?? []));
    return command;
}
