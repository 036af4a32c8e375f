using Google.Protobuf;
using Weiyu.Client.Tests.Support;

namespace Weiyu.Client.Tests.Messages;

/// <summary>Messages encoded by an independent implementation.</summary>
public sealed class VectorTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Vectors");

    /// <summary>Read by skipping a known field that has another wire type.</summary>
    private static readonly string[] Tolerated = ["04-wrong-wire-type-uid-as-varint", "05-wrong-wire-type-thread-as-fixed32"];

    public static TheoryData<string> Valid => [.. Directory.GetFiles(Folder, "*.bin").Select(f => Path.GetFileNameWithoutExtension(f)).Order()];

    public static TheoryData<string> Invalid =>
        [.. Directory.GetFiles(Path.Combine(Folder, "invalid"), "*.bin").Select(f => Path.GetFileNameWithoutExtension(f)).Order()];

    [Fact]
    public void The_vectors_are_all_there()
    {
        Assert.Equal(15, Valid.Count);
        Assert.Equal(15, Invalid.Count);
    }

    [Theory]
    [MemberData(nameof(Valid))]
    public void A_golden_message_decodes_to_its_fields_however_it_is_cut(string name)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Folder, name + ".bin"));
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, name + ".json")));

        Assert.True(MessageCodec.TryDecode(bytes, out var whole));
        AssertMessage(json.RootElement, whole);
        foreach (var size in new[] { 1, 3, 7, 64 })
        {
            Assert.True(MessageCodec.TryDecode(Some.Segments(bytes, size), out var cut));
            Assert.Equal(whole, cut);
        }
    }

    [Theory]
    [MemberData(nameof(Valid))]
    public void A_golden_message_survives_encoding_with_its_unknown_fields(string name)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Folder, name + ".bin"));
        Assert.True(MessageCodec.TryDecode(bytes, out var message));
        var again = MessageCodec.Encode(message);
        Assert.True(MessageCodec.TryDecode(again, out var decoded));
        Assert.Equal(message, decoded);
        if (name.StartsWith("09", StringComparison.Ordinal))
        {
            Assert.Equal(bytes.Length, again.Length);
            Assert.Equal([15, 16, 17, 18, 200], FieldNumbers(again).Where(n => n > 9));
        }
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void An_invalid_message_is_refused_and_never_throws(string name)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Folder, "invalid", name + ".bin"));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var whole = MessageCodec.TryDecode(bytes, out _);
        var cut = MessageCodec.TryDecode(Some.Segments(bytes, 2), out _);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1_000_000);
        Assert.Equal(Tolerated.Contains(name), whole);
        Assert.Equal(whole, cut);
    }

    private static List<int> FieldNumbers(byte[] bytes)
    {
        var numbers = new List<int>();
        var input = new CodedInputStream(bytes);
        for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            numbers.Add(WireFormat.GetTagFieldNumber(tag));
            input.SkipLastField();
        }

        return numbers;
    }

    private static void AssertMessage(JsonElement json, Wire.Message message)
    {
        Assert.Equal(json.GetProperty("uid").GetString(), message.Uid);
        Assert.Equal(json.GetProperty("type").GetString(), message.Type);
        Assert.Equal(json.GetProperty("content").GetString(), message.Content);
        Assert.Equal(json.GetProperty("status").GetString(), message.Status);
        Assert.Equal(json.GetProperty("createdAt").GetString(), message.CreatedAt);
        Assert.Equal(json.GetProperty("channel").GetString(), message.Channel);
        Assert.Equal(json.GetProperty("extra").GetString(), message.Extra);
        AssertUser(json.GetProperty("user"), message.User);
        var thread = json.GetProperty("thread");
        if (thread.ValueKind == JsonValueKind.Null)
        {
            Assert.Null(message.Thread);
            return;
        }

        Assert.Equal(thread.GetProperty("uid").GetString(), message.Thread.Uid);
        Assert.Equal(thread.GetProperty("topic").GetString(), message.Thread.Topic);
        Assert.Equal(thread.GetProperty("type").GetString(), message.Thread.Type);
        Assert.Equal(thread.GetProperty("state").GetString(), message.Thread.State);
        Assert.Equal(thread.GetProperty("channel").GetString(), message.Thread.Channel);
        Assert.Equal(thread.GetProperty("extra").GetString(), message.Thread.Extra);
        AssertUser(thread.GetProperty("user"), message.Thread.User);
    }

    private static void AssertUser(JsonElement json, Wire.User? user)
    {
        if (json.ValueKind == JsonValueKind.Null)
        {
            Assert.Null(user);
            return;
        }

        Assert.NotNull(user);
        Assert.Equal(json.GetProperty("uid").GetString(), user.Uid);
        Assert.Equal(json.GetProperty("nickname").GetString(), user.Nickname);
        Assert.Equal(json.GetProperty("avatar").GetString(), user.Avatar);
        Assert.Equal(json.GetProperty("type").GetString(), user.Type);
        Assert.Equal(json.GetProperty("extra").GetString(), user.Extra);
    }
}
