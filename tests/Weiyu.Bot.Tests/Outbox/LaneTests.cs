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
        Assert.Equal(Lane.Added.Started, _lane.Add(Item(1)));
        Assert.Equal(Lane.Added.Queued, _lane.Add(Item(2)));

        Assert.Equal(1, Take());
        Assert.Equal(2, Take());
        Assert.False(_lane.Take(out _, out _));
        Assert.Equal(Lane.Added.Ended, _lane.Add(Item(3)));
    }

    [Fact]
    public void Beyond_its_capacity_the_store_is_read_and_nothing_overtakes()
    {
        for (var seq = 1; seq <= OutboxWorker.LaneCapacity + 5; seq++) _lane.Add(Item(seq));
        for (var seq = 1; seq <= OutboxWorker.LaneCapacity; seq++) Assert.Equal(seq, Take());

        Assert.True(_lane.Take(out var item, out var after));
        Assert.Null(item);
        Assert.Equal(OutboxWorker.LaneCapacity, after);
    }

    [Fact]
    public void What_the_store_has_brought_in_the_meantime_is_not_taken_twice()
    {
        _lane.Add(null);
        Assert.True(_lane.Take(out var first, out _));
        Assert.Null(first);
        _lane.Add(Item(7));
        _lane.Sent(7);

        Assert.False(_lane.Take(out _, out _));
    }

    [Fact]
    public void What_is_handed_in_while_a_full_page_is_read_waits_behind_the_rest_of_the_store()
    {
        _lane.Add(null);
        Assert.True(_lane.Take(out _, out _));
        _lane.Add(Item(101));
        // The page ended at 64: there are 65 to 100 between.
        _lane.ReadOn();
        _lane.Sent(64);

        Assert.True(_lane.Take(out var item, out var after));
        Assert.Null(item);
        Assert.Equal(64, after);
    }

    [Fact]
    public void What_may_be_older_in_the_store_goes_before_what_is_handed_in()
    {
        _lane.Add(Item(8));
        _lane.Add(Item(9), behindStore: true);

        Assert.True(_lane.Take(out var item, out var after));
        Assert.Null(item);
        Assert.Equal(0, after);
        Assert.Equal(8, _lane.FirstSeq);
        Assert.False(_lane.Take(out _, out _));
    }

    [Fact]
    public void It_remembers_what_this_process_handed_in_first_since_earlier_ones_may_have_been_sent_before()
    {
        _lane.Add(null);
        _lane.Add(Item(9));
        _lane.Add(Item(8));

        Assert.Equal(8, _lane.FirstSeq);
    }

    private long? Take() => _lane.Take(out var item, out _) ? item?.Seq : null;

    private static OutboxItem Item(long seq) => new($"uid-{seq}", "topic", "cause", 0, OutboxItem.MessageKind, [], DateTimeOffset.UnixEpoch) { Seq = seq };
}
