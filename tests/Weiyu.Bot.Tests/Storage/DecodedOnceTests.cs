using System.Text.RegularExpressions;
using Weiyu.Bot.Storage;
using Weiyu.Bot.Tests.Rules.Support;
using Weiyu.Client.Messages;
using Xunit;

namespace Weiyu.Bot.Tests.Storage;

/// <summary>A message is decoded once on its way in and never on its way out: what was decoded, or built, travels with its item.</summary>
public sealed partial class DecodedOnceTests
{
    private static readonly Wire.Message Message = new() { Uid = "m1", Type = MessageTypes.Text, Content = "在吗", Thread = new Wire.Thread { Topic = "org/agent/a/v" } };

    [Fact]
    public void The_message_that_was_received_is_the_one_that_is_handled()
    {
        var stored = InboxItem.Of(Message, payload: null, DateTimeOffset.UnixEpoch) with { Seq = 7, IsHumanSign = true };

        Assert.Same(Message, stored.Message);
    }

    [Fact]
    public void The_reply_that_was_decided_is_the_one_that_is_sent()
    {
        var stored = OutboxItem.Of(Message, Message.Thread.Topic, "cause", 0, DateTimeOffset.UnixEpoch) with { Seq = 7, Trace = "t" };

        Assert.Same(Message, stored.Message);
    }

    [Fact]
    public void What_comes_from_the_journal_after_a_restart_is_decoded_at_the_first_look_and_not_again()
    {
        var written = InboxItem.Of(Message, payload: null, DateTimeOffset.UnixEpoch);
        var read = new InboxItem(written.Uid, written.Conversation, written.Kind, written.Payload, written.ReceivedAt);

        Assert.Equal(Message, read.Message);
        Assert.Same(read.Message, read.Message);
        Assert.Same(read.Message, (read with { Seq = 8 }).Message);
    }

    [Fact]
    public void No_other_place_of_the_bot_decodes_messages()
    {
        var root = Path.Combine(Folders.Root, "src", "Weiyu.Bot");
        var places = Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories).Where(f => Decoding().IsMatch(File.ReadAllText(f)))
            .Select(f => Path.GetRelativePath(root, f).Replace('\\', '/')).Order(StringComparer.Ordinal);

        Assert.Equal(["Receiving/MessageReceiver.cs", "Storage/Inbox.cs", "Storage/OutboxTable.cs"], places);
    }

    [GeneratedRegex(@"Wire\.Message\.Parser|MessageCodec\.TryDecode")]
    private static partial Regex Decoding();
}
