namespace Weiyu.Client.Tests.Messages;

public sealed class MessagePartsTests
{
    [Theory]
    [InlineData("2025-01-31 09:05:07", "2025-01-31T01:05:07Z")]
    [InlineData("1738285507000", "2025-01-31T01:05:07Z")]
    [InlineData("1738285507", "2025-01-31T01:05:07Z")]
    [InlineData(" 1738285507000 ", "2025-01-31T01:05:07Z")]
    [InlineData("2025-01-31T09:05:07", "2025-01-31T01:05:07Z")]
    [InlineData("2025-01-31T01:05:07Z", "2025-01-31T01:05:07Z")]
    [InlineData("2025-01-31T01:05:07.000+00:00", "2025-01-31T01:05:07Z")]
    public void Every_shape_of_createdAt_is_the_same_moment(string text, string expected) =>
        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), MessageTime.Read(text));

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("yesterday")]
    [InlineData("2025-13-31 09:05:07")]
    [InlineData("99999999999999999")]
    [InlineData("0001-01-01 00:00:00")]
    [InlineData("9223372036854775808")]
    public void What_is_no_time_is_null(string? text) => Assert.Null(MessageTime.Read(text));

    [Fact]
    public void Time_is_written_in_the_servers_zone()
    {
        var time = new DateTimeOffset(2025, 1, 31, 1, 5, 7, 999, TimeSpan.Zero);
        Assert.Equal("2025-01-31 09:05:07", MessageTime.Write(time));
        Assert.Equal("2025-01-31 01:05:07", MessageTime.Write(time, TimeZoneInfo.Utc));
    }

    [Fact]
    public void Random_text_is_never_fatal_to_time_topics_or_extra() =>
        Gen.String.Sample(text =>
        {
            _ = MessageTime.Read(text);
            _ = Topics.TryParse(text, out _);
            _ = MessageExtra.OrgUid(text);
        });

    [Theory]
    [InlineData("user/u1", TopicKind.User, "u1", "")]
    [InlineData("org/agent/a1", TopicKind.AgentInbox, "a1", "")]
    [InlineData("org/workgroup/w1", TopicKind.WorkgroupInbox, "w1", "")]
    [InlineData("org/agent/a1/v1", TopicKind.Agent, "a1", "v1")]
    [InlineData("org/workgroup/w1/v1", TopicKind.Workgroup, "w1", "v1")]
    [InlineData("org/unified/x1/v1", TopicKind.Unified, "x1", "v1")]
    [InlineData("org/queue/q1", TopicKind.Queue, "q1", "")]
    [InlineData("org/group/g1", TopicKind.Group, "g1", "")]
    [InlineData("org/member/m1/m2", TopicKind.Member, "m1", "m2")]
    [InlineData("org/robot/r1/v1", TopicKind.Robot, "r1", "v1")]
    public void A_topic_is_taken_apart_and_put_together(string topic, TopicKind kind, string uid, string peer)
    {
        Assert.True(Topics.TryParse(topic, out var parts));
        Assert.Equal(new TopicParts(kind, uid, peer, false), parts);
        Assert.Equal(topic, parts.ToString());
        Assert.True(Topics.TryParse(Topics.Internal(topic), out var inner));
        Assert.Equal(parts with { IsInternal = true }, inner);
        Assert.Equal(topic + "_internal", inner.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("/org/agent/a1")]
    [InlineData("org/agent/")]
    [InlineData("org/agent//v1")]
    [InlineData("org/agent/+/v1")]
    [InlineData("org/#")]
    [InlineData("org/agent/a/b/c")]
    [InlineData("_internal")]
    [InlineData("other/agent/a")]
    [InlineData("org/agent/a/v\0")]
    [InlineData("org/agent/a/\u0007")]
    [InlineData("org/agent/a/\u0085")]
    [InlineData("org/agent/a/\uffff")]
    public void What_is_no_topic_is_refused(string? topic)
    {
        Assert.False(Topics.TryParse(topic, out var parts));
        Assert.Equal(TopicKind.Unknown, parts.Kind);
        Assert.Equal("", parts.ToString());
    }

    [Theory]
    [InlineData("org/agent/a/张三", true)]
    [InlineData("another/server's topic", true)]
    [InlineData("org/agent/a/😀", true)]
    [InlineData("org/+/a", false)]
    [InlineData("org/agent/a/\u0001", false)]
    public void What_a_broker_would_close_the_line_for_is_not_usable(string topic, bool isUsable) => Assert.Equal(isUsable, Topics.IsUsable(topic));

    [Fact]
    public void Half_a_character_and_an_endless_topic_are_not_usable()
    {
        Assert.False(Topics.IsUsable("org/agent/a/" + '\ud83d'));
        Assert.True(Topics.IsUsable(new string('a', Topics.MaxLength)));
        Assert.False(Topics.IsUsable(new string('a', Topics.MaxLength + 1)));
    }

    [Fact]
    public void Extra_holds_the_organisation_and_what_else_there_is()
    {
        var extra = MessageExtra.Create("o1", new("causedBy", "m0"), new("nothing", null));
        Assert.Equal("""{"orgUid":"o1","causedBy":"m0"}""", extra);
        Assert.Equal("o1", MessageExtra.OrgUid(extra));
        Assert.Equal("m0", MessageExtra.Get(extra, "causedBy"));
        Assert.Null(MessageExtra.OrgUid("{}"));
        Assert.Null(MessageExtra.OrgUid("{"));
        Assert.Null(MessageExtra.OrgUid(null));
        Assert.Equal("7", MessageExtra.OrgUid("""{"orgUid":7}"""));
    }

    [Fact]
    public void Types_are_classified()
    {
        Assert.All([MessageTypes.Read, MessageTypes.Delivered], t => Assert.True(MessageTypes.IsReceipt(t)));
        Assert.All([MessageTypes.Typing, MessageTypes.Processing, MessageTypes.Preview, MessageTypes.RobotStream], t => Assert.True(MessageTypes.IsEphemeral(t)));
        Assert.Equal(["AUDIO", "FILE", "IMAGE", "TEXT", "VIDEO", "VOICE"], MessageTypes.All.Where(MessageTypes.WantsReceipt).Order(StringComparer.Ordinal));
        Assert.True(MessageTypes.IsKnown("WEBRTC_AUDIO_INVITE"));
        Assert.True(MessageTypes.IsKnown("INVITE_ACCEPT"));
        Assert.False(MessageTypes.IsKnown("SOMETHING_NEW"));
    }

    [Fact]
    public void Every_type_of_2026_is_known()
    {
        const string Types = """
            FORWARD ROUTING_POOL PREFORM THREAD REACTION PLAYBACK GOODS_UPDATE ORDER_UPDATE BLOG PAYMENT PAYMENT_SUCCESS PAYMENT_FAILURE REFUND
            REFUND_SUCCESS REFUND_FAILURE LOGISTICS LOGISTICS_UPDATE LOGISTICS_DELIVERED
            LOGISTICS_EXCEPTION VISITOR_CLOSED INVITE_EXIT INVITE_REMOVE INVITE_AUDIO
            INVITE_AUDIO_ACCEPT INVITE_VIDEO INVITE_VIDEO_TIMEOUT EMAILL_ADDRESS
            """;
        Assert.All(Types.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), type => Assert.True(MessageTypes.IsKnown(type), type));
    }

    [Fact]
    public void Three_types_end_a_conversation_and_three_are_reactions()
    {
        var types = MessageTypes.All.Order(StringComparer.Ordinal);
        Assert.Equal(["AGENT_CLOSED", "AUTO_CLOSED", "VISITOR_CLOSED"], types.Where(MessageTypes.EndsConversation));
        Assert.Equal(["REACTION", "ROBOT_DOWN", "ROBOT_UP"], types.Where(MessageTypes.IsReaction));
        Assert.False(MessageTypes.IsRobot(MessageTypes.RobotDown));
        string[] updates = [MessageTypes.Reaction, MessageTypes.Playback, MessageTypes.GoodsUpdate, "SOMETHING_UPDATE"];
        Assert.All(updates, t => Assert.True(MessageTypes.IsUpdate(t)));
    }
}
