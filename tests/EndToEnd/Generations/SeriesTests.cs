using Weiyu.Client.Messages;
using Weiyu.EndToEnd.Support;
using Weiyu.Sandbox;

namespace Weiyu.EndToEnd.Generations;

/// <summary>After a gap the histories of many threads are read by one series of calls, at a server that has that.</summary>
public sealed class SeriesTests
{
    private const string Series = "/api/v1/message/query/org";
    private const string OneByOne = "/api/v1/message/thread/topic";

    [Fact]
    public async Task What_was_missed_in_many_threads_is_read_in_one_series_and_others_threads_of_the_organisation_are_left_out()
    {
        await using var server = await Sandboxes.StartAsync(Sandboxes.Quick with { Habits = SandboxHabits.Of(SandboxGeneration.Y2026) });
        await using var bot = await BotUnderTest.StartAsync(server);
        var visitors = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => server.OpenVisitorAsync()));
        using var colleague = server.OpenAgent();
        var other = server.Visitor();
        await server.OpenThreadAsync(other, agent: colleague.Account);
        foreach (var visitor in visitors) visitor.Say("在吗");
        await Eventually.TrueAsync(() => visitors.All(v => Answers(v) == 1));
        await bot.CaughtUpAsync();
        server.Faults.RefuseConnects = ConnectRefusal.Close;
        server.Faults.FailPath("/api", RestFailure.Http500);
        server.Faults.DropConnections();
        await Eventually.TrueAsync(() => !bot.IsConnected);
        foreach (var visitor in visitors) visitor.Say("断线时问的");
        other.Say("这不是问机器人的");
        var (series, one) = (server.Calls[Series], server.Calls[OneByOne]);

        server.Faults.Clear();
        await Eventually.TrueAsync(() => visitors.All(v => Answers(v) == 2), "what was missed is answered");

        Assert.InRange(server.Calls[Series] - series, 1, 12);
        Assert.InRange(server.Calls[OneByOne] - one, 0, 6);
        Assert.Equal(0, Answers(other));
    }

    private static int Answers(SandboxVisitor visitor) =>
        visitor.Received.Where(m => m.Type == MessageTypes.Text && m.Content == "收到").Select(m => m.Uid).Distinct(StringComparer.Ordinal).Count();
}
