using System.Text.RegularExpressions;

namespace Weiyu.Bot.Handlers.Llm.Guards;

/// <summary>The visitor's own words in a message: without what is passed off as somebody else's.</summary>
internal static partial class VisitorWords
{
    /// <summary>A folded message without lines that another is said to have spoken, and without what looks like a machine's output.</summary>
    public static string Own(string folded) => Line().Replace(Quoted().Replace(folded, " "), " ");

    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    [GeneratedRegex(@"(^|\n|[。；;])[ \t>*\[【(]*(客服|人工客服|人工|坐席|机器人|小助手|助手|系统|系统消息|系统通知|工具|工具结果|经理|店长|管理员|后台|agent|bot|assistant|system|tool|tool result|support|staff|manager|admin|function|result|human colleague)[^:：\n]{0,20}[:：][^\n]*", Linear)]
    private static partial Regex Line();

    [GeneratedRegex(@"\{[^{}]{0,2000}\}|<[a-z_/][^<>]{0,200}>", Linear)]
    private static partial Regex Quoted();
}
