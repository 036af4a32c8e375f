using System.Text.RegularExpressions;

namespace Weiyu.Bot.Handlers.Llm.Guards;

/// <summary>Notices when a reply says that something was done that nobody did: a hand-off, a refund, a cancellation.</summary>
internal static partial class Claims
{
    /// <summary>Whether a reply says that a human was called.</summary>
    public static bool OfHandOff(string reply) => HandOff().IsMatch(reply);

    /// <summary>Whether a reply says that something was done for the visitor.</summary>
    public static bool OfAction(string reply) => Action().IsMatch(reply);

    /// <summary>Whether a reply is a tool call, a protocol or code instead of an answer.</summary>
    public static bool IsMachineTalk(string reply) => Machine().IsMatch(reply);

    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    [GeneratedRegex("(已|已经|正在|马上|这就|现在|立即|即将)(为|帮|给|替|将|把)?(您|你)?(的?(会话|问题|对话|请求))?(转接|转到|转给|转交|转至|接通|呼叫|联系|通知|安排)(了|到|至|给)?.{0,6}(人工|客服|同事|专员|坐席|经理|工程师|负责人)|(已|已经|正在|马上|这就)(为|帮|给|替)(您|你)(转接|转人工|接通|呼叫)|(i have|i've|i am|i'm|we have|we've|we are|you are being|you have been|you've been|i will now|let me|i'll) ?(now |just )?(transferr?(ed|ing)?|connect(ed|ing)?|handed|handing|hand|escalat(ed|ing|e)|forward(ed|ing)?|rout(ed|ing)) .{0,24}(human|agent|colleague|representative|specialist|supervisor|manager|team|person|you|conversation|chat|case)", Linear)]
    private static partial Regex HandOff();

    [GeneratedRegex("(已|已经|刚刚?)(为|帮|给|替|向)(您|你)(的?订单)?.{0,8}(退款|退了|取消|下单|修改|更改|改好|发货|补发|登记|提交|申请|开通|开具|开票|赔付|补偿|发放|充值|支付|扣款|预约|升级|删除|注销|绑定|解绑|重置|办理|完成|处理|寄出|发送|发到|赠送)|(我|我们)(已|已经)(退款|取消|下单|修改|发货|登记|提交|开票|赔付|办理|处理)|(i|we)( have|'ve)?( just| now| already| successfully)? (cancell?ed|refunded|changed|updated|shipped|placed|submitted|issued|booked|processed|deleted|credited|reset|upgraded|charged|paid|sent|registered|scheduled|applied)|your (order|refund|account|request|ticket|password) (has been|was|is now) (cancell?ed|refunded|changed|updated|shipped|submitted|processed|deleted|credited|reset|created|approved)", Linear)]
    private static partial Regex Action();

    [GeneratedRegex("""</?(tool_call|function|tool|invoke|passage|data|system)[^>]{0,200}>|"(tool_calls?|function_call|arguments)"\s*:|^\s*\{\s*"(name|tool|function|action)"\s*:|^\s*(tool|function)_?call\b|(^|\n)\s*(system|assistant|user|developer)\s*:|⟦""", Linear)]
    private static partial Regex Machine();
}
