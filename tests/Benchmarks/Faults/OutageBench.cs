using System.Diagnostics;
using Weiyu.Client.Messages;
using Weiyu.Sandbox;

namespace Weiyu.Benchmarks.Faults;

/// <summary>
/// Two long troubles, each with the bot as a process of its own: both lines down for minutes while many replies wait; and one dropped
/// connection after another, with what the process's memory does meanwhile.
/// </summary>
internal static class OutageBench
{
    /// <summary>Runs both and prints.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="outage">How long both lines are down.</param>
    /// <param name="replies">How many replies wait.</param>
    /// <param name="rounds">How many times twenty drops.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>0, or 1 if a reply was lost, repeated or out of order.</returns>
    public static async Task<int> RunAsync(TextWriter output, TimeSpan outage, int replies, int rounds, CancellationToken cancellationToken)
    {
        var lines = await BothLinesAsync(output, outage, replies, cancellationToken);
        var drops = await DropsAsync(output, rounds, cancellationToken);
        return lines && drops ? 0 : 1;
    }

    private static async Task<bool> BothLinesAsync(TextWriter output, TimeSpan outage, int replies, CancellationToken cancellationToken)
    {
        await using var scene = await Scene.StartAsync(("Bot:TypingPause", "3s"), ("Weiyu:HttpTimeout", "2s"));
        var visitors = new List<SandboxVisitor>();
        for (var i = 0; i < 100; i++) visitors.Add(await scene.Server.OpenVisitorAsync());
        for (var i = 0; i < replies; i++) visitors[i % 100].Say($"Q{i:D5}");
        await scene.UntilAsync(() => scene.Count("SELECT COUNT(*) FROM inbox") >= replies);
        scene.Server.Faults.RefuseConnects = ConnectRefusal.Close;
        scene.Server.Faults.Rest = RestFailure.Http500;
        scene.Server.Faults.DropConnections();
        await scene.UntilAsync(() => scene.Count("SELECT COUNT(*) FROM inbox WHERE state = 0") == 0);
        var clock = Stopwatch.StartNew();
        var waiting = scene.Count("SELECT COUNT(*) FROM outbox WHERE state = 0");
        await Task.Delay(outage, TimeProvider.System, cancellationToken);
        var still = scene.Count("SELECT COUNT(*) FROM outbox WHERE state = 0");
        scene.Server.Faults.Clear();
        var healed = clock.Elapsed;
        await scene.UntilAsync(() => scene.Count("SELECT COUNT(*) FROM outbox WHERE state = 0") == 0);
        var took = clock.Elapsed - healed;
        // A little longer, so that a repeated one would be seen.
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System, cancellationToken);
        var (lost, repeated, disorder) = (0, 0, 0);
        for (var v = 0; v < visitors.Count; v++)
        {
            var said = visitors[v].Received.Where(m => m.Type == MessageTypes.Text && m.Content.StartsWith("A Q", StringComparison.Ordinal)).Select(m => m.Content[2..]).ToList();
            var wanted = Enumerable.Range(0, replies).Where(i => i % 100 == v).Select(i => $"Q{i:D5}").ToList();
            lost += wanted.Except(said).Count();
            repeated += said.Count - said.Distinct().Count();
            if (!said.Distinct().SequenceEqual(wanted.Where(said.Contains))) disorder++;
        }

        output.WriteLine($"both lines down   {outage:mm\\:ss}, {waiting} replies waited at its begin, {still} at its end; all gone {took.TotalSeconds:0.0} s after it");
        output.WriteLine($"                  lost {lost}, repeated {repeated}, conversations out of order {disorder}");
        return lost + repeated + disorder == 0;
    }

    private static async Task<bool> DropsAsync(TextWriter output, int rounds, CancellationToken cancellationToken)
    {
        await using var scene = await Scene.StartAsync(("Weiyu:ReconnectMin", "200ms"), ("Weiyu:ReconnectMax", "2s"));
        var visitor = await scene.Server.OpenVisitorAsync();
        var asked = 0;
        for (var round = 1; round <= rounds; round++)
        {
            var gaps = new List<double>();
            for (var i = 0; i < 20; i++)
            {
                visitor.Say($"Q{asked++:D5}");
                var connects = scene.Server.Published.Connects;
                var clock = Stopwatch.StartNew();
                scene.Server.Faults.DropConnections();
                await scene.UntilAsync(() => scene.Server.Published.Connects > connects);
                gaps.Add(clock.Elapsed.TotalSeconds);
                var rest = TimeSpan.FromSeconds(1) - clock.Elapsed;
                if (rest > TimeSpan.Zero) await Task.Delay(rest, TimeProvider.System, cancellationToken);
            }

            await scene.UntilAsync(() => visitor.Received.Where(m => m.Type == MessageTypes.Text).Select(m => m.Uid).Distinct().Count() >= asked);
            output.WriteLine($"20 drops, round {round}  from drop to connect {gaps.Min():0.00} to {gaps.Max():0.00} s; working set {scene.Memory / 1048576.0:0} MB");
        }

        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System, cancellationToken);
        var said = visitor.Received.Where(m => m.Type == MessageTypes.Text).ToList();
        output.WriteLine($"                  asked {asked}, answered {said.Select(m => m.Content).Distinct().Count()}, repeated {said.Select(m => m.Uid).Distinct().Count() - asked}");
        return said.Select(m => m.Uid).Distinct().Count() == asked;
    }
}
