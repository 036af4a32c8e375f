using System.Diagnostics;
using Weiyu.Client.Messages;
using Weiyu.Sandbox;

namespace Weiyu.Benchmarks.Faults;

/// <summary>
/// One family of the server's calls after the other is switched off, in each of the ways in which servers and proxies do that: how soon live questions are
/// answered, and how often the bot asks a server that only says no.
/// </summary>
internal static class MuteBench
{
    private const int Questions = 20;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly string[] Families =
        ["/api/v1/message/thread", "/api/v1/message/query", "/api/v1/message/rest", "/api/v1/agent", "/api/v1/thread", "/api/v1/connection", "/api/v1/user", "/config", "/api"];

    private static readonly RestFailure[] Failures = [RestFailure.NotFoundCode, RestFailure.Forbidden, RestFailure.Code500, RestFailure.Hang, RestFailure.Html];

    /// <summary>Runs it and prints a table.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="seconds">How long calls are counted.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>0, or 1 if a question was not answered within a second.</returns>
    public static async Task<int> RunAsync(TextWriter output, int seconds, CancellationToken cancellationToken)
    {
        output.WriteLine($"{"family",-24} {"failure",-14} {"answered",9} {"slowest ms",11} {"calls/min",10} {"all/min",8}");
        var isFine = true;
        foreach (var family in Families)
        {
            foreach (var failure in Failures)
            {
                var (answered, slowest, calls, all) = await OneAsync(family, failure, seconds, cancellationToken);
                output.WriteLine($"{family,-24} {failure,-14} {answered,6}/{Questions} {slowest,11:0} {calls,10:0} {all,8:0}");
                isFine &= answered == Questions && slowest < 1_000;
            }
        }

        return isFine ? 0 : 1;
    }

    private static async Task<(int Answered, double Slowest, double Calls, double All)> OneAsync(string family, RestFailure failure, int seconds, CancellationToken cancellationToken)
    {
        await using var scene = await Scene.StartAsync();
        var visitors = new[] { await scene.Server.OpenVisitorAsync(), await scene.Server.OpenVisitorAsync() };
        visitors[0].Say("Q-first");
        await scene.UntilAsync(() => Answers(visitors[0]).Count == 1);
        scene.Server.Faults.FailPath(family, failure);
        var waits = new List<double>();
        for (var i = 0; i < Questions; i++)
        {
            var (visitor, clock) = (visitors[i % 2], Stopwatch.StartNew());
            var before = Answers(visitor).Count;
            visitor.Say($"Q{i:D3}");
            while (Answers(visitor).Count == before && clock.Elapsed < Patience) await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, cancellationToken);
            if (Answers(visitor).Count > before) waits.Add(clock.Elapsed.TotalMilliseconds);
            await Task.Delay(Between, TimeProvider.System, cancellationToken);
        }

        var (calls, all) = (scene.Server.Calls.Below(family), scene.Server.Calls.Total);
        await Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System, cancellationToken);
        var minute = 60.0 / seconds;
        return (waits.Count, waits.DefaultIfEmpty(double.NaN).Max(), (scene.Server.Calls.Below(family) - calls) * minute, (scene.Server.Calls.Total - all) * minute);
    }

    private static List<string> Answers(SandboxVisitor visitor) =>
        [.. visitor.Received.Where(m => m.Type == MessageTypes.Text && m.Content.StartsWith("A Q", StringComparison.Ordinal)).Select(m => m.Uid).Distinct(StringComparer.Ordinal)];
}
