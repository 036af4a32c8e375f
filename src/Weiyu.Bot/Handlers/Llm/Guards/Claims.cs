using System.Text.RegularExpressions;

namespace Weiyu.Bot.Handlers.Llm.Guards;

/// <summary>What a conversation knows of what was done in it.</summary>
/// <param name="House">What passages, tools' results and colleagues say, folded.</param>
/// <param name="Looked">Of that what tools gave.</param>
/// <param name="Done">What tools that change something did for the visitor, in their own words, folded; empty: nothing.</param>
internal sealed record KnownDeeds(string House, string Looked, string Done);

/// <summary>
/// Notices when a reply says that something was done, promised, verified or handed over that was not, or that the bot is human. A claim is looked at where it is made: a
/// condition, a question, a no, what the visitor did, and what stands in the material are no claims of the bot's.
/// </summary>
internal static partial class Claims
{
    private const double Said = 0.6;

    /// <summary>What kind of claim a folded reply makes that nothing backs, and the sentence; null when none.</summary>
    public static (string Kind, string Sentence)? Unbacked(string folded, KnownDeeds known)
    {
        HashSet<string>? house = null;
        foreach (var span in Clauses.Sentences(folded))
        {
            var sentence = folded.Substring(span.Start, span.Length).Trim();
            if (IsHuman(sentence)) return ("human", sentence);
            foreach (var part in Clauses.Of(sentence))
            {
                var clause = sentence.Substring(part.Start, part.Length);
                if (KindOf(clause) is not { } kind || IsNone(sentence, clause)) continue;
                house ??= Tokens.Of(known.House);
                if (kind is "action" && known.Done.Length > 0 && Tokens.Of(clause).Overlaps(Tokens.Of(known.Done))) continue;
                if (kind is "action" && !Done().IsMatch(clause) && IsState(clause, known.Looked)) continue;
                if (kind is not "hand-off" && IsSaidByHouse(clause, kind, known.House, house)) continue;
                return (kind, sentence);
            }
        }

        return null;
    }

    /// <summary>A kind in words.</summary>
    public static string Name(string kind) => kind switch { "human" => "to be human", "action" => "an action", _ => $"a {kind}" };

    /// <summary>Whether a folded text says that it is a human who writes.</summary>
    public static bool IsHuman(string sentence) => Human().IsMatch(sentence);

    /// <summary>Whether a reply is a tool call, a protocol or code instead of an answer.</summary>
    public static bool IsMachineTalk(string reply) => Machine().IsMatch(reply);

    private static string? KindOf(string clause) =>
        HandOff().IsMatch(clause) ? "hand-off" : Promise().IsMatch(clause) ? "promise" : Action().IsMatch(clause) || State().IsMatch(clause) ? "action" : null;

    private static bool IsNone(string sentence, string clause) =>
        Condition().IsMatch(clause) || Denial().IsMatch(clause) || VisitorDid().IsMatch(clause) || (clause.TrimEnd() is [.., '?' or '？'] or [.., '吗' or '么']) || (Condition().IsMatch(sentence) && !Done().IsMatch(clause));

    /// <summary>Whether a tool's result tells the state that a clause tells: each of its verbs stands there.</summary>
    private static bool IsState(string clause, string looked)
    {
        var verbs = Verb().Matches(clause);
        return verbs.Count > 0 && verbs.All(v => looked.Contains(v.Value, StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsSaidByHouse(string clause, string kind, string house, HashSet<string> known)
    {
        var tokens = Tokens.Of(clause);
        if (tokens.Count == 0 || Tokens.Share(tokens, known) < Said) return false;
        return kind != "promise" || Promise().IsMatch(house);
    }

    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    private const string Verbs = "退款|退回|退掉|退好|退了|取消|撤销|下单|修改|更改|改好|改到|改成|改期|变更|更新|发货|补发|换货|登记|提交|申请|开通|开具|开票|赔付|补偿|发放|充值|支付|扣款|预约|预订|预定|订好|升级|删除|注销|绑定|解绑|重置|办理|办好|办妥|完成|处理|搞定|寄出|发送|发到|赠送|核实|核验|验证|通过|批准|审批|同意|确认|到账|生效|加急|备注|记录|反馈|上报|延长|保留|预留|安排|减免|免除|解冻|冻结|锁定|签收|送达|妥投|揽收|出库|派送|入账|返还|激活|添加|加上";

    [GeneratedRegex(Verbs + "|cancell?ed|refunded|changed|updated|shipped|confirmed|paid|approved|verified|delivered|booked|processed|issued|created", Linear)]
    private static partial Regex Verb();

    [GeneratedRegex("(已|已经|刚刚?|早就|成功).{0,14}(" + Verbs + ")|(帮|给|为|替|向)(您|你).{0,12}(" + Verbs + "|改|退|订|办|加|换|开|发)(好|完|妥|成功|掉)?了|(" + Verbs + ")(已|已经)?(成功|完成|完毕|好了|完了|妥了|掉了|过了|啦|了[。！!，,]?$)|(退款|订单|申请|款项|预订|预约|身份|账户|账号|会员|资料|信息|地址|日期|入住日期).{0,6}(已|已经|成功|通过).{0,8}(" + Verbs + ")|马上到账|已到账|搞定(了|啦)?|(钱|款项?|退款|补偿|赔偿|赔款|费用).{0,8}(在路上|回到|退到|打到|打给|到您|回您|批下来|批了|下来了)|(说好|谈好|讲好|定下来|敲定|批下来)(了|啦)|(他|她|经理|老板|主管|领导|店长).{0,6}(点头|同意|批准|答应|批)了|(订单|预订).{0,4}(没了|消了|撤了|删了)|(改|退|订|办|取消|弄|换)(好|完|妥|掉)(了|啦)"
        + "|(i|we)( have|'ve)?( just| now| already| successfully| gone ahead and)* (cancell?ed|refunded|changed|updated|shipped|placed|submitted|issued|booked|processed|deleted|credited|reset|upgraded|charged|paid|sent|registered|scheduled|applied|approved|verified|confirmed|extended|waived|arranged|reserved|moved|rescheduled|added|removed|noted|reported)"
        + "|\\b(order|refund|account|request|ticket|password|booking|reservation|payment|identity|address|date|stay|room|fee|charge)s? (has been|have been|has now been|was|is now|is|are now) (now |already |successfully |fully )?(cancell?ed|refunded|changed|updated|shipped|submitted|processed|deleted|credited|reset|created|approved|verified|confirmed|upgraded|waived|extended|moved|rescheduled|on its way)"
        + "|(refund|payment|money|cancell?ation|request|compensation)s? (is|are) (now )?being (processed|refunded|sent|handled|paid|made)|(money|refund|payment|funds|compensation)( is|'s| are)? (already )?(on (its|the|their) way|coming)|(you|we)('re| are) all set|^(cancell?ed|refunded|changed|updated|booked|rebooked|sent|waived|upgraded|moved) (it|that|this|your|the|them)"
        + "|(it's|it is|that's|all|everything is|consider it) (all )?(done|sorted|taken care of|settled|cancell?ed|refunded)", Linear)]
    private static partial Regex Action();

    /// <summary>Claims in the other languages that visitors are often answered in.</summary>
    [GeneratedRegex("(キャンセル|返金|変更|予約|手配|処理|確認|更新|解約).{0,10}(しました|いたしました|完了|済み|されました)|担当者に(引き継ぎ|おつなぎ)|(취소|환불|변경|예약|처리|확인|완료|연결).{0,8}(되었습니다|했습니다|하였습니다|완료|해 드렸습니다)|(est|a été|sont|ont été|avons|ai) (bien )?(annulée?s?|remboursée?s?|modifiée?s?|confirmée?s?|transférée?s?)|c'est fait|(ha sido|hemos|he|fue|está|quedó) (cancelad|reembolsad|cambiad|modificad|confirmad|transferid)|(wurde|haben|habe|ist) .{0,30}(storniert|erstattet|geändert|bestätigt|weitergeleitet)|(отменен|возвращен|изменен|подтвержден|оформлен|передан)|(foi|foram|está|cancelei|reembolsei) (cancelad|reembolsad|alterad|confirmad)", Linear)]
    private static partial Regex State();

    [GeneratedRegex("(已|已经|正在|马上|这就|现在|立即|即将|我来).{0,8}(转接|转到|转给|转交|转至|转人工|接通|呼叫|上报给|反馈给|汇报给|通知(了|到)?|联系(了|到|上)?)(了|到|至|给)?.{0,10}(人工|客服|同事|专员|坐席|经理|主管|店长|工程师|负责人|部门|财务|团队|后台)|(已|已经|正在|马上|这就)(为|帮|给|替)(您|你)(转接|转人工|接通|呼叫)|(同事|专员|经理|主管|店长|负责人|人工客服|客服人员|工作人员|专人|部门|团队|财务|他|她)(们)?(已|已经|正在|会|将|马上|稍后|很快|立刻|随后|尽快){1,3}(在)?(收到|看到|处理|跟进|联系|回电|打给|致电|回复|接手|接待|核实|审核|赶来|给您|为您|跟您|与您)|(把|将)(您|你).{0,16}(反馈|转给|转交|提交|上报|汇报|告诉|告知)(给|到|了)|(安排|派)(了)?(专人|同事|人|专员|经理)"
        + "|(i have|i've|i am|i'm|we have|we've|we are|you are being|you have been|you've been|i will now|i will|let me|i'll|we'll|we will) ?(now |just |already )?(transferr?(ed|ing)?|connect(ed|ing)?|handed|handing|hand|escalat(ed|ing|e)|forward(ed|ing)?|rout(ed|ing)|pass(ed|ing)?|notif(ied|y)|alert(ed)?|inform(ed)?|told|ask(ed)?) .{0,30}(human|agent|colleague|representative|specialist|supervisor|manager|team|person|department|conversation|chat|case)|(a |the |our )?(colleague|manager|supervisor|specialist|team|agent|representative|someone)s? (has|have|is|are|will|'ll) (already |now |shortly |soon )?(been |be )?(received|looking|look|handling|handle|working|contact|contacting|call|get back|reach|review|reviewing|notified|informed|assigned|taken|taking)", Linear)]
    private static partial Regex HandOff();

    [GeneratedRegex("保证|承诺|答应|担保|包赔|包您|一定(会|能|给|可以|帮|退|赔)|绝对(会|能|没|不会|可以|安全|有效)|肯定(会|能|给|可以|退|赔)|百分百|无条件|永久|终身|终生|一辈子|永远(免费|有效)|具有?法律(效力|约束)|法律效力|有约束力|书面(承诺|保证)|说到做到|不会反悔|guarantee|\\bpromise|legally binding|binding (offer|agreement|contract)|\\bi swear|for life\\b|lifetime|forever|unconditional|no matter what|without exception|you have (my|our) word|100 ?% (sure|certain|refund|guaranteed)|definitely (will|get|receive|refund)|i agree|we agree|it's a deal|deal!|成交|一言为定|包退|准退|拍胸脯|说话算话|you can (count|rely|bank) on|(stand by|keep|have) my word|take my word|mark my words|rest assured.{0,24}(will|refund|get)|cross my heart", Linear)]
    private static partial Regex Promise();

    [GeneratedRegex("我(就)?(是|可是|当然是|确实是)(一?个|一?名|一?位)?(真人|真正的人|人类|活人|人工|人工客服|真实的人|大活人|员工|本人|工作人员|客服专员)|我(不是|并非|可不是|才不是)(一?个|一?台)?(机器人|机器|ai|人工智能|程序|智能客服|虚拟|robot)|(这里|您)(是|正在和|在和|对面是)(真人|人工)|真人(在)?(为您)?服务|\\b(i'm|i am|this is|you're (talking|speaking|chatting) (to|with)|yes,?) (really |actually |definitely |of course )?(a |an )?(real |actual |live |living )?(human|person|human being|real one|flesh)\\b|\\bi('m| am) (not|no) (a |an )?(bot|robot|machine|ai|program|chatbot|computer)|(不是|并非)(一?个)?(程序|机器|自动回复|机器人|ai)(在|来)?(回|答|跟|和|说)|有血有肉|活生生|真(的|正的)?人(在|来)(打字|回|答|跟|和|聊)|本人(亲自)?在(打字|回复|回您)|flesh and blood|(nothing|not) automated|typing (this |these )?(by )?myself|behind the (screen|keyboard)|わたしは人間|私は人間|저는 사람", Linear)]
    private static partial Regex Human();

    [GeneratedRegex("通常|一般(来说|情况)?|表示|意味着|usually|\\bmeans\\b|如果|若|假如|要是|倘若|一旦|万一|的话|是否|有没有|之后|以后|后[，,]|后(会|将|可|再|请|才|的|即|在|\\d|[一二三四五六七八九十])|前(请|会|将|可|的)|时[，,]|需要|请(您|先)?(提交|联系|确认|核实|提供)|\\b(if|when|once|after|before|unless|whether|in case|should you|until|provided)\\b", Linear)]
    private static partial Regex Condition();

    [GeneratedRegex("没有|还没|尚未|未(能|曾|被|经)|无法|不能|不会|不可以|没法|无权|不(保证|承诺|支持)|并未|不是|查不到|不清楚|\\b(not|n't|never|cannot|unable|haven't|hasn't|can't|no)\\b", Linear)]
    private static partial Regex Denial();

    [GeneratedRegex("(您|你)(如|(若|确认|已|已经|刚才|之前|刚刚)(付|支付|下单|提交|申请|取消|预订|预定|入住|到店|收到|签收|购买|确认|完成|登录|注册|在|是|有))|\\byou('ve| have| had| already)+ (already )?(cancell?ed|paid|submitted|booked|ordered|changed|sent|received)", Linear)]
    private static partial Regex VisitorDid();

    [GeneratedRegex("(已|已经|刚刚?|成功)(为|帮|给|替)(您|你)|(好|完|妥|掉)(了|啦)|\\b(i|we)( have|'ve)? (just |now |already )?[a-z]+ed\\b", Linear)]
    private static partial Regex Done();

    [GeneratedRegex("""</?(tool_call|function|tool|invoke|passage|data|system)[^>]{0,200}>|"(tool_calls?|function_call|arguments)"\s*:|^\s*\{\s*"(name|tool|function|action)"\s*:|^\s*(tool|function)_?call\b|(^|\n)\s*(system|assistant|user|developer)\s*:|⟦|[<‹][|｜][^>\n]{0,60}""", Linear)]
    private static partial Regex Machine();
}
