using Weiyu.Bot.Outbox;
using Weiyu.Bot.Storage;
using Xunit;

namespace Weiyu.Bot.Tests.Outbox;

public sealed class LaneTests
{
    private readonly Lane _lane = new();

    [Fact]
    public void What_is_handed_in_is_taken_in_its_order()
    {
        Assert.Equal(Lane.Added.Started, _lane.Add(Handed(1)));
        Assert.Equal(Lane.Added.Queued, _lane.Add(Handed(2)));

        Assert.Equal(1, Take());
        Assert.Equal(2, Take());
        Assert.False(_lane.TryTake(out _));
        Assert.Equal(Lane.Added.Ended, _lane.Add(Handed(3)));
    }

    [Fact]
    public void Beyond_its_capacity_the_store_is_read_and_nothing_overtakes()
    {
        for (var seq = 1; seq <= Lane.Capacity + 5; seq++) _lane.Add(Handed(seq));
        for (var seq = 1; seq <= Lane.Capacity; seq++) Assert.Equal(seq, Take());

        Assert.True(_lane.TryTake(out var work));
        Assert.Null(work.Item);
        Assert.Equal(Lane.Capacity, work.After);
    }

    [Fact]
    public void What_the_store_has_brought_in_the_meantime_is_not_taken_twice()
    {
        _lane.Add(new LaneWork(null));
        Assert.True(_lane.TryTake(out var first));
        Assert.Null(first.Item);
        _lane.Add(Handed(7));
        _lane.Sent(7);

        Assert.False(_lane.TryTake(out _));
    }

    [Fact]
    public void What_is_handed_in_while_a_full_page_is_read_waits_behind_the_rest_of_the_store()
    {
        _lane.Add(new LaneWork(null));
        Assert.True(_lane.TryTake(out _));
        _lane.Add(Handed(101));
        // The page ended at 64: there are 65 to 100 between.
        _lane.ReadOn();
        _lane.Sent(64);

        Assert.True(_lane.TryTake(out var work));
        Assert.Null(work.Item);
        Assert.Equal(64, work.After);
    }

    [Fact]
    public void What_may_be_older_in_the_store_goes_before_what_is_handed_in()
    {
        _lane.Add(Handed(8));
        _lane.Add(Handed(9) with { IsBehindStore = true });

        Assert.True(_lane.TryTake(out var work));
        Assert.Null(work.Item);
        Assert.Equal(0, work.After);
        Assert.Equal(8, _lane.FirstSeq);
        Assert.False(_lane.TryTake(out _));
    }

    [Fact]
    public void It_remembers_what_this_process_handed_in_first_since_earlier_ones_may_have_been_sent_before()
    {
        _lane.Add(new LaneWork(null));
        _lane.Add(Handed(9));
        _lane.Add(Handed(8));

        Assert.Equal(8, _lane.FirstSeq);
    }

    private long? Take() => _lane.TryTake(out var work) ? work.Item?.Seq : null;

    private static LaneWork Handed(long seq) => new(Item(seq));

    private static OutboxItem Item(long seq) => new($"uid-{seq}", "topic", "cause", 0, OutboxItem.MessageKind, [], DateTimeOffset.UnixEpoch) { Seq = seq };
}
