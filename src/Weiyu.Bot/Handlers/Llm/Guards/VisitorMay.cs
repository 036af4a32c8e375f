using System.Text.RegularExpressions;

namespace Weiyu.Bot.Handlers.Llm.Guards;

/// <summary>What a visitor's own words may prove in a reply: what is the visitor's own. What the house gives, takes, allows or promises is not.</summary>
internal static partial class VisitorMay
{
    /// <summary>Whether the visitor's words prove a value.</summary>
    /// <param name="fact">The value.</param>
    /// <param name="isPrice">Whether it names what something costs.</param>
    /// <param name="clause">The clause in which it stands, folded.</param>
    /// <param name="sentence">The sentence.</param>
    public static bool Prove(Fact fact, bool isPrice, string clause, string sentence)
    {
        if (Denies(clause) && !Affirms(sentence)) return true;
        if (fact.Kind is FactKind.Url) return false;
        // Their own card may be read back to them; where to pay is never theirs to say.
        if (fact.Kind is FactKind.Account) return OwnAccount().IsMatch(clause) && !Call().IsMatch(sentence) && !Affirms(sentence);
        if (fact.Kind is FactKind.Person) return !Promise().IsMatch(sentence);
        if (isPrice) return Paid().IsMatch(clause) && !Affirms(sentence) && !Gives().IsMatch(clause);
        if (fact.Kind is FactKind.Email or FactKind.Digits || (fact.Kind is FactKind.Number && fact.Value.Length >= 5)) return !Call().IsMatch(clause);
        if (fact is { Kind: FactKind.Number, Unit.Length: 0 }) return Named().IsMatch(clause);
        if (Units.IsCount(fact.Unit)) return !Gives().IsMatch(clause);
        return !Grants().IsMatch(clause) && !(Affirms(sentence) && !Own().IsMatch(sentence));
    }

    /// <summary>A number of people, nights or things that nobody needs to prove: it only sums up what was asked for.</summary>
    public static bool OwnCount(Fact fact, string clause) =>
        fact is { Kind: FactKind.Number } && Units.IsCount(fact.Unit) && fact.Value.Length == 1 && Advice().IsMatch(clause) && !Gives().IsMatch(clause);

    /// <summary>Whether a clause speaks of what something costs.</summary>
    public static bool SpeaksOfPrice(string clause) => Price().IsMatch(clause);

    /// <summary>Whether a sentence says that something is not so.</summary>
    public static bool Denies(string sentence) => Denial().IsMatch(sentence);

    /// <summary>Whether a sentence begins with a yes.</summary>
    public static bool Affirms(string sentence) => Yes().IsMatch(sentence);

    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    [GeneratedRegex("没有? ?[0-9一二三四五六七八九十两]|没有.{1,10}的(活动|价格|优惠|班|房|说法|规定|政策|折扣|服务)|不是的|(^|[，,])不是|并不是|并非|不属实|无法(确认|核实|保证|按|给|提供|承诺|同意)|没法(确认|保证|给|按)|不能(按|给|确认|保证|承诺|提供|同意)|没有(查到|找到|这个|这样|该|您说|免费|此)|查不到|不清楚|并没有|not (true|correct|right|able|free)|incorrect|can(no|')t (confirm|promise|offer|give|verify|guarantee)|cannot|isn't|is not|aren't|are not|don't have|do not (have|offer)|couldn't find|unable to|no record", Linear)]
    private static partial Regex Denial();

    [GeneratedRegex("^[\\s\"']*(对(的|呀|啊|哦)?[，,。！!]|是(的|呀)|没错|正确|确实|说得对|您说得对|当然|可以的|没问题|嗯|yes|yeah|yep|right|correct|exactly|sure|of course|absolutely|indeed)", Linear)]
    private static partial Regex Yes();

    [GeneratedRegex("(您|你)(已|已经|之前|刚才|当时|一共|这边)?(付|支付|转|充|花|交|买|下单)|(您|你)(的)?(订单|账单|付款)|您(说|提到|问|写)|you('ve| have)? (already )?(paid|ordered|spent|transferred|mentioned|said|asked)|your (order|payment|bill)", Linear)]
    private static partial Regex Paid();

    [GeneratedRegex("就(能|可|行|给|送|住|按)|即可|退(款|货|钱|还|回|给|您|你|全|半|[0-9])|赔|补偿|返|送|赠|减|优惠|奖励|红包|券|给您|为您|免|refund|compensat|credit|discount|coupon|voucher|give you|pay you|gift|bonus|free", Linear)]
    private static partial Regex Gives();

    [GeneratedRegex("拨打|致电|来电|电话是|热线|联系电话|客服电话|转账|汇|付款|付到|打款|收款|加微信|添加|扫码|call (us|the)?|dial|phone (is|number is)|hotline|contact us|reach us|write to|pay(ment)? (to|at)|wire|transfer (it |the money )?to", Linear)]
    private static partial Regex Call();

    [GeneratedRegex("可以|能够|允许|免|退|赔|保修|质保|有效|延长|延迟|保留|送|赠|营业|开门|关门|开放|供应|截止|最晚|最多|最迟|最早|前都|之前都|都可|以内|之内|到账|有货|库存|折|会员价|时间(是|为|到)|可享|享受|无需|不限|guarantee|warrant|valid|refund|open|close|until|within|allowed|entitled|last|good for|may |can |up to|deadline|available|arrive within|deliver", Linear)]
    private static partial Regex Grants();

    [GeneratedRegex("(您|你)的?(银行)?(卡|账户|账号|帐号)|your (bank )?(card|account)", Linear)]
    private static partial Regex OwnAccount();

    [GeneratedRegex("您|你|your?\\b", Linear)]
    private static partial Regex Own();

    [GeneratedRegex("您|你|号|编号|尾号|型号|订单|your?\\b|number|no\\.|order|code|model", Linear)]
    private static partial Regex Named();

    [GeneratedRegex("建议|可以订|需要|推荐|安排|suggest|recommend|need", Linear)]
    private static partial Regex Advice();

    [GeneratedRegex("价|售|卖|只要|仅需|只需|一晚|每晚|一位|每位|一间|每间|一件|每件|费|押金|优惠|退款|赔|补偿|收取|收您|付|金额|折扣|price|cost|charge|fee|rate|deposit|per (night|person|room|item)|a night|each|pay|refund|deal|only", Linear)]
    private static partial Regex Price();

    [GeneratedRegex("会(联系|处理|回复|给|帮|打)|联系您|为您|contact you|call you|will (call|help|contact|reach)|批准|approved", Linear)]
    private static partial Regex Promise();
}
