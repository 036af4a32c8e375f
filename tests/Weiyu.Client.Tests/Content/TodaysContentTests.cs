using System.Text.Json.Nodes;
using Weiyu.Client.Content;

namespace Weiyu.Client.Tests.Content;

/// <summary>The contents that servers of 2026 write, beside the older forms.</summary>
public sealed class TodaysContentTests
{
    [Fact]
    public void A_translated_text_keeps_both_languages_and_what_nobody_knows()
    {
        var text = Assert.IsType<TextContent>(MessageContent.Read("TEXT", """{"text":"你好","translatedText":"Hello","model":"m1"}"""));
        Assert.Equal(("你好", "Hello"), (text.Text, text.TranslatedText));
        Assert.Equal("""{"text":"您好","translatedText":"Hello","model":"m1"}""", (text with { Text = "您好" }).ToWire());
        Assert.Equal("您好", (new TextContent("你好") with { Text = "您好" }).ToWire());
    }

    [Fact]
    public void A_closing_says_whether_the_visitor_is_asked_if_the_matter_is_settled()
    {
        var closed = Assert.IsType<NoteContent>(MessageContent.Read("AGENT_CLOSED", """
            {"type":"AGENT_CLOSED","content":"会话已结束","title":"",
             "extra":"{\"resolvedPrompt\":{\"show\":true,\"threadUid\":\"t1\",\"submitted\":false}}"}
            """));
        Assert.Equal((true, "t1"), (closed.ResolvedPrompt?.Show, closed.ResolvedPrompt?.ThreadUid));
        Assert.Equal((false, null), (closed.ResolvedPrompt?.Submitted, closed.ResolvedPrompt?.Resolved));
        Assert.Null(Assert.IsType<NoteContent>(MessageContent.Read("AGENT_CLOSED", "会话已结束")).ResolvedPrompt);
    }

    [Fact]
    public void Goods_and_orders_have_numbers_and_write_numbers()
    {
        const string Shirt = """{"uid":"g1","title":"T恤","price":99.50,"quantity":2,"tagList":["新品","棉"]}""";
        var goods = Assert.IsType<GoodsContent>(MessageContent.Read("GOODS", Shirt));
        Assert.Equal(("99.50", "2"), (goods.Price, goods.Quantity));
        Assert.Equal(["新品", "棉"], goods.Tags);
        Assert.Equal("""{"price":99.50,"quantity":3}""", new GoodsContent { Price = "99.50", Quantity = "3" }.ToWire());
        Assert.Equal("""{"price":"面议"}""", new GoodsContent { Price = "面议" }.ToWire());

        var order = Assert.IsType<OrderContent>(MessageContent.Read("ORDER", """
            {"uid":"o1","status":"shipped","statusText":"已发货","goods":{"title":"T恤","price":99.5,"quantity":1},"totalAmount":99.5,
             "shippingAddress":{"name":"李雷","phone":"13800138000","address":"上海"},"paymentMethod":"支付宝"}
            """));
        Assert.Equal(("99.5", "支付宝", "1"), (order.TotalAmount, order.PaymentMethod, order.Goods[0].Quantity));
        Assert.Equal(("李雷", "13800138000", "上海"), (order.ShippingAddress?.Name, order.ShippingAddress?.Phone, order.ShippingAddress?.Address));
        Assert.DoesNotContain("13800138000", order.PlainText(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_forward_holds_whole_messages_and_says_what_they_say()
    {
        var forward = Assert.IsType<ForwardContent>(MessageContent.Read("FORWARD", """
            {"title":"聊天记录","fromThreadUid":"t0","fromThreadTopic":"org/agent/a/w","messages":
             [{"uid":"m1","type":"TEXT","content":"能退款吗","createdAt":1772582400000,"senderUid":"w","senderNickname":"小王"}]}
            """));
        Assert.Equal(("t0", "org/agent/a/w"), (forward.FromThreadUid, forward.FromThreadTopic));
        Assert.Equal(("m1", "小王", 1772582400000), (forward.Messages[0].Uid, forward.Messages[0].SenderNickname, forward.Messages[0].CreatedAtMillis));
    }

    [Fact]
    public void A_forward_of_forwards_of_endless_messages_is_read_so_far_and_no_further()
    {
        var inner = Forward("最里面", ("TEXT", "你好"));
        for (var depth = 1; depth < ForwardContent.MaxDepth; depth++) inner = Forward($"{depth}", ("FORWARD", inner));
        Assert.Equal("你好", Plain(inner));
        Assert.Equal("最里面", Plain(Forward("", ("FORWARD", inner))));

        var many = Forward("", [.. Enumerable.Range(0, 500).Select(n => ("TEXT", (JsonNode)$"{n}"))]);
        Assert.Equal(ForwardContent.MaxMessages, Plain(many).Split('\n').Length);
        var huge = Forward("", ("TEXT", string.Concat(Enumerable.Repeat("😀", ForwardContent.MaxLength))));
        Assert.Equal(ForwardContent.MaxLength, Plain(huge).Length);
    }

    [Fact]
    public void A_transfer_of_today_names_its_people_and_older_ones_are_read_beside_it()
    {
        const string Official = """
            {"note":"请接手","sender":{"uid":"a2","nickname":"林悦","type":"AGENT"},"receiver":{"uid":"a1","nickname":"小微","avatar":"","type":"AGENT"},
             "thread":{"uid":"t1","topic":"org/agent/a1/v1"},"type":"AGENT","status":"TRANSFER_PENDING","messageUid":"m1","expireLength":30}
            """;
        var transfer = Assert.IsType<TransferContent>(MessageContent.Read("TRANSFER", Official));
        Assert.True(transfer.IsOfficial);
        Assert.Equal(("请接手", "a2", "a1", "t1"), (transfer.Content, transfer.Sender?.Uid, transfer.Receiver?.Uid, transfer.Thread?.Uid));
        Assert.Equal(("AGENT", "TRANSFER_PENDING", "m1", 30), (transfer.Kind, transfer.Status, transfer.MessageUid, transfer.ExpireLength));
        Assert.Equal("a1", Assert.IsType<InviteContent>(MessageContent.Read("INVITE_VISITOR", Official)).Receiver?.Uid);

        var older = Assert.IsType<TransferContent>(MessageContent.Read("TRANSFER", """{"content":"请接手","status":"PENDING"}"""));
        Assert.False(older.IsOfficial);
        Assert.Equal("a1", Assert.IsType<TransferContent>(MessageContent.Read("TRANSFER", """{"receiver":"{\"uid\":\"a1\"}"}""")).Receiver?.Uid);
    }

    [Theory]
    [InlineData("""{"content":"很好","score":5,"resolved":true}""")]
    [InlineData("""{"content":"很好","extra":{"score":5,"resolved":true}}""")]
    [InlineData("""{"content":"很好","extra":"{\"score\":\"5\",\"resolved\":\"true\"}"}""")]
    public void A_ratings_score_and_whether_the_matter_is_settled_are_found_where_clients_put_them(string content)
    {
        var rate = Assert.IsType<RateContent>(MessageContent.Read("RATE_SUBMIT", content));
        Assert.Equal((5m, true, "很好\n[评分] 5"), (rate.Score, rate.Resolved, rate.PlainText()));
    }

    [Fact]
    public void A_reaction_names_its_message_its_emoji_and_who_it_is_from()
    {
        const string Down = """{"messageUid":"m1","content":"{}","emoji":"👎","userUid":"v1","serverTimestamp":1772582400000}""";
        var reaction = Assert.IsType<ReactionContent>(MessageContent.Read("REACTION", Down));
        Assert.Equal(("m1", "👎", "v1", 1772582400000), (reaction.MessageUid, reaction.Emoji, reaction.UserUid, reaction.ServerTimestamp));
        Assert.Equal("m1", Assert.IsType<ReactionContent>(MessageContent.Read("ROBOT_DOWN", "m1")).MessageUid);
        var playback = Assert.IsType<PlaybackContent>(MessageContent.Read("PLAYBACK", """{"messageUid":"m1","played":true,"userUid":null}"""));
        Assert.Equal((true, null), (playback.Played, playback.UserUid));
        Assert.Equal("ORDER", Assert.IsType<UpdateContent>(MessageContent.Read("ORDER_UPDATE", """{"messageUid":"m1","bizType":"ORDER"}""")).BizType);
    }

    [Theory]
    [InlineData("channel")]
    [InlineData("client")]
    public void The_channel_of_a_message_has_two_names(string name)
    {
        var json = $$"""{"uid":"m1","{{name}}":"WEB","thread":{"uid":"t1","{{name}}":"H5"},"status":"LEAVE_MSG_SPAM"}""";
        Assert.True(MessageJson.TryRead(json, out var message));
        Assert.Equal(("WEB", "H5", "LEAVE_MSG_SPAM"), (message.Channel, message.Thread.Channel, message.Status));
    }

    private static JsonObject Forward(string title, params (string Type, JsonNode Content)[] messages) => new()
    {
        ["title"] = title, ["messages"] = new JsonArray([.. messages.Select(m => new JsonObject { ["type"] = m.Type, ["content"] = m.Content })]),
    };

    private static string Plain(JsonObject forward) => MessageContent.Read("FORWARD", forward.ToJsonString()).PlainText();
}
