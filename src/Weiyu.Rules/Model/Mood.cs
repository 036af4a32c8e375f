using System.Text.RegularExpressions;
using Weiyu.Text.Folding;

namespace Weiyu.Rules.Model;

/// <summary>Hears without a model when a visitor is upset: insults, shouting, impatience. Says nothing of a text that only speaks of such things at length.</summary>
internal static partial class Mood
{
    /// <summary>The visitor insults.</summary>
    public const string Angry = "angry";

    /// <summary>The visitor is in a hurry, or at the end of their patience.</summary>
    public const string Urgent = "urgent";

    /// <summary>The visitor shouts: capitals, !!!.</summary>
    public const string Loud = "loud";

    private const int MaxLength = 200;
    private const int MinShouted = 8;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Angry, Urgent, Loud];

    /// <summary>The mood of a text; null: nothing strikes.</summary>
    public static string? Of(string text)
    {
        if (text.Length is 0 or > MaxLength) return null;
        var normal = TextNormalizer.Normalize(text);
        if (Insult().IsMatch(normal)) return Angry;
        if (Impatience().IsMatch(normal)) return Urgent;
        return Marks().IsMatch(text) || IsShouted(text) ? Loud : null;
    }

    private static bool IsShouted(string text)
    {
        var letters = text.Where(char.IsAsciiLetter).ToList();
        // An order number or an abbreviation is no shout: two words and more are.
        return letters.Count >= MinShouted && letters.TrueForAll(char.IsAsciiLetterUpper) && text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Count(w => w.Count(char.IsAsciiLetter) >= 2) >= 2;
    }

    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    [GeneratedRegex(
        "(你们?|这|什么|啥|真是?|就是|一群|全是|都是)(个|家)?(是|的)?(骗子|垃圾|傻[逼叉比x]|煞笔|黑店|黑心|混蛋|王八蛋|废物|智障|脑残|流氓|坑人|坑爹)|^(骗子|垃圾|傻[逼叉比x]|煞笔|黑店|混蛋|王八蛋|滚|废物|智障|脑残|去死|他妈的|妈的|操|艹)(店|公司|客服|东西|平台|机器人|们|吧|啊)*($|[,.!? ])"
        + "|他妈的|你妈的|尼玛|滚蛋|太(恶心|过分|坑|欺负人)了|什么(破|烂|鬼)(店|公司|客服|东西|服务)|气死我?了"
        + @"|\b(fuck|fucking|bullshit|idiots?|stupid (bot|company|service|people)|you (are|guys are) (all )?(liars?|thieves|scammers?|useless|idiots?|stupid)|what a (scam|joke)|scammers|assholes?)\b",
        Options)]
    private static partial Regex Insult();

    [GeneratedRegex(
        "急死|急疯|等不及|等不了|火烧眉毛|十万火急|(很|特别|非常|真的)(急|着急)|催了(好几|很多|[三四五六七八九几])次|到底(还)?(要|管|给|退|发|有没有|能不能|是不是)|(还|都)?(没完没了|受不了了|忍无可忍|不耐烦了)"
        + @"|\b(asap|urgent|urgently|immediately|right now|i can't wait|i cannot wait|fed up|sick of this|had enough|how many times)\b",
        Options)]
    private static partial Regex Impatience();

    [GeneratedRegex("[!！]{3,}|[?？]{4,}|([!！][?？]|[?？][!！]){2,}", Options)]
    private static partial Regex Marks();
}
