namespace Weiyu.Client.Tests.Support;

/// <summary>Test data in a word.</summary>
internal static class Some
{
    private static readonly string[] Names =
    [
        "uid", "type", "content", "status", "createdAt", "channel", "client", "thread", "user", "extra", "topic", "state", "nickname", "avatar", "agent",
        "url", "name", "size", "label", "options", "optionUid", "title", "multiple", "selectedValues", "faqs", "question", "answer", "sources", "score",
        "goods", "totalAmount", "position", "queueSize", "waitSeconds", "payload", "v", "clear", "ts", "latitude", "address", "note", "orgUid",
        "quotedMessageUid", "choiceUid", "minSelect", "disabled", "kbUid", "statusText", "\\ud800", "data", "code", "message", "last",
    ];

    public static Wire.Message Message(string uid = "m1", string type = MessageTypes.Text, string content = "你好") => new()
    {
        Uid = uid,
        Type = type,
        Content = content,
        Status = MessageStatuses.Sending,
        CreatedAt = "2025-01-31 09:05:07",
        Channel = "WEB",
        Thread = Thread(),
        User = new Wire.User { Uid = "v1", Nickname = "访客", Type = UserTypes.Visitor },
        Extra = MessageExtra.Create("org1"),
    };

    public static Wire.Thread Thread() => new()
    {
        Uid = "t1",
        Topic = Topics.Agent("a1", "v1"),
        Type = ThreadTypes.Agent,
        State = ThreadStates.Chatting,
        User = new Wire.User { Uid = "v1", Nickname = "访客", Type = UserTypes.Visitor },
    };

    /// <summary>One sequence of many small segments, as a pipe hands them out.</summary>
    public static ReadOnlySequence<byte> Segments(byte[] bytes, int size)
    {
        if (bytes.Length <= size)
        {
            return new ReadOnlySequence<byte>(bytes);
        }

        var first = new Segment(bytes.AsMemory(0, size), null);
        var last = first;
        for (var at = size; at < bytes.Length; at += size)
        {
            last = new Segment(bytes.AsMemory(at, Math.Min(size, bytes.Length - at)), last);
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    /// <summary>Random JSON, any shape, names of the wire among the members.</summary>
    public static Gen<string> Json { get; } = Gen.Recursive<string>((depth, inner) =>
    {
        var leaf = Gen.OneOf(
            Gen.String.Select(s => JsonSerializer.Serialize(s)),
            Gen.Int.Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            Gen.OneOf("null", "true", "false", "\"\"", "1e400", "-0", "\"\\ud800\"", "\"{\\\"uid\\\":1}\"", "1691234567890", "[]", "{}"));
        if (depth > 3)
        {
            return leaf;
        }

        var name = Gen.OneOf(Gen.OneOf(Names), Gen.String[0, 5]);
        return Gen.OneOf(
            leaf,
            inner.Array[0, 4].Select(items => $"[{string.Join(',', items)}]"),
            Gen.Select(name, inner).Array[0, 8].Select(members =>
                $"{{{string.Join(',', members.Select(m => $"{JsonSerializer.Serialize(m.Item1)}:{m.Item2}"))}}}"));
    });

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            if (previous is not null)
            {
                RunningIndex = previous.RunningIndex + previous.Memory.Length;
                previous.Next = this;
            }
        }
    }
}
