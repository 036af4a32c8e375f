using System.Text.RegularExpressions;
using Weiyu.Text.Folding;

namespace Weiyu.Bot.Handlers.Llm.Guards;

/// <summary>The question whether a human or a program answers, and its answer: no model is asked for it.</summary>
internal static partial class Identity
{
    private const int Longest = 60;

    /// <summary>Whether that is all that a message asks.</summary>
    public static bool IsAsked(string text) => text.Length <= Longest && Question().IsMatch(DeepFolding.Fold(text).Trim()) && !Wish().IsMatch(text);

    /// <summary>The answer.</summary>
    public static string Answer(string? locale) => LlmTexts.IsChinese(locale)
        ? "我是智能客服，是一个程序，不是真人。需要人工服务时，请直接说“转人工”。"
        : "I am an automated assistant, a program and not a person. If you would like to talk to a person, just say so.";

    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    [GeneratedRegex("^(你好|您好|喂|请问|那|所以|话说|嗨|hi|hello|hey|so|wait|sorry|excuse me|[，,!！。 ])*((你|您)(们)?(这边|这里|现在|到底|究竟|其实|真的|会不会)*(是|是不是|不是|算)(一?个|一?名|一?位|一?台)?(真人|机器人|机器|人工|人工客服|人工智能|ai|程序|人类|活人|人|智能客服|电脑|自动回复)(还是|或|吗|么|呢|吧|啊|在|和|回复|客服|真人|机器人|机器|人工|人工智能|ai|程序|人类|智能|电脑|自动|的|跟我|我|说话|聊天|[?？。!！，, ]|一?个|来着|对吧|是)*|(对面|屏幕那头|那边|跟我(说话|聊天)的|我在跟|在跟我说话的)(是|的是)?.{0,8}(真人|机器人|人工|ai|程序)(还是|吗|么|呢|说话|聊天|[?？]|真人|机器人|机器|人工|ai|程序)*|(are|r) (you|u) (really |actually |even |just )?(a |an )?(real |actual |live )?(human|person|bot|robot|chatbot|machine|ai|computer|program|real)( being| person| agent)?( or (just )?(a |an |are you )?(real )?(human|person|bot|robot|chatbot|machine|ai|computer|program)( being)?)?[?!. ]*|(am i|is this|i'm|are we) (talking|speaking|chatting|a|an)( to| with)?.{0,12}(human|person|bot|robot|chatbot|machine|ai|computer|program)( or.{0,20})?[?!. ]*)$", Linear)]
    private static partial Regex Question();

    [GeneratedRegex("转人工|转接|找人工|要人工|接人工|叫人工|talk to (a|an) |speak (to|with) (a|an) (human|person|agent)", Linear)]
    private static partial Regex Wish();
}
