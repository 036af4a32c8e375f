using System.Text.Json.Nodes;
using Google.Protobuf;
using Weiyu.Client.Messages;
using Weiyu.EndToEnd.Support;

namespace Weiyu.EndToEnd.OtherStack;

/// <summary>Two implementations of protobuf, made from the same files, read and write the same.</summary>
public sealed class SameWireTests
{
    private static readonly string Vectors = Path.Combine(RepositoryRoot.Path, "tests", "Weiyu.Client.Tests", "Vectors");

    [Fact]
    public async Task Every_golden_message_is_the_same_to_google_protobuf_and_to_us()
    {
        await using var script = JavaScriptClient.Start();
        var files = Directory.GetFiles(Vectors, "*.bin");
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            Assert.True(MessageCodec.TryDecode(bytes, out var ours));

            var theirs = await script.DecodeAsync(bytes);
            // Of a part that occurs twice google-protobuf keeps the last, where the standard merges both. No client writes such a message.
            if (Path.GetFileName(file).StartsWith("14-", StringComparison.Ordinal)) ours.User.Nickname = "";
            Assert.True(JsonNode.DeepEquals(Fields(ours), theirs), $"{Path.GetFileName(file)}: {theirs.ToJsonString()}");
        }
    }

    [Fact]
    public async Task Every_golden_message_is_written_with_the_same_bytes_by_google_protobuf_and_by_us()
    {
        await using var script = JavaScriptClient.Start();
        foreach (var file in Directory.GetFiles(Vectors, "*.bin"))
        {
            Assert.True(MessageCodec.TryDecode(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken), out var message));
            // Without the fields that nobody knows: this stack has no name for them.
            var ours = Wire.Message.Parser.WithDiscardUnknownFields(true).ParseFrom(message.ToByteArray());

            Assert.Equal(Convert.ToHexString(MessageCodec.Encode(ours)), Convert.ToHexString(await script.EncodeAsync(Fields(ours))));
        }
    }

    [Fact]
    public async Task A_message_with_every_field_has_the_same_bytes_in_both()
    {
        await using var script = JavaScriptClient.Start();
        var message = new Wire.Message
        {
            Uid = "m1", Type = MessageTypes.Text, Content = "你好 👨‍👩‍👧‍👦\t\n𠮷", Status = MessageStatuses.Success, CreatedAt = "2026-11-28 09:30:00", Channel = "web", Extra = """{"orgUid":"o1"}""",
            User = new Wire.User { Uid = "u1", Nickname = "访客", Avatar = "https://x.test/a.png", Type = UserTypes.Visitor, Extra = """{"vip":true}""" },
            Thread = new Wire.Thread
            {
                Uid = "t1", Topic = "org/agent/a1/u1", Type = ThreadTypes.Agent, State = ThreadStates.Chatting, Channel = "WEB", Extra = "{}",
                User = new Wire.User { Uid = "u1", Nickname = "访客", Avatar = "https://x.test/a.png", Type = UserTypes.Visitor, Extra = "{}" },
            },
        };
        // No field was forgotten: not here, and not when one is added to the files.
        Assert.All(Parts(message), part => Assert.All(part.Descriptor.Fields.InDeclarationOrder(), field => Assert.False(field.Accessor.GetValue(part) is null or "", field.FullName)));

        var theirs = await script.EncodeAsync(Fields(message));

        Assert.Equal(Convert.ToHexString(MessageCodec.Encode(message)), Convert.ToHexString(theirs));
        Assert.True(JsonNode.DeepEquals(Fields(message), await script.DecodeAsync(MessageCodec.Encode(message))));
    }

    private static IMessage[] Parts(Wire.Message message) => [message, message.Thread, message.User, message.Thread.User];

    /// <summary>Every field under its name in the files; a part that is missing is null.</summary>
    private static JsonObject Fields(IMessage part)
    {
        var fields = new JsonObject();
        foreach (var field in part.Descriptor.Fields.InDeclarationOrder()) fields[field.JsonName] = field.Accessor.GetValue(part) is IMessage inner ? Fields(inner) : (string?)field.Accessor.GetValue(part);
        return fields;
    }
}
