using System.Text.RegularExpressions;

namespace Weiyu.Bot.Handlers.Llm.Guards;

/// <summary>
/// Of what the house says each value: the child's breakfast is not the room, and 30 % within the last two days is not 30 % on the last day. A value in a reply belongs
/// to the clause of the material that speaks most of the same; where another clause does, and names another value, the value was moved.
/// </summary>
internal sealed partial class Subjects
{
    private const int MaxClauses = 600;

    private readonly List<Clause> _clauses = [];

    /// <summary>Adds what the house says.</summary>
    /// <param name="folded">The folded text.</param>
    /// <param name="facts">Its facts.</param>
    public void Add(string folded, List<Fact> facts)
    {
        var sentences = Clauses.Sentences(folded);
        var spans = Clauses.Of(folded);
        for (var i = 0; i < spans.Count && _clauses.Count < MaxClauses; i++)
        {
            var span = spans[i];
            var own = facts.FindAll(f => span.Has(f.At));
            if (own.Count == 0) continue;
            // What stands before it in the sentence without a value like its own names the subject: 可以带宠物，每晚 80 元.
            var start = span.Start;
            for (var k = i - 1; k >= 0 && Clauses.At(sentences, spans[k].Start) == Clauses.At(sentences, span.Start); k--)
            {
                if (facts.Exists(f => spans[k].Has(f.At) && own.Exists(o => o.IsOfMoney == f.IsOfMoney))) break;
                start = spans[k].Start;
            }

            _clauses.Add(new Clause(Speaks(folded, start, span.End, facts), own, PerOne().Match(folded[span.Start..span.End]) is { Success: true } one ? one.Groups["unit"].Value.ToLowerInvariant() : ""));
        }
    }

    /// <summary>The prices of the clauses that a text speaks of: it has two words of one, and no other of its kind is nearer.</summary>
    public List<decimal> Prices(string text)
    {
        const int Most = 12;
        var said = Tokens.Of(text);
        var prices = new List<decimal>();
        foreach (var clause in _clauses)
        {
            if (clause.Speaks.Count(said.Contains) < 2) continue;
            foreach (var fact in clause.Facts)
            {
                if (prices.Count < Most && fact.Kind == FactKind.Money && decimal.TryParse(fact.Value, System.Globalization.CultureInfo.InvariantCulture, out var price) && !prices.Contains(price)) prices.Add(price);
            }
        }

        return prices;
    }

    /// <summary>Whether the house says a value of something else than the reply does.</summary>
    /// <param name="fact">The value, which stands in the material.</param>
    /// <param name="folded">The folded reply.</param>
    /// <param name="clause">The clause of the reply.</param>
    /// <param name="sentence">The sentence of the reply.</param>
    /// <param name="facts">The reply's facts.</param>
    public bool Moved(Fact fact, string folded, Span clause, Span sentence, List<Fact> facts)
    {
        var said = Speaks(folded, clause.Start, clause.End, facts);
        if (said.Count == 0) return false;
        var around = Speaks(folded, sentence.Start, sentence.End, facts);
        var (own, others) = (new List<Clause>(), new List<Clause>());
        foreach (var known in _clauses) (known.Facts.Exists(f => IsSame(f, fact)) ? own : others).Add(known);
        // Words of another language can't be compared.
        var han = said.Any(t => Tokens.IsHan(t[0]));
        if (own.Count == 0 || own.TrueForAll(o => o.Speaks.Count > 0 && o.Speaks.Any(t => Tokens.IsHan(t[0])) != han)) return false;
        // 首晚房费 688 元的 30%: what the clause says besides belongs to another clause, and is there too.
        var here = facts.Where(f => f.IsOfMoney && clause.Has(f.At) && f.At != fact.At).Select(Bare).ToHashSet();
        foreach (var other in others)
        {
            if (!other.Facts.Exists(f => IsRival(f, fact)) || other.Facts.Exists(f => here.Contains(Bare(f)))) continue;
            if (own.TrueForAll(o => IsNearer(said, around, other.Speaks, o.Speaks))) return true;
        }

        return false;
    }

    /// <summary>Whether a price of one is said of several: 三晚 688 元 where the night costs that.</summary>
    /// <param name="fact">The price, which stands in the material.</param>
    /// <param name="clause">The clause of the reply, folded.</param>
    public bool IsOfOne(Fact fact, string clause)
    {
        if (fact.Kind != FactKind.Money || PerOne().IsMatch(clause)) return false;
        var units = Several().Matches(clause).Select(m => m.Groups["unit"].Value.ToLowerInvariant()).ToHashSet();
        if (units.Count == 0) return false;
        var own = _clauses.FindAll(c => c.Facts.Exists(f => IsSame(f, fact)));
        return own.Count > 0 && own.TrueForAll(c => units.Contains(c.PerOne));
    }

    /// <summary>Whether a share, a discount or a nothing is said without a word of what it is of, in the reply and in the question.</summary>
    /// <param name="fact">It stands in the material.</param>
    /// <param name="said">The sentence and the question, as tokens.</param>
    public bool IsLoose(Fact fact, HashSet<string> said)
    {
        if (!fact.IsOfMoney || fact.Kind == FactKind.Money) return false;
        var own = _clauses.FindAll(c => c.Facts.Exists(f => IsSame(f, fact)));
        // Another language's words can't be found.
        var han = said.Any(t => Tokens.IsHan(t[0]));
        return own.Count > 0 && own.TrueForAll(c => c.Speaks.Count > 0 && c.Speaks.Any(t => Tokens.IsHan(t[0])) == han && !c.Speaks.Overlaps(said));
    }

    /// <summary>The tokens of a part without those of its amounts.</summary>
    private static HashSet<string> Speaks(string folded, int start, int end, List<Fact> facts)
    {
        var text = folded[start..end].ToCharArray();
        foreach (var fact in facts.Where(f => f.IsOfMoney))
        {
            var from = fact.At - start;
            if (from >= 0 && from < text.Length) text.AsSpan(from, Math.Min(fact.Written.Length, text.Length - from)).Fill(' ');
        }

        return Tokens.Of(text);
    }

    private static bool IsRival(Fact one, Fact other) => one.Kind == other.Kind ? Units.Fit(one.Unit, other.Unit) || (Units.IsTime(one.Unit) && Units.IsTime(other.Unit)) : one.IsOfMoney && other.IsOfMoney && (one.Kind == FactKind.Free || other.Kind == FactKind.Free || (one.Kind != FactKind.Money && other.Kind != FactKind.Money));

    /// <summary>Whether the other clause speaks more of what was said than the value's own does; where its own has something of it, the whole sentence decides.</summary>
    private static bool IsNearer(HashSet<string> said, HashSet<string> around, HashSet<string> other, HashSet<string> own)
    {
        var (mine, theirs, shared) = Count(said, other, own);
        if (theirs == 0 || theirs <= mine) return false;
        var (more, others, _) = Count(around, other, own);
        if (mine > 0) return theirs >= 2 && others > more;
        return theirs >= 2 || shared > 0 || more == 0;
    }

    private static (int Mine, int Theirs, int Shared) Count(HashSet<string> said, HashSet<string> other, HashSet<string> own)
    {
        int mine = 0, theirs = 0, shared = 0;
        foreach (var token in said)
        {
            var (inOwn, inOther) = (own.Contains(token), other.Contains(token));
            if (inOwn && inOther) shared++;
            else if (inOwn) mine++;
            else if (inOther) theirs++;
        }

        return (mine, theirs, shared);
    }

    private static (FactKind Kind, string Value) Bare(Fact fact) => (fact.Kind, fact.Value);

    private static bool IsSame(Fact one, Fact other) =>
        (one.Kind is FactKind.Discount && other.Kind is FactKind.Percent && decimal.TryParse(one.Value, System.Globalization.CultureInfo.InvariantCulture, out var tenths) && decimal.TryParse(other.Value, System.Globalization.CultureInfo.InvariantCulture, out var share) && (share == 10 * tenths || share == 100 - (10 * tenths)))
        || (one.Value == other.Value && (one.Kind == other.Kind || (one.Kind is FactKind.Number or FactKind.Money && other.Kind is FactKind.Number or FactKind.Money)) && Units.Fit(one.Unit, other.Unit));

    [GeneratedRegex(@"(一|每|1 ?|/ ?|\bper |\beach |\ba |\bone )(?<unit>晚|夜|天|位|人|张|间|件|个|顶|只|份|度|台|双|套|night|person|room|bed|way|pair|item|day|guest)", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex PerOne();

    [GeneratedRegex(@"([二两三四五六七八九十]|[2-9]|1[0-9]|\b(two|three|four|five|six|seven|eight|nine|ten)) ?(?<unit>晚|夜|天|位|人|张|间|件|个|顶|只|份|度|台|双|套|night|person|room|bed|way|pair|item|day|guest)", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Several();

    private sealed record Clause(HashSet<string> Speaks, List<Fact> Facts, string PerOne);
}
