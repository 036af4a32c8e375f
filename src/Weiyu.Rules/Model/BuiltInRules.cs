using System.Text.RegularExpressions;
using Weiyu.Rules.Templates;

namespace Weiyu.Rules.Model;

/// <summary>
/// Rules that are always there to be named (by the <c>else</c> of a hand-off, by <c>goto</c>): leaving a message, asking for a call back. They
/// are forms like any other; a rule of the folder with the same id takes their place.
/// </summary>
internal static partial class BuiltInRules
{
    /// <summary>Takes a message down: what it is about, how to reach the visitor, the name.</summary>
    public const string LeaveMessage = "leave-message";

    /// <summary>Takes down when and where to ring.</summary>
    public const string CallBack = "call-back";

    private const string MessageNoted = "leave-message.noted";
    private const string CallNoted = "call-back.noted";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Rule> All { get; } =
    [
        Called(
            LeaveMessage,
            new AskStep(default,
            [
                new Slot("message", default, Text("请把您的问题告诉我，我会转交给客服。", "Please tell me what it is about; I will pass it on.")),
                new Slot("contact", default, Text("怎么联系您？请留下手机号、邮箱或微信。", "How can we reach you? A phone number or an e-mail address, please."))
                {
                    Match = Contact(), Tries = 2, Else = MessageNoted, Labels = ["联系方式", "电话", "contact"],
                },
                new Slot("name", default, Text("怎么称呼您？（可以回复“跳过”）", "And your name? (“skip” is fine.)")) { Optional = true, Labels = ["称呼", "名字", "name"] },
            ]),
            new LeaveStep(default, LeaveKind.Message),
            new SayStep(default, Noted)),
        Called(MessageNoted, new LeaveStep(default, LeaveKind.Message), new SayStep(default, Noted)),
        Called(
            CallBack,
            new AskStep(default,
            [
                new Slot("time", default, Text("您希望什么时候回电？", "When would you like us to ring you?")),
                new Slot("contact", default, Text("请留下您的电话号码。", "On which number, please?")) { Type = SlotType.Phone, Tries = 2, Else = CallNoted, Labels = ["电话", "number"] },
            ]),
            new LeaveStep(default, LeaveKind.CallBack),
            new SayStep(default, CallIsNoted)),
        Called(CallNoted, new LeaveStep(default, LeaveKind.CallBack), new SayStep(default, CallIsNoted)),
    ];

    private static LocalizedText Noted => Text("已经记下并转交，谢谢！还有别的可以帮您吗？", "I have noted it and passed it on, thank you. Anything else I can do?");

    private static LocalizedText CallIsNoted => Text("好的，已经登记并转交，客服会按您说的时间联系您。", "All right, it is noted and passed on; a colleague will get in touch at that time.");

    /// <summary>Whether a rule is one of these, and not the folder's own under the same id.</summary>
    public static bool Contains(Rule rule) => All.Contains(rule);

    private static Rule Called(string id, params RuleStep[] steps) => new(id, default) { Event = RuleEvent.Called, Order = int.MaxValue, Steps = steps };

    private static LocalizedText Text(string zh, string en) => LocalizedText.Of(("zh", zh), ("en", en));

    [GeneratedRegex(@"[\w.+-]+@[\w-]+(\.[\w-]+)+|\+?[0-9][0-9 -]{5,18}[0-9]|(微信|wechat|wx|vx|qq)号?[:：]? ?[A-Za-z0-9_-]{5,20}", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Contact();
}
