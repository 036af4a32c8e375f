using System.Text.RegularExpressions;

namespace Weiyu.Rules.Forms;

/// <summary>
/// What visitors say to a form that is no answer to any question: that they want to stop, or a moment, or to complain, or to know something. Each is heard
/// only where it is the whole message: within a longer text such words belong to what is told.
/// </summary>
internal static partial class Wishes
{
    private const int MaxLength = 40;

    private const int MaxQuestion = 60;

    /// <summary>Whether the visitor wants to stop. 算了不弄了 · 不想填了 · 还是取消吧 · forget it, thanks.</summary>
    /// <param name="bare">The message, normalised, without marks at its ends.</param>
    public static bool IsStop(string bare) => bare.Length is > 0 and <= MaxLength && (Stop().IsMatch(bare) || StopEnglish().IsMatch(bare));

    /// <summary>Whether the visitor wants a moment. 等一下 · 稍等，我找找 · 我去看一下订单号 · hold on, let me check.</summary>
    /// <param name="bare">The message, normalised, without marks at its ends.</param>
    public static bool IsPause(string bare) => bare.Length is > 0 and <= MaxLength && (Pause().IsMatch(bare) || PauseEnglish().IsMatch(bare));

    /// <summary>Whether the visitor complains and says nothing else. 我要投诉你们 · I want to file a complaint.</summary>
    /// <param name="bare">The message, normalised, without marks at its ends.</param>
    public static bool IsComplaint(string bare) => bare.Length is > 0 and <= MaxLength && Complaint().IsMatch(bare);

    /// <summary>Whether a message says yes, and nothing else.</summary>
    public static bool IsYes(string bare) => bare.Length is > 0 and <= MaxLength && Yes().IsMatch(bare);

    /// <summary>Whether a message says no, or that something is wrong, and nothing else.</summary>
    public static bool IsNo(string bare) => bare.Length is > 0 and <= MaxLength && No().IsMatch(bare);

    /// <summary>
    /// Whether a message is a question and hardly anything else, so that it is one also where any text is an answer. A longer text that only has a
    /// question in it is an answer there.
    /// </summary>
    /// <param name="normal">The message, normalised.</param>
    /// <param name="bare">The same without marks at its ends.</param>
    public static bool IsQuestion(string normal, string bare)
    {
        if (bare.Length is < 3 or > MaxQuestion) return false;
        if (normal[^1] == '?' || Asks().IsMatch(bare)) return true;
        return bare.Length <= 14 && AsksShortly().IsMatch(bare);
    }

    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    private const string Polite = "(吧|了|啊|呀|哈|啦|嘛|谢谢|谢了|麻烦了|不好意思|,|!|\\.| )*$";

    [GeneratedRegex(
        "^(那|哎|唉|嗯|好吧|好的|还是|就|我|我们|那就|那我|先|,| )*((算了|不用了|不必了|取消|退出|放弃|结束|停止|拉倒|到此为止|不(想|打算|准备|需要|要|用)?(再)?(继续)?"
        + "(弄|办|填|搞|写|申请|登记|预约|订|说|折腾|继续|回答|提供|退|换|买|改|修|查|要|取|开|寄|约|问)(了|啦|下去)|下次再(说|弄|办)|以后再(说|弄|办)|改天再(说|弄|办))(吧|了|啊|,|\\.|!| )*){1,3}" + Polite,
        Linear)]
    private static partial Regex Stop();

    [GeneratedRegex(
        "^((ok|okay|well|no|sorry|actually|please|let's|just|,|\\.| )*)(cancel( it| that| this)?|never ?mind|forget (it|about it|that)|stop( it| this)?|quit|abort|drop it|leave it"
        + "|i (don't|do not) want (it|this|that|to (continue|go on|do this))( anymore| any more)?|i('ve| have)? changed my mind|not now|maybe later)((,|\\.|!| )*(please|thanks|thank you|then|anymore))*$",
        Linear)]
    private static partial Regex StopEnglish();

    [GeneratedRegex(
        "^(好|好的|嗯|哦|请|您|你|先|那|那你|麻烦|,| )*((等(一下|下|等|会儿?|一会儿?|我(一下|一会儿?)?)|稍(等|候)(一下|片刻|会儿)?|别急|马上|等?我(先|去|要|得|需要)*(找|看|查|问|翻|拿|想|核对|确认)(一下|一找|一看|一查|找|看|查|问|下|想)"
        + "(订单号?|单号|号码|资料|手机|电话|地址|记录|短信|家人)?(再(说|告诉你|回你|回复))?)(哈|啊|吧|哦|呀|,|\\.|!| )*){1,3}$",
        Linear)]
    private static partial Regex Pause();

    [GeneratedRegex(
        "^((ok|okay|please|sorry|hmm|um|,|\\.| )*)(wait|hold on|hang on|one (moment|second|sec|minute|min)|just a (moment|second|sec|minute|min)|a (moment|second|minute)|give me a (moment|second|sec|minute|min)"
        + "|let me (check|see|look|find( it)?|look it up|think)|i('ll| will) (check|look|be right back)|brb)((,|\\.|!| )*(please|a moment|a second|a minute|let me (check|see|look|find it)|thanks))*$",
        Linear)]
    private static partial Regex PauseEnglish();

    [GeneratedRegex(
        "^(我|我们|那|,| )*(要|想|必须|一定要|现在就|直接|马上)*(去)?(投诉|举报|曝光)(到底|你们?|他们?|她|它|客服|店家?|商家|卖家|公司|平台|快递员?|这个|那个|的|人|去)*(了|啊|吧|,|!|\\.| )*$"
        + "|^(i (want|need|wish|would like|'d like|am going) to |i'd like to |let me |i'm going to )?((file|make|lodge|register|submit) a complaint|complain|report you)( about (this|you|it))?((,|\\.|!| )*(now|please))*$",
        Linear)]
    private static partial Regex Complaint();

    [GeneratedRegex(
        "^((是|是的|对|对的|好|好的|嗯|嗯嗯|没错|没问题|没有问题|正确|确认|确定|无误|可以|行|都对|对了|就这样|提交|ok|okay|yes|yep|yeah|yup|y|correct|right|sure|fine|confirm|confirmed|that's right|all correct|looks good|all good)"
        + "(啊|呀|吧|了|哈|的|,|\\.|!| )*){1,3}(谢谢|thanks|thank you|please)?$",
        Linear)]
    private static partial Regex Yes();

    [GeneratedRegex(
        "^((不是|不对|不|错了?|有错|有误|不正确|要改|修改|我要改|要修改|改一下|有一处要改|no|nope|wrong|not (right|correct|quite)|incorrect|that's (wrong|not right)|change (it|something)|something is wrong)"
        + "(啊|呀|吧|了|哈|的|,|\\.|!| )*){1,3}$",
        Linear)]
    private static partial Regex No();

    /// <summary>What ends, or in English begins, as questions do.</summary>
    [GeneratedRegex(
        "(吗|么|呢|没有|多少(钱)?|几(天|点|个|块|号)|多久|多长时间|什么时候|在哪里?|哪里|哪儿|怎么办|怎么(弄|样|用|退|换|修|查|算)|是什么|行不行|可不可以|能不能|好不好|谁出|谁承担|谁付)(啊|呀)?$"
        + "|^(how|what|when|where|why|which|who|can i|can you|could you|do you|do i|does|is (it|there|this|the)|are (you|there)|will (it|you|i)) ",
        Linear)]
    private static partial Regex Asks();

    [GeneratedRegex("什么|怎么|多少|多久|为什么|为啥|哪里|哪个|几天|能不能|可不可以|能否|是否|有没有", Linear)]
    private static partial Regex AsksShortly();
}
