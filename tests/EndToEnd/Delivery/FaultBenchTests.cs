using Weiyu.Benchmarks.Faults;

namespace Weiyu.EndToEnd.Delivery;

public sealed class FaultBenchTests
{
    [Fact]
    public async Task Under_the_whole_set_of_faults_nothing_is_lost_repeated_or_out_of_order()
    {
        var output = new StringWriter();
        var report = await FaultBench.RunAsync(new FaultPlan { Questions = 2_000, Visitors = 100, Rate = 150, Kills = 2, Seed = 7 }, output, TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine(output.ToString());

        Assert.Equal((2_000, 0, 0, 0), (report.Answered, report.Lost, report.Repeated, report.OutOfOrder));
    }
}
