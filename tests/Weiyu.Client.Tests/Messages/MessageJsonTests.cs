using Weiyu.Client.Tests.Support;

namespace Weiyu.Client.Tests.Messages;

public sealed class MessageJsonTests
{
    [Fact]
    public void What_is_written_is_read_again()
    {
        var message = Some.Message();
        Assert.True(MessageJson.TryRead(MessageJson.Write(message), out var again));
        Assert.Equal(message, again);
    }

    [Fact]
    public void Extra_is_written_as_a_string_and_Chinese_stays_readable()
    {
        var json = MessageJson.Write(Some.Message());
        using var document = JsonDocument.Parse(json);
        Assert.Equal(JsonValueKind.String, document.RootElement.GetProperty("extra").ValueKind);
        Assert.Equal("""{"orgUid":"org1"}""", document.RootElement.GetProperty("extra").GetString());
        Assert.Contains("你好", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Objects_numbers_nulls_and_older_names_are_read()
    {
        Assert.True(MessageJson.TryRead("""
            {"uid":123,"type":"IMAGE","content":{"url":"a.png"},"createdAt":1691234567890,"client":"web","status":null,"extra":{"orgUid":"o"},
             "thread":{"uid":"t","status":"CHATTING","topic":"org/agent/a/v","agent":"{\"uid\":\"a\"}","client":"H5","user":"{\"uid\":\"v\"}","extra":null},
             "user":null,"more":[1,2]}
            """, out var message));
        Assert.Equal("123", message.Uid);
        Assert.Equal("""{"url":"a.png"}""", message.Content);
        Assert.Equal("1691234567890", message.CreatedAt);
        Assert.Equal("web", message.Channel);
        Assert.Equal("", message.Status);
        Assert.Equal("o", MessageExtra.OrgUid(message.Extra));
        Assert.Equal("CHATTING", message.Thread.State);
        Assert.Equal("H5", message.Thread.Channel);
        Assert.Equal("v", message.Thread.User.Uid);
        Assert.Null(message.User);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("nonsense")]
    [InlineData("<html>")]
    [InlineData("null")]
    public void What_is_no_object_is_no_message(string json) => Assert.False(MessageJson.TryRead(json, out _));

    [Fact]
    public void Random_json_never_throws_and_can_be_written_and_encoded() =>
        Some.Json.Sample(json =>
        {
            using var document = JsonDocument.Parse(json);
            var message = MessageJson.Read(document.RootElement);
            Assert.True(MessageCodec.TryDecode(MessageCodec.Encode(message), out _));
            Assert.True(MessageJson.TryRead(MessageJson.Write(message), out _));
            _ = MessageExtra.OrgUid(json);
        }, iter: 3000);

    [Fact]
    public void Json_with_random_bytes_in_its_texts_never_throws() =>
        Gen.Byte.Array[0, 20].Sample(bytes =>
        {
            byte[] json = [.. "{\"uid\":\"m1\",\"content\":\"x"u8, .. bytes, .. "\",\"thread\":{\"user\":\"{"u8, .. bytes, .. "\"},\"extra\":{\"a\":\""u8, .. bytes, .. "\"}}"u8];
            try
            {
                using var document = JsonDocument.Parse(json);
                Assert.Equal("m1", MessageJson.Read(document.RootElement).Uid);
            }
            catch (JsonException)
            {
                // No JSON at all.
            }
        }, iter: 5000);

    [Fact]
    public void Random_bytes_never_throw() =>
        Gen.Byte.Array[0, 200].Sample(bytes =>
        {
            var whole = MessageCodec.TryDecode(bytes, out var message);
            Assert.Equal(whole, MessageCodec.TryDecode(Some.Segments(bytes, 5), out _));
            if (whole)
            {
                Assert.True(MessageCodec.TryDecode(MessageCodec.Encode(message!), out _));
            }
        }, iter: 5000);

    [Fact]
    public void A_damaged_message_never_throws()
    {
        var good = MessageCodec.Encode(Some.Message());
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte, Gen.Int[0, good.Length]).Sample((at, value, length) =>
        {
            var bad = good.ToArray();
            bad[at] = value;
            _ = MessageCodec.TryDecode(bad.AsSpan(0, length), out _);
            _ = MessageCodec.TryDecode(Some.Segments(bad[..length], 3), out _);
        }, iter: 5000);
    }

    [Fact]
    public void Half_an_emoji_neither_throws_nor_spoils_the_rest()
    {
        var message = Some.Message(content: "半个\ud83d表情");
        Assert.True(MessageCodec.TryDecode(MessageCodec.Encode(message), out var decoded));
        Assert.StartsWith("半个", decoded.Content, StringComparison.Ordinal);
        Assert.True(MessageJson.TryRead(MessageJson.Write(message), out var read));
        Assert.Equal("m1", read.Uid);
    }
}
