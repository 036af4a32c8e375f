using System.Text.RegularExpressions;

namespace Weiyu.Bot.Handlers.Llm.Guards;

/// <summary>
/// What a reply grants without naming a value: that something can be returned, exchanged, combined, that the house bears a cost. The material must say so: a clause of it that
/// says no to the same thing, or names another who bears it, is a contradiction; a right that no clause speaks of stands nowhere.
/// </summary>
internal sealed partial class Policies
{
    private const double Spoken = 0.25;
    private const int MaxClauses = 600;

    private readonly List<Clause> _clauses = [];
    private int _han;
    private int _latin;

    /// <summary>The policies of a folded text of the house.</summary>
    public Policies(string house)
    {
        var sentences = Clauses.Sentences(house);
        foreach (var sentence in sentences)
        {
            var text = house.Substring(sentence.Start, sentence.Length);
            var before = "";
            foreach (var part in Clauses.Of(text))
            {
                if (_clauses.Count >= MaxClauses) return;
                var clause = text.Substring(part.Start, part.Length);
                var tokens = Tokens.Of($"{before} {clause}");
                if (tokens.Any(t => Tokens.IsHan(t[0]))) _han++;
                else if (tokens.Count > 0) _latin++;
                _clauses.Add(new Clause(tokens, Tokens.Of(clause), Negated(clause), Payer(clause)));
                before = clause;
            }
        }
    }

    /// <summary>The first clause of a folded reply that grants what the material does not, and why; null when there is none.</summary>
    public (string Sentence, string Why)? Ungranted(string folded)
    {
        foreach (var span in Clauses.Sentences(folded))
        {
            var sentence = folded.Substring(span.Start, span.Length).Trim();
            if (IsQuestion(sentence) || Service().IsMatch(sentence) && !Right().IsMatch(sentence)) continue;
            var negative = Negation().IsMatch(Idioms().Replace(sentence, " "));
            foreach (var part in Clauses.Of(sentence))
            {
                var clause = sentence.Substring(part.Start, part.Length);
                var tokens = Tokens.Of(clause);
                if (tokens.Count == 0) continue;
                if (!negative && Contradicted(clause, Tokens.Of(sentence))) return (sentence, "the material says the opposite");
                if (OtherPays(clause, tokens)) return (sentence, "the material says that another bears it");
                if (!negative && Grant().IsMatch(clause) && Right().IsMatch(clause) && !Service().IsMatch(clause) && !Condition().IsMatch(clause) && !Amount().IsMatch(clause) && !IsSpokenOf(tokens)) return (sentence, "no passage grants it");
            }
        }

        return null;
    }

    /// <summary>Whether a clause of the material about the same thing says no to what the reply says.</summary>
    private bool Contradicted(string clause, HashSet<string> said)
    {
        foreach (var known in _clauses)
        {
            if (known.Negated.Count == 0 || known.Around.Count(said.Contains) < 2) continue;
            foreach (var no in known.Negated)
            {
                if (clause.Contains(no, StringComparison.OrdinalIgnoreCase) && !Excepts(known, said, no)) return true;
            }
        }

        return false;
    }

    /// <summary>Whether another clause of the material says yes to the same word, and the reply speaks of nothing that only the one with the no does.</summary>
    private bool Excepts(Clause no, HashSet<string> said, string word) =>
        _clauses.Exists(c => c != no && !c.Negated.Contains(word) && c.Own.Any(t => t.Contains(word, StringComparison.OrdinalIgnoreCase) || word.Contains(t, StringComparison.OrdinalIgnoreCase)) && no.Around.Count(t => said.Contains(t) && !c.Around.Contains(t)) < 2);

    private bool OtherPays(string clause, HashSet<string> tokens)
    {
        var said = new HashSet<string>(tokens.Where(t => !Parties().IsMatch(t)));
        if (Payer(clause) is not { } payer) return false;
        var best = _clauses.Where(c => c.Payer is not null).Select(c => (Clause: c, Near: c.Around.Count(said.Contains))).Where(c => c.Near > 0).OrderByDescending(c => c.Near).ToList();
        return best.Count > 0 && best.TakeWhile(b => b.Near == best[0].Near).All(b => b.Clause.Payer != payer);
    }

    private bool IsSpokenOf(HashSet<string> tokens)
    {
        // Another language's words can't be found.
        if (tokens.Any(t => Tokens.IsHan(t[0])) ? _han < _latin : _latin < _han) return true;
        var all = new HashSet<string>(tokens);
        return _clauses.Exists(c => Tokens.Share(all, c.Around) >= Spoken);
    }

    private static bool IsQuestion(string sentence) => sentence.TrimEnd('"', ' ', '”') is [.., '?' or '？'] or [.., '吗' or '呢'];

    /// <summary>The words right behind a no: two characters, or a word.</summary>
    private static HashSet<string> Negated(string clause)
    {
        var found = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (Match match in Negation().Matches(Idioms().Replace(clause, " ")))
        {
            var rest = Idioms().Replace(clause, " ")[(match.Index + match.Length)..].TrimStart();
            if (rest.Length == 0) continue;
            if (Tokens.IsHan(rest[0]))
            {
                rest = rest.TrimStart('可', '以', '能', '会', '予', '得', '支', '持');
                var length = 0;
                while (length < 3 && length < rest.Length && Tokens.IsHan(rest[length]) && rest[length] is not ('不' or '无' or '未' or '可' or '的')) length++;
                if (length > 0) found.Add(rest[..Math.Min(length, 2)]);
            }
            else
            {
                var words = rest.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(w => w.Length > 3).Take(2).Select(w => w.Trim(',', '.', ';', ':')).ToList();
                if (words.Count > 0) found.Add(words[0]);
            }
        }

        return found;
    }

    /// <summary>Who bears a cost: <c>shop</c> or <c>buyer</c>; null where a clause does not say.</summary>
    private static string? Payer(string clause)
    {
        if (!Bears().IsMatch(clause)) return null;
        var (shop, buyer) = (Shop().IsMatch(clause), Buyer().IsMatch(clause));
        return shop == buyer ? null : shop ? "shop" : "buyer";
    }

    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    [GeneratedRegex("不足|不同|不错|不仅|不但|不过|不满|不论|不管|不清楚|不确定|不知道|不好意思|无理由|无论|未来|没关系|没问题|非常|除非|不少|不久|不断|no problem|not only|no matter|无线|无人|无忧|未成年|不客气", Linear)]
    private static partial Regex Idioms();

    [GeneratedRegex("不|无法|无|未|没有|没|禁止|严禁|谢绝|概不|\\bnot\\b|n't\\b|\\bnever\\b|\\bcannot\\b|\\bno\\b|\\bwithout\\b|\\bexcept\\b", Linear)]
    private static partial Regex Negation();

    [GeneratedRegex("可以|可|能|支持|允许|接受|没问题|行的|当然|也(是)?(能|行)|\\bcan\\b|\\bmay\\b|\\bwill\\b|\\ballowed\\b|\\byes\\b|\\bsure\\b|able to|entitled|we'll|happy to", Linear)]
    private static partial Regex Grant();

    [GeneratedRegex("退|换新|换货|以旧换新|调换|包换|赔|免|送(您|你|一|两|个|份)|折|优惠|补偿|延长|延期|保修|升级|包邮|减|叠加|抵|refund|exchang|replac|return|free|discount|compensat|upgrade|extend|waive|credit|cash|combin|stack", Linear)]
    private static partial Regex Right();

    [GeneratedRegex("告诉|提供|联系|致电|拨打|咨询|回复|查看|查一下|查询|帮您(看|查|确认)|稍后|再试|请问|确认一下|转人工|人工|contact|call us|tell me|let me know|let us know|would you like|please provide|check", Linear)]
    private static partial Regex Service();

    [GeneratedRegex("如果|若|需要|才能|才可|须|凭|视|以.{0,6}为准|\\bif\\b|\\bonly\\b|\\bunless\\b|\\bonce\\b|provided", Linear)]
    private static partial Regex Condition();

    [GeneratedRegex("承担|(出|付|支付|负担|负责|包)(的)?(运费|邮费|费用|差价)|(运费|邮费|费用|差价).{0,4}(承担|出|付|负担|负责)|\\b(paid|covered|borne|pays?|covers?|bears?)\\b.{0,20}\\b(shipping|postage|fees?|costs?|by)\\b|\\b(shipping|postage|fees?|costs?)\\b.{0,24}\\b(paid|covered|borne|on us)\\b", Linear)]
    private static partial Regex Bears();

    [GeneratedRegex("由|承|担|买家|家承|本店|店承|我们|们承|来承|[你您]|buyer|shop|seller|pay|paid|cover", Linear)]
    private static partial Regex Parties();

    [GeneratedRegex("[0-9] ?(元|块|%|yuan|折)", Linear)]
    private static partial Regex Amount();

    [GeneratedRegex("本店|我们|我方|商家|店家|卖家|店铺|本酒店|公司|平台|\\bus\\b|\\bwe\\b|seller|shop|store", Linear)]
    private static partial Regex Shop();

    [GeneratedRegex("买家|顾客|客户|用户|客人|您|你|自理|buyer|customer|guest|\\byou\\b", Linear)]
    private static partial Regex Buyer();

    private sealed record Clause(HashSet<string> Around, HashSet<string> Own, HashSet<string> Negated, string? Payer);
}
