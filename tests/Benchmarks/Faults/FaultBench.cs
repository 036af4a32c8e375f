using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Weiyu.Bot.Core;
using Weiyu.Client.Messages;
using Weiyu.Sandbox;

namespace Weiyu.Benchmarks.Faults;

/// <summary>
/// Asks many questions while everything goes wrong, and counts what came of them. The bot is a process of its own behind proxies; kills are
/// SIGKILL. The same seed gives the same order of faults.
/// </summary>
internal static class FaultBench
{
    /// <summary>How many replies out of order are shown one by one.</summary>
    private const int MaxShown = 20;

    /// <summary>Runs the bench.</summary>
    public static async Task<FaultReport> RunAsync(FaultPlan plan, TextWriter output, CancellationToken cancellationToken)
    {
        await using var server = await SandboxServer.StartAsync(
            SandboxOptions.Ephemeral with { StoreLag = plan.StoreLag, MaxMessages = 5_000_000, MaxReceived = 1_000_000, Seed = plan.Seed, Habits = plan.Habits }, cancellation: cancellationToken);
        await using var mqtt = FaultProxy.To(new Uri(server.MqttUrl).Port);
        await using var rest = FaultProxy.To(new Uri(server.ApiUrl).Port);
        var folder = Directory.CreateTempSubdirectory("weiyu-faults-").FullName;
        var rules = Directory.CreateDirectory(Path.Combine(folder, "rules")).FullName;
        await File.WriteAllTextAsync(Path.Combine(rules, "rules.yaml"), "version: 1\nrules:\n  - id: echo\n    when: otherwise\n    say: \"A {{ message.content }}\"\n", cancellationToken);
        var settings = new Dictionary<string, string>
        {
            ["Weiyu:ApiUrl"] = $"http://127.0.0.1:{rest.Port}", ["Weiyu:MqttUrl"] = $"ws://127.0.0.1:{mqtt.Port}/websocket", ["Weiyu:Username"] = server.Data.Bot.Username,
            ["Weiyu:Password"] = server.Data.Bot.Password, ["Weiyu:StoreLag"] = plan.StoreLag.ToString("c"), ["Weiyu:SweepEvery"] = "00:00:05", ["Weiyu:HttpTimeout"] = "00:00:02",
            ["Weiyu:KeepAlive"] = "00:00:05", ["Weiyu:ReconnectMin"] = "00:00:00.2", ["Weiyu:ReconnectMax"] = "00:00:02", ["Bot:DataPath"] = Path.Combine(folder, "data"),
            ["Bot:RulesPath"] = rules, ["Console:Url"] = "", ["Logging:LogLevel:Default"] = plan.Log,
            ["Bot:Fragments:Window"] = "00:00:00",
        };
        await using var bot = new SupervisedBot(settings);
        await WaitAsync(() => server.Sessions.Count > 0, TimeSpan.FromSeconds(60), cancellationToken);
        var clock = Stopwatch.StartNew();
        var asked = new ConcurrentDictionary<string, long>();
        var visitors = new List<SandboxVisitor>();
        for (var i = 0; i < plan.Visitors; i++) visitors.Add(await server.OpenVisitorAsync(i % 3 == 0 ? ThreadTypes.Workgroup : ThreadTypes.Agent));

        using var asking = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var script = new FaultScript(plan, server, mqtt, rest, bot.KillAsync);
        var questions = AskAsync(plan, visitors, asked, clock, cancellationToken);
        var faults = script.RunAsync(() => asked.Count, asking.Token);
        await questions;
        await asking.CancelAsync();
        await faults;
        script.Heal();
        output.WriteLine($"asked {asked.Count} in {clock.Elapsed:mm\\:ss}, {script.Kills} kills, {script.Faults} other faults; waiting for the rest");

        await WaitUntilSettledAsync(Path.Combine(folder, "data", "weiyu-bot.db"), asked.Count, cancellationToken);
        var report = Count(plan, server, visitors, asked, script, Path.Combine(folder, "data", "weiyu-bot.db"), output) with { Ends = bot.Ends };
        if (report.Lost > 0 || report.Repeated > 0 || report.OutOfOrder > 0) output.WriteLine($"kept for a look: {folder}\n{bot.Output}");
        report.Print(output, clock.Elapsed);
        return report;
    }

    private static async Task AskAsync(FaultPlan plan, List<SandboxVisitor> visitors, ConcurrentDictionary<string, long> asked, Stopwatch clock, CancellationToken cancellationToken)
    {
        var random = new Random(plan.Seed);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var per = Math.Max(1, plan.Rate / 50);
        for (var number = 0; number < plan.Questions;)
        {
            for (var i = 0; i < per && number < plan.Questions; i++, number++)
            {
                var visitor = visitors[random.Next(visitors.Count)];
                asked[visitor.Say($"Q{number:D7}").Uid] = clock.ElapsedMilliseconds;
            }

            await pace.WaitForNextTickAsync(cancellationToken);
        }
    }

    private static async Task WaitAsync(Func<bool> condition, TimeSpan patience, CancellationToken cancellationToken)
    {
        var started = Stopwatch.StartNew();
        while (!condition())
        {
            if (started.Elapsed > patience) throw new TimeoutException("The bot did not connect.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Waits until all replies are confirmed, or none has been for a minute.</summary>
    private static async Task WaitUntilSettledAsync(string database, int wanted, CancellationToken cancellationToken)
    {
        var (last, since) = (-1L, Stopwatch.StartNew());
        while (true)
        {
            var now = Read(database, "SELECT COUNT(*) FROM outbox WHERE state <> 0", r => r.GetInt64(0))[0];
            if (now != last) (last, since) = (now, Stopwatch.StartNew());
            // A little longer than the last answer, so that a repeated one would be seen.
            if (since.Elapsed > (now >= wanted ? TimeSpan.FromSeconds(8) : TimeSpan.FromSeconds(60))) return;
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellationToken);
        }
    }

    private static FaultReport Count(
        FaultPlan plan, SandboxServer server, List<SandboxVisitor> visitors, ConcurrentDictionary<string, long> asked, FaultScript script, string database, TextWriter output)
    {
        var order = ReadOrder(database);
        var (answered, lost, repeated, broadcastTwice, outOfOrder, otherOrder) = (0, 0, 0, 0, 0, 0);
        foreach (var visitor in visitors)
        {
            var texts = visitor.Received.Where(m => m.Type == MessageTypes.Text).ToList();
            broadcastTwice += texts.Count - texts.Select(m => m.Uid).Distinct().Count();
            var answers = texts.Select(m => m.Uid).Distinct().ToList();
            // The uid of an answer is derived from its question: whatever else comes is one too many.
            var questions = server.History(visitor.Thread.Topic).Where(m => m.User.Uid == visitor.Uid && m.Type == MessageTypes.Text)
                .Select((m, i) => (Uid: Uids.Reply(server.Data.Bot.UserUid, m.Uid, 0), Place: i)).ToDictionary(q => q.Uid, q => q.Place);
            var right = answers.Count(questions.ContainsKey);
            answered += right;
            lost += questions.Count - right;
            repeated += answers.Count - right;
            var (lastSeq, lastPlace) = (0L, -1);
            foreach (var answer in answers)
            {
                if (order.TryGetValue(answer, out var seq))
                {
                    if (seq < lastSeq && outOfOrder++ < MaxShown) output.WriteLine($"out of order in {visitor.Thread.Topic}: {Describe(database, seq)} came after {Describe(database, lastSeq)}");
                    lastSeq = Math.Max(lastSeq, seq);
                }

                var place = questions.GetValueOrDefault(answer, int.MaxValue);
                if (place < lastPlace) otherOrder++;
                lastPlace = place;
            }
        }

        return new FaultReport(asked.Count, answered, lost, repeated, outOfOrder, otherOrder, broadcastTwice, Slowest(database), script.Kills, script.Faults, plan.Seed);
    }

    /// <summary>What the outbox knows of a reply.</summary>
    private static string Describe(string database, long seq) => Read(
        database, string.Create(CultureInfo.InvariantCulture, $"SELECT seq, uid, route, attempts, created_at, done_at FROM outbox WHERE seq = {seq}"),
        r => $"#{r.GetInt64(0)} {r.GetString(1)} by {(r.IsDBNull(2) ? "?" : r.GetString(2))}, tries {r.GetInt64(3)}, decided {Time(r.GetInt64(4))}, done {Time(r.GetInt64(5))}")[0];

    private static string Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    private static Dictionary<string, long> ReadOrder(string database) => Read(database, "SELECT uid, seq FROM outbox", r => (r.GetString(0), r.GetInt64(1))).ToDictionary();

    private static TimeSpan Slowest(string database) => TimeSpan.FromMilliseconds(
        Read(database, "SELECT MAX(o.done_at - i.received_at) FROM outbox o JOIN inbox i ON i.uid = o.cause WHERE o.state = 1", r => r.IsDBNull(0) ? 0 : r.GetInt64(0))[0]);

    private static List<T> Read<T>(string database, string sql, Func<SqliteDataReader, T> read)
    {
        using var connection = new SqliteConnection($"Data Source={database}");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // constants of this file, and numbers
        command.CommandText = sql;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read()) rows.Add(read(reader));
        return rows;
    }
}

/// <summary>What to run.</summary>
internal sealed record FaultPlan
{
    public int Questions { get; init; } = 2_000;

    public int Visitors { get; init; } = 100;

    /// <summary>Questions a second.</summary>
    public int Rate { get; init; } = 200;

    public int Kills { get; init; } = 2;

    public int Seed { get; init; } = 1;

    public TimeSpan StoreLag { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The bot's log level; what it logged is printed when the bench finds something.</summary>
    public string Log { get; init; } = "Warning";

    /// <summary>How the server behaves.</summary>
    public SandboxHabits Habits { get; init; } = SandboxHabits.Real;
}

/// <summary>What came of it.</summary>
/// <param name="OutOfOrder">Replies that overtook one that was decided before them in the same conversation.</param>
/// <param name="OtherOrder">Replies that followed the reply to a later question: their questions were lost or reordered on the way in, and found afterwards.</param>
/// <param name="BroadcastTwice">Resends of a uid that the server had already passed on; clients show a uid once.</param>
internal sealed record FaultReport(
    int Sent, int Answered, int Lost, int Repeated, int OutOfOrder, int OtherOrder, int BroadcastTwice, TimeSpan Slowest, int Kills, int Faults, int Seed)
{
    /// <summary>How often the bot ended by itself and was started again.</summary>
    public int Ends { get; init; }

    public void Print(TextWriter output, TimeSpan took)
    {
        output.WriteLine($"seed            {Seed}");
        output.WriteLine($"sent            {Sent}");
        output.WriteLine($"answered        {Answered}");
        output.WriteLine($"lost            {Lost}");
        output.WriteLine($"repeated        {Repeated}");
        output.WriteLine($"out of order    {OutOfOrder}");
        output.WriteLine($"  (replies after that to a later question, since the question itself came late: {OtherOrder}; resends of the same uid that were broadcast again: {BroadcastTwice})");
        output.WriteLine($"slowest         {Slowest.TotalSeconds:0.0} s");
        output.WriteLine($"kills           {Kills}");
        output.WriteLine($"other faults    {Faults}");
        if (Ends > 0) output.WriteLine($"ended by itself {Ends} (a server in trouble refused the login at a start)");
        output.WriteLine($"took            {took:mm\\:ss}");
    }
}
