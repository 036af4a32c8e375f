using Weiyu.Client.Content;
using Weiyu.Client.Tests.Support;

namespace Weiyu.Client.Tests.Content;

public sealed class ContentTests
{
    private static readonly string[] Families = ["INVITE_ACCEPT", "WEBRTC_VIDEO_INVITE", "SOMETHING_NEW", "", "NOTIFICATION_OTHER"];

    [Theory]
    [InlineData("IMAGE", """{"url":"https://x.test/a.png","label":"A cat"}""", "[图片] A cat")]
    [InlineData("IMAGE", """{"url":"https://x.test/a.png","type":"IMAGE"}""", "[图片]")]
    [InlineData("IMAGE", "https://x.test/a.png", "[图片]")]
    [InlineData("FILE", """{"url":"u","name":"发票.pdf","size":12345,"type":"application/pdf"}""", "[文件] 发票.pdf")]
    [InlineData("DOCUMENT", """{"url":"u","filename":"a.doc"}""", "[文件] a.doc")]
    [InlineData("VOICE", """{"url":"u","duration":3}""", "[语音]")]
    [InlineData("VIDEO", """{"url":"u","type":"VIDEO"}""", "[视频]")]
    [InlineData("LOCATION", """{"latitude":"31.2","longitude":121.5,"address":"上海"}""", "[位置] 上海")]
    [InlineData("LOCATION", """{"latitude":"31.2","longitude":121.5}""", "[位置] 31.2, 121.5")]
    [InlineData("LOCATION", """{"address":"上海","type":"LOCATION"}""", "[位置] 上海")]
    [InlineData("LOCATION", "上海 人民广场", "[位置] 上海 人民广场")]
    [InlineData("LOCATION", """{"address":"{\"latitude\":31.2,\"address\":\"上海\",\"type\":\"LOCATION\"}","type":"LOCATION"}""", "[位置] 上海")]
    [InlineData("FILE", """{"url":"{\"url\":\"u\",\"name\":\"发票.pdf\",\"size\":1}","type":"FILE"}""", "[文件] 发票.pdf")]
    [InlineData("IMAGE", """{"url":"{no object","type":"IMAGE","label":"A cat"}""", "[图片] A cat")]
    [InlineData("LINK", """{"url":"https://x.test","title":"帮助"}""", "[链接] 帮助 https://x.test")]
    [InlineData("URL", "https://x.test", "[链接] https://x.test")]
    [InlineData("WELCOME", "您好", "您好")]
    [InlineData("WELCOME", """{"content":"您好","faqs":[{"uid":"f1","question":"怎么退款？","answer":"…"},"营业时间？"],"kbUid":"k"}""", "您好\n怎么退款？\n营业时间？")]
    [InlineData("TEXT", """{"content":"this is what was typed"}""", """{"content":"this is what was typed"}""")]
    [InlineData("TEXT", """{"a":1}""", """{"a":1}""")]
    [InlineData("TEXT", """{"text":"你好","translatedText":"Hello"}""", "你好")]
    [InlineData("TEXT", """{"text":"你好","reactions":[{"emoji":"👍"}]}""", "你好")]
    [InlineData("TEXT", """{"text":"curl","method":"POST"}""", """{"text":"curl","method":"POST"}""")]
    [InlineData("TEXT", """{"text":{"deep":1}}""", """{"text":{"deep":1}}""")]
    [InlineData("NOTICE", """{"content":"维护"}""", "维护")]
    [InlineData("NOTICE", """{"noticeUid":"n1","title":"登录提醒","content":"您的账号在新设备登录","type":"LOGIN","extra":null}""", "登录提醒\n您的账号在新设备登录")]
    [InlineData("AGENT_CLOSED", "[系统] 会话已结束", "[系统] 会话已结束")]
    [InlineData("AUTO_CLOSED", """{"type":"AUTO_CLOSED","content":"会话超时","title":null,"extra":"{}"}""", "会话超时")]
    [InlineData("VISITOR_CLOSED", "访客已离开", "访客已离开")]
    [InlineData("SYSTEM", """{"type":"X"}""", """{"type":"X"}""")]
    [InlineData("FORWARD", """{"messages":[{"type":"TEXT","content":"能退款吗"},{"type":"IMAGE","content":"{\"url\":\"u\"}"}]}""", "能退款吗\n[图片]")]
    [InlineData("FORWARD", """{"title":"聊天记录","messages":[]}""", "聊天记录")]
    [InlineData("FORWARD", "聊天记录", "聊天记录")]
    [InlineData("REACTION", """{"messageUid":"m1","content":"好的","emoji":"👍","userUid":"v1","serverTimestamp":1772582400000}""", "")]
    [InlineData("PLAYBACK", """{"messageUid":"m1","content":"{}","played":true,"userUid":null,"serverTimestamp":1}""", "")]
    [InlineData("ROBOT_UP", "m1", "")]
    [InlineData("GOODS_UPDATE", """{"messageUid":"m1","content":"{}","bizType":"GOODS","serverTimestamp":1}""", "")]
    [InlineData("PREFORM", """{"formUid":"f1","formSchema":"{}","formVersion":2}""", "[表单]")]
    [InlineData("ROUTING_POOL", """{"content":"等待接入","routingPoolUid":"p1","threadUid":"t1","serverTimestamp":1}""", "等待接入")]
    [InlineData("THREAD", """{"uid":"t1","topic":"org/agent/a/v","user":"{}","preview":"您好"}""", "您好")]
    [InlineData("PAYMENT", """{"title":"付款","amount":12.50}""", "付款")]
    [InlineData("EMAILL_ADDRESS", "a@b.test", "a@b.test")]
    [InlineData("TRANSFER", """{"note":"请接手","thread":{"uid":"t1"}}""", "请接手")]
    [InlineData("TRANSFER", """{"content":"请接手","status":"PENDING"}""", "请接手")]
    [InlineData("QUEUE", """{"content":"前面还有 3 位","position":"3"}""", "前面还有 3 位")]
    [InlineData("LEAVE_MSG", "我的电话…", "我的电话…")]
    [InlineData("TRANSFER", """{"note":"请接手","receiver":{"uid":"a1"},"status":"TRANSFER_PENDING"}""", "请接手")]
    [InlineData("RATE_SUBMIT", """{"content":"很好","score":5}""", "很好\n[评分] 5")]
    [InlineData("GOODS", """{"title":"T恤","price":99}""", "[商品] T恤 99")]
    [InlineData("ORDER", """{"uid":1234567890,"statusText":"已发货","goods":[{"title":"T恤"}],"totalAmount":"99.00"}""", "[订单] 1234567890 已发货 T恤 99.00")]
    [InlineData("ROBOT_STREAM", """{"question":"q","answer":"a","sources":[]}""", "a")]
    [InlineData("QUOTATION", """{"content":"对","quotedMessageUid":"m","quotedContent":"蓝色？"}""", "对")]
    [InlineData("FAQ_ANSWER", """{"faqQuestion":"q","faqAnswer":"a"}""", "a")]
    [InlineData("FAQ", "怎么退款？", "怎么退款？")]
    [InlineData("BUTTON_SUBMIT", """{"title":"是","payload":"yes"}""", "是")]
    [InlineData("CHOICE_SUBMIT", """{"options":[{"optionUid":"1","title":"红"},{"optionUid":2,"title":"蓝"}],"selectedValues":[2]}""", "蓝")]
    [InlineData("CHOICE_SUBMIT", "蓝", "蓝")]
    [InlineData("CHOICE", """{"content":"颜色？","options":[{"title":"红"},{"title":"蓝"}]}""", "颜色？\n1. 红\n2. 蓝")]
    [InlineData("PREVIEW", """{"v":1,"content":"我想","clear":"false","ts":"1691234567890"}""", "我想")]
    [InlineData("READ", "m1", "")]
    [InlineData("TYPING", "", "")]
    [InlineData("SOMETHING_NEW", "text", "text")]
    [InlineData("SOMETHING_NEW", """{"content":"x","y":1}""", "x")]
    public void Any_content_has_a_plain_text_and_goes_back_unchanged(string type, string content, string plain)
    {
        var read = MessageContent.Read(type, content);
        Assert.Equal(type, read.Type);
        Assert.Equal(plain, read.PlainText());
        Assert.Equal(content, read.ToWire());
    }

    [Fact]
    public void Labels_are_English_where_that_is_asked_for() =>
        Assert.Equal("[image] A cat", MessageContent.Read("IMAGE", """{"label":"A cat"}""").PlainText("en-GB"));

    [Fact]
    public void Numbers_are_read_as_text_and_text_as_numbers()
    {
        var file = Assert.IsType<FileContent>(MessageContent.Read("FILE", """{"url":"u","size":12345,"name":null}"""));
        Assert.Equal("12345", file.Size);
        Assert.Null(file.Name);
        var queue = Assert.IsType<QueueContent>(MessageContent.Read("QUEUE_UPDATE", """{"position":"3","queueSize":4,"waitSeconds":"many"}"""));
        Assert.Equal(3, queue.Position);
        Assert.Equal(4, queue.QueueSize);
        Assert.Null(queue.WaitSeconds);
    }

    [Fact]
    public void A_change_keeps_the_members_that_nobody_knows()
    {
        var read = (ImageContent)MessageContent.Read("IMAGE", """{"url":"a","blurHash":"L6","deep":{"x":[1.50]}}""");
        var changed = read with { Url = "b" };
        Assert.Equal("""{"url":"b","blurHash":"L6","deep":{"x":[1.50]}}""", changed.ToWire());
        Assert.Equal("L6", changed.Get("blurHash"));
        Assert.Equal("a", read.Url);
        Assert.NotEqual(read, changed);
    }

    [Fact]
    public void A_choice_is_built_and_read_again()
    {
        var choice = new ChoiceContent
        {
            ChoiceUid = "c1",
            Content = "您要哪一个？",
            Options = [new ChoiceOption { OptionUid = "1", Title = "退款", Value = "refund" }, new ChoiceOption { OptionUid = "2", Title = "人工" }],
        };
        var read = Assert.IsType<ChoiceContent>(MessageContent.Read(choice.Type, choice.ToWire()));
        Assert.Equal(choice, read);
        Assert.Equal(["退款", "人工"], read.Options.Select(o => o.Title));
        var submit = read with { Type = MessageTypes.ChoiceSubmit, SelectedValues = ["refund"] };
        Assert.Equal("退款", submit.PlainText());
        Assert.Contains("退款", submit.ToWire(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_transfer_of_an_older_client_carries_its_thread()
    {
        var transfer = Assert.IsType<TransferContent>(MessageContent.Read("TRANSFER_ACCEPT", """{"uid":"x","thread":"{\"uid\":\"t1\",\"topic\":\"org/agent/a/v\"}"}"""));
        Assert.Equal("x", transfer.Uid);
        Assert.Equal("t1", transfer.Thread?.Uid);
    }

    [Theory]
    [InlineData("m1")]
    [InlineData("\"m1\"")]
    [InlineData("""{"uid":"m1"}""")]
    public void A_receipt_names_its_message(string content)
    {
        var read = Assert.IsType<ReferenceContent>(MessageContent.Read("READ", content));
        Assert.Equal("m1", read.MessageUid);
        Assert.Equal(content, read.ToWire());
    }

    [Theory]
    [InlineData("IMAGE", "{broken")]
    [InlineData("IMAGE", "[1,2]")]
    [InlineData("CHOICE", "[{},{}]")]
    [InlineData("ROBOT", "{\"a\":")]
    public void What_does_not_fit_its_type_is_kept_as_it_came(string type, string content)
    {
        var read = Assert.IsType<UnknownContent>(MessageContent.Read(type, content));
        Assert.Equal(type, read.Type);
        Assert.Equal(content, read.ToWire());
    }

    [Fact]
    public void Every_type_reads_random_json_and_random_text_and_gives_it_back()
    {
        var types = MessageTypes.All.Concat(Families).ToArray();
        Gen.Select(Gen.OneOf(types), Gen.OneOf(Some.Json, Gen.String)).Sample((type, content) =>
        {
            var read = MessageContent.Read(type, content);
            _ = read.PlainText();
            _ = read.PlainText("en");
            _ = read.ToString();
            _ = read.GetHashCode();
            foreach (var property in read.GetType().GetProperties().Where(p => p.GetIndexParameters().Length == 0))
            {
                _ = property.GetValue(read);
            }

            Assert.Equal(content, read.ToWire());
            Assert.Equal(read, MessageContent.Read(type, content));
            _ = MessageContent.Read(type, read.ToJson()).ToWire();
        }, iter: 20_000);
    }

    [Fact]
    public void Null_is_read_as_nothing() => Assert.Equal("", MessageContent.Read(null, null).PlainText());
}
