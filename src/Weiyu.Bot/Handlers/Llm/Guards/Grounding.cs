using System.Text.RegularExpressions;

namespace Weiyu.Bot.Handlers.Llm.Guards;

/// <summary>
/// The deterministic grounding check. Every number, amount, share, date, time, web and e-mail address and telephone number of a reply must
/// stand in what the reply may rest on: passages, tool results, persona, what the bot and human agents said, and what the visitor said, with one
/// exception: in a sentence that makes an offer (price, discount, refund …) the visitor's own words are no proof, or they could dictate one.
/// Exceptions: see <see cref="FactReader"/>.
/// </summary>
internal sealed partial class Grounding(DateOnly today)
{
    private readonly FactSet _trusted = new();
    private readonly FactSet _visitor = new();

    private readonly HashSet<string> _hosts = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The hosts that persona, passages and colleagues name.</summary>
    public IReadOnlyCollection<string> Hosts => _hosts;

    /// <summary>Adds what the house itself says: passages, persona, the bot's and agents' turns.</summary>
    public void Trust(string text)
    {
        foreach (var fact in FactReader.Read(text))
        {
            _trusted.Add(fact);
            if (fact.Kind == FactKind.Url) _hosts.Add(ReplyGuard.Host(fact.Value));
        }
    }

    /// <summary>Adds a tool's result. Its numbers count; the hosts of its links must be named elsewhere or configured.</summary>
    public void Looked(string text) => _trusted.Add(text);

    /// <summary>Adds what the visitor said.</summary>
    public void Heard(string text) => _visitor.Add(text);

    /// <summary>What of a reply stands nowhere; empty: all of it is grounded.</summary>
    public List<Fact> Ungrounded(string reply)
    {
        var missing = new List<Fact>();
        foreach (var sentence in SentenceEnd().Split(FactReader.Fold(reply)))
        {
            var offer = Offer().IsMatch(sentence);
            foreach (var fact in FactReader.Read(sentence))
            {
                if (_trusted.Has(fact, today)) continue;
                var binding = fact.Kind is FactKind.Url or FactKind.Account || (offer && fact.Kind is FactKind.Money or FactKind.Percent or FactKind.Discount);
                if (binding || !_visitor.Has(fact, today)) missing.Add(fact);
            }
        }

        return missing;
    }

    /// <summary>Whether everything in a tool's arguments that could name somebody's property was said in the conversation or by another tool: long numbers and addresses.</summary>
    public Fact? Invented(string arguments)
    {
        foreach (var fact in FactReader.Read(arguments))
        {
            var named = fact.Kind is FactKind.Email or FactKind.Url or FactKind.Digits || (fact.Kind is FactKind.Number && fact.Value.Length >= 5);
            if (named && !_trusted.Has(fact, today) && !_visitor.Has(fact, today)) return fact;
        }

        return null;
    }

    [GeneratedRegex(@"[。！？!?\n；;]+", RegexOptions.NonBacktracking)]
    private static partial Regex SentenceEnd();

    [GeneratedRegex("价|售价|出售|在售|卖|只要|仅需|只需|优惠|折|促销|成交|赔|补偿|返现|给您退|为您退|退您|退给|赠|答应|承诺|保证|同意|红包|券|price|cost|offer|deal|discount|only|sell|sale|(we|i)('ll| will)? refund|compensat|promis|guarant|agree|coupon|voucher", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Offer();
}
