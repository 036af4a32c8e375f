using System.Text.RegularExpressions;
using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.Rules.Forms;
using Weiyu.Bot.Handlers.Rules.Running;
using Weiyu.Bot.Pipeline;
using Weiyu.Rules;
using Weiyu.Rules.Forms;
using Weiyu.Rules.Matching;
using Weiyu.Text.Folding;

namespace Weiyu.Bot.Handlers.People;

/// <summary>
/// While a human is called, who greets, thanks, grows impatient or asks for a human again is told how things stand, and not greeted anew. A rule that
/// asks for such a moment (<c>if: {owner: waiting}</c>) goes before. Whatever else is said the rules and knowledge answer as always.
/// </summary>
internal sealed partial class WhileWaiting(RuleBookSource rules) : IHandler
{
    private const int MaxLength = 40;

    /// <inheritdoc/>
    public ValueTask HandleAsync(TurnContext turn, HandlerDelegate next, CancellationToken cancellationToken)
    {
        if (!turn.HumanIsCalled || turn.TooOld || turn.HasReply || !Questions.AreWords(turn.Message?.Type) || !Scope.AnswersByDefault(turn.Thread)
            || !IsSmallTalk(turn.Text) || AnswersForm(turn) || HasRule(turn) || Picks.Of(turn, typed: true) is not null)
        {
            return next(turn, cancellationToken);
        }

        turn.Say(PeopleTexts.StillWaiting(turn));
        turn.Decision.Note(nameof(WhileWaiting), "small talk while a human is called");
        turn.Decision.End("waiting", "a human is called");
        return ValueTask.CompletedTask;
    }

    /// <summary>Whether a text says nothing that could be answered: a greeting, thanks, impatience, the wish for a human, marks.</summary>
    public static bool IsSmallTalk(string text)
    {
        if (text.Length is 0 or > MaxLength) return false;
        var bare = TextNormalizer.NormalizeBare(text);
        return HumanWish.IsWish(text, []) || !bare.Any(char.IsLetterOrDigit) || Chinese().IsMatch(bare) || English().IsMatch(bare);
    }

    /// <summary>Whether a form waits for just that: "好" is a yes where it asks for one.</summary>
    private bool AnswersForm(TurnContext turn) =>
        FormState.Of(turn.State) is not null && (HumanWish.IsWish(turn.Text, []) || FormDialogue.Completes(new TurnScope(turn, rules.Current), new MatchInput(turn.Text)));

    private bool HasRule(TurnContext turn) =>
        rules.Current.Matcher.Find(new MatchInput(turn.Text), new TurnScope(turn, rules.Current), allow: r => r.AsksForOwner) is not null;

    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    [GeneratedRegex(
        "^((你好|您好|喂|嗨|哈喽|在吗|在不在|有人吗|有没有人|人呢|人在哪|怎么没人|怎么还没人|没人吗|没人(理|管)(我|吗)?|客服呢|客服在哪|还没来|还没好|还没人|还不来|来了吗|到了吗|好了吗|好了没|还在吗|还要多久|还要等多久|要等多久|等多久|多久"
        + "|快点|快一点|快些|快|急|很急|急死了|急死我了|急急急|催一下|等好久了|等很久了|等半天了|等了(好久|很久|半天)|我(在|还在|一直在)?等(着|你们)?|好|好的|好吧|行|行吧|可以|知道了|收到|明白|嗯|嗯嗯|哦|哦哦|噢|谢谢|谢谢你|谢谢您|多谢|辛苦了|辛苦|不客气"
        + "|哈哈|呵呵|嘿嘿|唉|哎|天哪|无语|服了|真慢|太慢了|好慢|怎么这么慢|这么久|ok)(啊|呀|哈|吧|呢|吗|么|了|哦|,|!|\\.|\\?| )*){1,4}$",
        Options)]
    private static partial Regex Chinese();

    [GeneratedRegex(
        "^((hello|hi|hey|hello there|anyone|anybody|anyone there|anybody there|is anyone there|is anybody there|is somebody there|are you there|you there|how long|how much longer|how long will it take|how long do i have to wait|still waiting"
        + "|i am waiting|i'm waiting|i'm still waiting|waiting|hurry|hurry up|come on|please hurry|quick|quickly|any news|any update|where are you|ok|okay|fine|sure|alright|all right|thanks|thank you|thx|ty|cheers|great|good|cool|haha|lol"
        + "|no problem|got it|i see|so slow|too slow|this is taking forever|seriously)(,|!|\\.|\\?| )*){1,4}$",
        Options)]
    private static partial Regex English();
}
