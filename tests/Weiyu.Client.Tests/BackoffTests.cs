namespace Weiyu.Client.Tests;

public sealed class BackoffTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Delays_double_up_to_the_longest_and_are_jittered_downwards()
    {
        var backoff = new Backoff(Second, 30 * Second, new Random(1));
        foreach (var nominal in new[] { 1, 2, 4, 8, 16, 30, 30, 30 })
        {
            Assert.InRange(backoff.Next(), nominal * Second / 2, nominal * Second);
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_delays_and_another_one_others()
    {
        static TimeSpan[] Delays(int seed)
        {
            var backoff = new Backoff(Second, 30 * Second, new Random(seed));
            return [.. Enumerable.Range(0, 10).Select(_ => backoff.Next())];
        }

        Assert.Equal(Delays(1), Delays(1));
        Assert.NotEqual(Delays(1), Delays(2));
    }

    [Fact]
    public void A_connection_that_drops_at_once_again_and_again_is_spaced_out()
    {
        var backoff = new Backoff(Second, 30 * Second, new Random(1));
        var total = TimeSpan.Zero;
        for (var drop = 0; drop < 20; drop++)
        {
            total += backoff.Next(uptime: Second);
        }

        Assert.True(total > TimeSpan.FromMinutes(3));
        Assert.Equal(20, backoff.Failures);
    }

    [Fact]
    public void A_connection_that_lasted_starts_over()
    {
        var backoff = new Backoff(Second, 30 * Second, new Random(1));
        for (var i = 0; i < 10; i++)
        {
            backoff.Next();
        }

        Assert.InRange(backoff.Next(uptime: 30 * Second), Second / 2, Second);
    }

    [Fact]
    public void Failures_without_end_do_not_overflow()
    {
        var backoff = new Backoff(Second, TimeSpan.MaxValue, new Random(1));
        for (var i = 0; i < 10_000; i++)
        {
            Assert.True(backoff.Next() > TimeSpan.Zero);
        }
    }
}
