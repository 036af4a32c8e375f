using System.Text.RegularExpressions;
using Weiyu.Text.Folding;

namespace Weiyu.Rules.Forms;

/// <summary>The wish for a human, in words.</summary>
internal static partial class HumanWish
{
    private const int MaxLength = 60;
    private const int MaxWithin = 24;

    private static readonly char[] Clauses = [',', '.', '!', '?', ';', '\n'];

    /// <summary>Whether a text is the wish for a human and nothing else of weight.</summary>
    /// <param name="text">The text.</param>
    /// <param name="further">Words of the configuration, normalised, that mean it when they are the whole text.</param>
    public static bool IsWish(string text, IReadOnlyList<string> further)
    {
        if (text.Length is 0 or > MaxLength) return false;
        var normal = TextNormalizer.NormalizeBare(text);
        if (further.Contains(normal)) return true;
        return NoRobot().IsMatch(normal) || Chinese().IsMatch(normal) || English().IsMatch(normal) || (Within().IsMatch(normal) && !NotWithin().IsMatch(normal));
    }

    /// <summary>Whether the wish is heard beside a question that waits.</summary>
    /// <param name="text">The message.</param>
    /// <param name="isFree">Whether any text answers the question: then a sentence that only tells of a human, or of yesterday, is the answer.</param>
    public static bool IsHeard(string text, bool isFree)
    {
        if (!isFree) return IsWish(text, []);
        if (text.Length is 0 or > MaxLength) return false;
        foreach (var clause in TextNormalizer.NormalizeBare(text).Split(Clauses, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (NoRobot().IsMatch(clause) || Chinese().IsMatch(clause) || English().IsMatch(clause)) return true;
        }

        var normal = TextNormalizer.NormalizeBare(text);
        return normal.Length <= MaxWithin && Within().IsMatch(normal) && !NotWithin().IsMatch(normal) && !Told().IsMatch(normal);
    }

    /// <summary>人工 · 我要转人工客服 · 能不能帮我找个真人 · 客服在吗.</summary>
    [GeneratedRegex("^(你好|您好|喂|嗨)?[,]?(请|麻烦|帮|我|给|您|你|们|能不能|能否|可不可以|可以|能|要|想|想要|需要|直接|赶紧|马上|快|立刻)*(转|转接|转到|转给|接|接入|联系|找|换|换成|叫|要|连接|呼叫|切换|切换到|有没有|有)?(一下|一个|个|位|你们的?)?(人工|真人|活人|客服)(人工|真人|客服|服务|坐席|座席|人员|小姐姐|热线)*(在吗|在不在|吧|吗|么|呢|啊|好吗|行吗|可以吗|来|来处理|处理|接待|回复|谢谢|[,]谢谢)*$", Options)]
    private static partial Regex Chinese();

    /// <summary>… 我要转人工，… : the wish within a longer sentence.</summary>
    [GeneratedRegex("(转|找|要|叫|接|换)(一下|一个|个|位|到|接)?(人工|真人)(客服|服务|坐席|座席)?($|[ ,.!?;吧吗啊])", Options)]
    private static partial Regex Within();

    /// <summary>human · I want to talk to a real person, please.</summary>
    [GeneratedRegex("^((hello|hi|hey|please|pls|sorry|ok|no)[,]? )*((can|could|may) (i|you)( please)? |i( would|'d)? (like|want|need|wanna)( to)? |let me |i must |get me |give me |put me through to |(connect|transfer|switch) me to |(talk|speak|chat|transfer|switch|connect)( to| with)? )*((talk|speak|chat|connect|transfer|switch)( to| with)? )?(a |an |the |some )?((real|live|actual|human) )*(human|person|agent|operator|representative|customer service)( being| agent| support)?([,]? (please|pls|now|thanks|thank you|instead))*$", Options)]
    private static partial Regex English();

    /// <summary>不要机器人 · 我不想和机器人说话，… · stop the bot.</summary>
    [GeneratedRegex("^(我)?(不要|不想|别|不用|讨厌)(再)?(和|跟|用|让|给我)?(你这个|你这|这个)?机器人([^,.!?;]{0,6}$|(说话|聊天|聊|回复|回答|服务)?(了|啦|吧)?[,.!;])|^(no|stop) (the |this )?(bot|robot|bots|robots)( please)?([,.!;]|$)|^i (don't|do not) want (to (talk|speak) (to|with) )?(a |the )?(bot|robot|machine)([,.!;]|$)", Options)]
    private static partial Regex NoRobot();

    /// <summary>不用转人工了 · 先别给我转人工: what denies must stand right before; 我特别着急，转人工 denies nothing.</summary>
    [GeneratedRegex("(不要|不想|不用|不需要|不必|无需|别|没)(再|先|给我|帮我|急着)*(转|找|要|叫|接|换)(一下|一个|个|位|到|接)?(人工|真人)", Options)]
    private static partial Regex NotWithin();

    /// <summary>昨天我找人工… : it is told, not wished.</summary>
    [GeneratedRegex("昨|前天|上次|上周|之前|刚才|一直|已经|曾|[过完]了?($|[ ,.!?;])|没人|结果", Options)]
    private static partial Regex Told();

    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;
}
