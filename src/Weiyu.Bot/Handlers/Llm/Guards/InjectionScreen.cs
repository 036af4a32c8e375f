using System.Text;
using System.Text.RegularExpressions;
using Weiyu.Text.Folding;

namespace Weiyu.Bot.Handlers.Llm.Guards;

/// <summary>
/// The first of several walls against instructions in data: it knows the usual wordings, Chinese and English. A question that gives the
/// machine orders goes to no model; a sentence of a passage or a tool result that does is left out. What gets past it meets the checks of the reply.
/// </summary>
internal static partial class InjectionScreen
{
    private const int MaxLength = 20_000;

    /// <summary>Whether a text gives orders to the machine that reads it.</summary>
    public static bool IsSuspicious(string text)
    {
        if (text.Length == 0) return false;
        var plain = Harmless().Replace(Plain(text), " ");
        if (Matches(plain)) return true;
        // Letters with spaces or dots between them, and words cut by line breaks.
        var packed = Packing().Replace(plain, "");
        if (PackedOrders().IsMatch(packed)) return true;
        return Decoded(text) is { } hidden && (Matches(Plain(hidden)) || PackedOrders().IsMatch(Packing().Replace(Plain(hidden), "")));
    }

    /// <summary>A text without the sentences that give orders; their place is marked by nothing, so that nobody asks what stood there.</summary>
    /// <param name="text">A passage or a tool's result.</param>
    /// <param name="removed">Whether something was left out.</param>
    public static string Clean(string text, out bool removed)
    {
        removed = false;
        if (!IsSuspicious(text)) return text;
        removed = true;
        var kept = new StringBuilder(text.Length);
        foreach (Match sentence in Sentence().Matches(text))
        {
            if (!IsSuspicious(sentence.Value)) kept.Append(sentence.Value);
        }

        // Orders that only show when sentences are read together: then none of it can be trusted.
        var rest = kept.ToString();
        return IsSuspicious(rest) ? "" : rest;
    }

    private static bool Matches(string plain) => Override().IsMatch(plain) || Reveal().IsMatch(plain) || Role().IsMatch(plain) || Dictate().IsMatch(plain) || Markers().IsMatch(plain) || Act().IsMatch(plain);

    private static string Plain(string text)
    {
        if (text.Length > MaxLength) text = text[..MaxLength];
        var result = new StringBuilder(text.Length);
        foreach (var c in DeepFolding.Fold(text)) result.Append(char.IsWhiteSpace(c) ? ' ' : LatinLookalikes.Fold(char.ToLowerInvariant(c)));

        return Spaces().Replace(result.ToString(), " ");
    }

    private static string? Decoded(string text)
    {
        var result = new StringBuilder();
        foreach (var match in Encoded().EnumerateMatches(text))
        {
            var candidate = text.AsSpan(match.Index, match.Length).TrimEnd('=').ToString();
            candidate = candidate.PadRight((candidate.Length + 3) / 4 * 4, '=');
            var bytes = new byte[candidate.Length];
            if (Convert.TryFromBase64String(candidate, bytes, out var written)) result.Append(Encoding.UTF8.GetString(bytes, 0, written)).Append('\n');
            if (result.Length > MaxLength) break;
        }

        return result.Length > 0 ? result.ToString() : null;
    }

    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    private const string Before = "(以上|上面|上述|之前|前面|先前|此前|原来|原有|你|所有|全部|一切|任何)";

    private const string Rules = "(系统(提示|设定|指令|消息)|提示词?|指令|规则|设定|指示|约束|限制|prompts?|instructions?|rules?|guidelines?|directives?|constraints?|restrictions?|programming|guardrails?)";

    [GeneratedRegex("(忽略|无视|绕过|推翻|违反|抛开|抛弃|不要(再)?(遵守|遵循|理会)|不(再|必|用)(遵守|遵循|理会|受)|别(管|理|遵守)).{0,12}" + Rules
        + "|(忽略|无视|别管|别理)(掉)?" + Before + "|(忘掉|忘记|忘了|取消|解除|覆盖|跳过|清除|删除)(掉)?" + Before + "(的|所有|全部|收到|一切){0,3}.{0,6}" + Rules
        + "|(忘掉|忘记|忘了)" + Before + "(的|说的|告诉你的|学的|内容|一切){1,3}"
        + "|(ignore|disregard|bypass|override|overwrite|violate|circumvent|do not follow|don't follow|stop following|no longer follow|not bound by).{0,40}" + Rules
        + "|(forget|skip|drop|break|erase|delete|discard|clear|suspend) (all|your|any|every|everything|the above|the previous|previous|prior|earlier).{0,30}(" + Rules + "|told|said|above|learned)"
        + "|(ignore|disregard) (all |everything )?(the |of the )?(above|previous|prior|preceding)( (instruction|rule|prompt|direction|guideline|text|context|content|order)s?| and | then |[,.:;]| ?$)|(new|updated|revised) (system )?(instructions?|rules?|prompt)( are| is|:)|(新的?|最新的?|更新(后的)?)(系统)?(指令|规则|设定)(如下|是|为|:)"
        + "|" + Before + "(的)?(所有|全部)?(内容|话|指令|规则)(全部|都|均)?(作废|无效|失效)|(previous|prior|above|earlier) (instructions?|rules?) (are |is )?(now )?(void|invalid|cancel|obsolete)", Linear)]
    private static partial Regex Override();

    private const string Secrets = "(系统提示|提示词|系统指令|初始指令|系统设定|内部(规则|指令|代号)|隐藏(的)?(规则|指令|设定)|你的(系统|初始|全部|完整)?(的)?(指令|设定|人设|prompt|提示)|收到的指令)";

    [GeneratedRegex("(输出|显示|打印|告诉|说出|重复|复述|泄露|透露|公开|翻译|背诵|展示|列出|发给|发我|写出|总结|给我|看看|编码|念).{0,20}" + Secrets + "|" + Secrets + ".{0,20}(输出|显示|打印|告诉|说出|重复|复述|泄露|透露|公开|翻译|背诵|展示|列出|发|写|总结|是什么|是啥|编码|看|念|给)"
        + "|(reveal|show|print|output|repeat|display|tell|give|leak|expose|dump|translate|summari[sz]e|recite|echo|write|list|send|what (is|are|was|were)|what's|encode|spell|quote).{0,40}((system|initial|hidden|original|secret|internal|developer) ?(prompt|instructions?|message|rules|text|guidelines|codename)|your (full |complete |exact )?(prompt|instructions|guidelines|directives)|(text|words|everything|all) above|above (text|words|prompt))"
        + "|(重复|复述|输出|打印).{0,8}(以上|上面|上述|之前|前面).{0,8}(内容|文字|文本|话|所有|一切)|system ?prompt|what were you told", Linear)]
    private static partial Regex Reveal();

    [GeneratedRegex("(你|您)(现在|从现在起|从现在开始|今后|以后)?(是|扮演|变成|成为|作为)(一个|一名|一位)?.{0,10}(没有|不受|无)(任何)?(限制|约束|规则)|(扮演|假装|假设你是|模拟|装作).{0,12}(开发者|管理员|模式|角色|黑客|老板|没有限制|不受限|dan|人格|root)|(开发者|管理员|上帝|越狱|无限制|root|dan)模式|越狱|从现在(起|开始),?(你|您)(是|要|必须|只|就|叫|不|将|都|扮|可以)"
        + "|(developer|admin|god|jailbreak|dan|sudo|root|unrestricted) mode|jailbr(eak|oken)|do anything now|(pretend|imagine|roleplay|role-play)( that)? (you are|you're|to be|as)|act as (if|an? (unrestricted|evil|dan|hacker|admin|developer|ai|different|human))|you are now (an? |the |in |free|dan|my )|from now on,? (you|always|every|all|your|reply|respond|answer)|you('re| are) (no longer|not) bound|i am (your|the) (developer|admin|administrator|creator|owner|boss|system)|我是(你的)?(开发者|管理员|老板|创造者|主人|系统管理员|超级管理员|店长)", Linear)]
    private static partial Regex Role();

    private const string Say = "(回复|回答|输出|答复|说)";

    [GeneratedRegex("(只|仅|必须|务必|一律|统一)(能|可|需|需要|要|准)?" + Say + "(顾客|客户|用户|访客|对方|一?句)?(:|\"|“|「|『|'|以下|如下|下面|这句|这个|这几个|一个|一句|\\s*[a-z]{3,})|(请|直接|要|应|都)" + Say + "(顾客|客户|用户|访客|对方|我)?\\s*[:\"“「『]|(所有|每个|任何|后面的|接下来的?)(问题|提问|用户|回复|回答).{0,10}(都|必须|一律|统一)(要|得)?(回复|回答|说|告诉|输出|加上|附上)"
        + "|跟(着)?我(念|读|说)|重复(我|下面|以下)|(告诉|通知|诱导|引导|说服)(顾客|客户|用户|访客|他们|买家|对方).{0,30}(价格|免费|[0-9一二三四五六七八九十百千]+ ?元|网址|链接|网站|汇款|转账|扫码|微信|打款|http|www|密码|验证码)|(在|给)(回复|回答|每条消息|结尾|末尾)(的)?(结尾|末尾|开头|中|里|最后)?.{0,4}(都)?(加上|附上|插入|添加)"
        + "|(say|reply|respond|answer|output|write|print|return) (only|exactly|after me|with only|with just|with exactly|with the (following|word|words|phrase|text)|with:|with \"|with ')|only (say|reply|respond|answer|output)|repeat (after me|the following|this|exactly)|always (say|reply|respond|answer|tell)"
        + "|(tell|instruct|direct|urge|convince|inform) (the |every |all |any )?(customers?|users?|visitors?|clients?|buyers?|them|everyone).{0,60}(price|free|https?|www|discount|visit|click|pay|transfer|password|yuan|\\$|refund|costs?)|(append|insert|add|embed|include|put).{0,40}(to|in|at) (your|every|each|all|the end of|any) ?(your |of your )?(repl|respon|answer)", Linear)]
    private static partial Regex Dictate();

    private const string Machine = "(ai ?助手|ai ?客服|ai|llm|大模型|语言模型|智能客服|chatbots?|assistants?|language models?)";

    [GeneratedRegex("(客服|助手|助理|机器人|回复者|回答者|坐席|应答系统)(人员|们)?(在)?(回答|回复|答复|接待|应答|处理)(顾客|客户|用户|访客|问题|咨询)?(时|前|后|中)?[^。\\n]{0,8}(请|要|须|必须|应|先说|先|都|一律|务必|统一)|(所有|每条|全部|任何)(的)?(回复|回答|答复|消息)[^。\\n]{0,10}(末尾|结尾|开头|注明|附上|加上|带上)|if you are (an? )?(ai|llm|language model|assistant|chatbot|bot)|<\\|?/?(im_start|im_end|system|assistant|user|endoftext|start_header|end_header)|\\[/?(inst|system|sys|assistant|admin)\\]|<</?sys|#{2,} ?(system|instruction|assistant|new instruction|指令|系统)|(^|[ \"'>\\]])(system|assistant|developer|系统|助手|管理员)( (message|note|override|消息|指令|通知)|消息|指令|通知)? ?:|</?(data|passage|context|tool_result|material|question)[ >-]|(begin|end) (of )?(system|data|passage|context|instructions?)|tool_calls?|function_call|"
        + Machine + "(请)?(注意|必须| should| must|,? please|:)|(致|给)" + Machine + "([:,]|的(指令|提示|话|留言|通知))|(note|message|attention|instructions?|notice|memo)( to| for)( the| any| all)? ?(" + Machine + "|bot|model)|attention,? " + Machine + "|override (code|key|password)|覆盖指令", Linear)]
    private static partial Regex Markers();

    [GeneratedRegex("(调用|执行|触发)(一下|下|了)?.{0,12}(工具|函数|接口|命令|api|tool|function|[a-z_]+[._][a-z_]+)|(call|invoke|execute|trigger) (the |a |your |this )?[`'\"]?([a-z_]+ )?(tool|function|command|plugin)|(call|invoke|execute|trigger) (the |your )?[`'\"]?[a-z_]+[._][a-z_]+"
        + "|(发送|转发|发|群发|广播|推送).{0,16}(给|到|至|向)?(其他|别的|所有|另一个|全部|其它)(的)?(会话|线程|群|客户|用户|顾客|访客|人)|向(其他|别的|所有|另一个|其它)(的)?(会话|线程|群|客户|用户|顾客|访客).{0,6}(发|推|转|广播)|(send|forward|post|broadcast|relay|copy|push).{0,40}(to|into) (another|other|all|every|the other|a different) ?(the )?(threads?|conversations?|chats?|customers?|users?|visitors?|topics?|agents?)|(org/(agent|group|workgroup|robot|unified|queue)|user)/[a-z0-9]|drop table|rm -rf", Linear)]
    private static partial Regex Act();

    [GeneratedRegex("(忽略|无视)(掉)?(你的|所有|全部|以上|之前|上面|前面|上述|先前|的|系统){1,4}(指令|规则|提示|设定|限制|要求|约束)|系统提示词|提示词|(ignore|disregard|forget|override)(all|any|the|your|my|of|these|those|previous|prior|above|earlier|preceding|system){1,5}(instruction|rule|prompt|direction|guideline)|systemprompt|yourinstructions|revealyour|jailbreak|developermode|开发者模式|tpmorpmetsys|snoitcurtsni|词示提统系|略忽", Linear)]
    private static partial Regex PackedOrders();

    /// <summary>What people say of themselves and of their own messages, and what a system says to them, is no order to the machine.</summary>
    [GeneratedRegex("(直接|可以|请|也可|再)?(回复|输入|发送|说|打字)(一声|一下)?[“\"「『'‘](转|找)?(人工|客服|[0-9a-z是否好确认取消])[^”\"」』'’]{0,6}[”\"」』'’]|(我|我们|俺)(都|又|也|不小心|真的|好像|可能|把|给|刚|刚才|已经|想|要|不){0,3}(忘了|忘记了?|忘掉|忘|取消|删除|删|跳过)[^，。,.!?！？;；]{0,20}|(忽略|无视|不要?理会|不用管|不用理|别管|别理|当没看到)(掉|我|刚才|刚刚|以上|上面|之前|前面|先前|上一|前一|上|那|这|的|发|说|写|问){1,8}((条|句|张)(消息|信息|话)?|个?(消息|信息|图片?|照片|留言|语音|订单|问题|话|短信|地址|文件|表情))|我是[^，。,.!?]{0,10}(介绍|推荐|叫我|让我|朋友|带我)|(ignore|disregard|skip|forget) (about )?(the|my|that|this|our) (previous|last|above|earlier|first|other|prior)? ?(message|text|question|order|photo|picture|email|one|note|request|typo|reply)s?|(付款|支付|下单|登录|注册|提交|付钱|打开|点击|提示)?(时|的时候|后)?,?(你们)?(的)?系统(一直|老是|老|总是|总|就|却|会|又|还|上|里|页面|经常)?(提示|显示|报|说)(我|你|了|的)?(说|支付|付款|失败|错误|异常|余额|网络|订单|已|无|不|请|登录|超时|没有|没|密码|库存|验证|账号|账户|操作|繁忙|出错|未|手机|该|此|:|“|\"|这|什么意思)", Linear)]
    private static partial Regex Harmless();

    [GeneratedRegex("[^a-z\\u4e00-\\u9fff]+", Linear)]
    private static partial Regex Packing();

    [GeneratedRegex("[A-Za-z0-9+/]{20,}={0,2}", Linear)]
    private static partial Regex Encoded();

    [GeneratedRegex("[^。！？!?\\n；;]*[。！？!?\\n；;]*", Linear)]
    private static partial Regex Sentence();

    [GeneratedRegex(" {2,}", Linear)]
    private static partial Regex Spaces();
}
