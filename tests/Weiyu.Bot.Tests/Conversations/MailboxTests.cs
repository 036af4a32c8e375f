using Weiyu.Bot.Conversations;
using Weiyu.Bot.Storage;
using Xunit;

namespace Weiyu.Bot.Tests.Conversations;

public sealed class MailboxTests
{
    private readonly Mailbox _mailbox = new();

    [Fact]
    public void The_first_item_starts_it_and_the_others_wait_in_their_order()
    {
        Assert.Equal(Mailbox.Added.Started, _mailbox.Add(Item("a")));
        Assert.Equal(Mailbox.Added.Queued, _mailbox.Add(Item("b")));

        Assert.Equal(["a", "b"], Rest());
    }

    [Fact]
    public void Once_it_was_found_empty_it_takes_nothing_more_so_that_nothing_is_left_in_it()
    {
        _mailbox.Add(Item("a"));
        Rest();

        Assert.Equal(Mailbox.Added.Ended, _mailbox.Add(Item("b")));
    }

    [Fact]
    public void What_was_missed_goes_where_the_server_has_it_and_what_the_server_does_not_know_comes_last()
    {
        foreach (var uid in (string[])["live-2", "unknown", "live-1", "missed"]) _mailbox.Add(Item(uid));

        _mailbox.Sort(new Dictionary<string, int> { ["missed"] = 0, ["live-1"] = 1, ["live-2"] = 2 });

        Assert.Equal(["missed", "live-1", "live-2", "unknown"], Rest());
    }

    [Fact]
    public void A_closed_one_hands_out_nothing_and_takes_nothing()
    {
        _mailbox.Add(Item("a"));
        _mailbox.Close();

        Assert.False(_mailbox.TryTake(out _));
        Assert.Equal(Mailbox.Added.Stopped, _mailbox.Add(Item("b")));
    }

    private List<string> Rest()
    {
        var uids = new List<string>();
        while (_mailbox.TryTake(out var item)) uids.Add(item.Uid);
        return uids;
    }

    private static InboxItem Item(string uid) => new(uid, "topic", InboxKind.Message, [], DateTimeOffset.UnixEpoch);
}
