using System.Text.RegularExpressions;
using Weiyu.Text.Folding;

namespace Weiyu.Bot.Handlers.Llm.Guards;

/// <summary>Something in a reply that nothing proves.</summary>
/// <param name="Fact">What.</param>
/// <param name="Sentence">The sentence, folded.</param>
/// <param name="Needs">Where it would have had to come from.</param>
internal sealed record Unproved(Fact Fact, string Sentence, string Needs)
{
    /// <summary>The kind.</summary>
    public FactKind Kind => Fact.Kind;
}

/// <summary>
/// The deterministic grounding check: where each value of a reply comes from. What the house says proves it (passages, tools' results, colleagues, what the bot said that was
/// proven), if it says it of the same thing in the same unit; so does what follows from that (<see cref="Arithmetic"/>). What the visitor says proves only what is the
/// visitor's own: never what costs or gives money, grants a right, or names where to pay, call or write. The persona proves no value.
/// </summary>
/// <param name="today">The day, for dates without a year and for what is counted from today.</param>
internal sealed class Grounding(DateOnly today)
{
    private const int MaxWords = 8_000;

    private readonly FactSet _house = new();
    private readonly FactSet _visitor = new();
    private readonly FactSet _given = new();
    private readonly Subjects _subjects = new();
    private readonly System.Text.StringBuilder _asked = new();

    /// <summary>What is for tools that change something: what the visitor said, and what tools gave, packed.</summary>
    public Provenance Provenance { get; } = new(today);

    /// <summary>Adds what the house itself says: passages and colleagues.</summary>
    public void Trust(string text)
    {
        var folded = DeepFolding.Fold(text);
        var facts = FactReader.ReadFolded(folded);
        facts.ForEach(folded.AsSpan().TrimStart() is ['{' or '[', ..] ? _house.Add : _house.AddRunning);
        _house.HasHalves |= folded.Contains('半', StringComparison.Ordinal);
        _subjects.Add(folded, facts);
    }

    /// <summary>Adds a tool's result.</summary>
    public void Looked(string text)
    {
        var folded = DeepFolding.Fold(text);
        foreach (var fact in FactReader.ReadFolded(folded))
        {
            // A result's links are its own; what the house links to is declared elsewhere.
            if (fact.Kind == FactKind.Url) continue;
            _house.Add(fact);
            _given.Add(fact);
            if (fact is { Kind: FactKind.Number, Unit.Length: 0 }) _house.Money.Add((decimal.TryParse(fact.Value, System.Globalization.CultureInfo.InvariantCulture, out var amount) ? amount : 0, ""));
        }

        Provenance.Add(folded);
    }

    /// <summary>Adds what the visitor said.</summary>
    public void Heard(string text)
    {
        var folded = DeepFolding.Fold(text);
        _visitor.Add(text);
        if (_asked.Length < MaxWords) _asked.Append(folded).Append('\n');
        var own = VisitorWords.Own(folded);
        _given.Add(own);
        Provenance.Add(own);
    }

    /// <summary>Adds what the bot said: it proves what the visitor had not said before, and what was proven when it was said.</summary>
    /// <param name="text">The bot's words.</param>
    /// <param name="proven">The values that were proven (<see cref="Key"/>).</param>
    public void Said(string text, IReadOnlyCollection<string> proven)
    {
        var folded = DeepFolding.Fold(text);
        var facts = FactReader.ReadFolded(folded);
        var trusted = facts.FindAll(f => proven.Contains(Key(f)) || !_visitor.Has(f, today));
        trusted.ForEach(_house.AddRunning);
        _subjects.Add(folded, trusted);
    }

    /// <summary>A value by which it is known again.</summary>
    public static string Key(Fact fact) => $"{fact.Kind}:{fact.Value}:{fact.Unit}";

    /// <summary>The values of a reply that the house proves, for <see cref="Said"/> of later turns.</summary>
    public List<string> Proven(string reply) => [.. FactReader.Read(reply).Where(f => f.Kind is not FactKind.Url && _house.Has(f, today)).Select(Key).Distinct()];

    /// <summary>What of a reply stands nowhere; empty: all of it is grounded.</summary>
    public List<Unproved> Ungrounded(string reply)
    {
        var folded = DeepFolding.Fold(reply);
        var facts = FactReader.ReadFolded(folded);
        var missing = new List<Unproved>();
        if (facts.Count == 0) return missing;
        facts.Sort(static (a, b) => a.At.CompareTo(b.At));
        var (sentences, clauses) = (Clauses.Sentences(folded), Clauses.Of(folded));
        var arithmetic = new Arithmetic(_house, _visitor, today, $"{_asked}\n{WithoutAmounts(folded, facts)}", _subjects.Prices($"{_asked}\n{folded}"), facts);
        foreach (var fact in facts)
        {
            var (sentence, clause) = (Clauses.At(sentences, fact.At), Clauses.At(clauses, fact.At));
            var text = folded.Substring(sentence.Start, sentence.Length).Trim();
            if (Problem(fact, folded, (sentence, text), clause, facts, arithmetic) is { } needs) missing.Add(new Unproved(fact, text, needs));
        }

        return missing;
    }

    /// <summary>Whether everything in a tool's arguments that could name somebody's property was said by the visitor or given by another tool: long numbers and addresses.</summary>
    public Fact? Invented(string arguments)
    {
        foreach (var fact in FactReader.Read(arguments))
        {
            var named = fact.Kind is FactKind.Email or FactKind.Url or FactKind.Digits || (fact.Kind is FactKind.Number && fact.Value.Length >= 5);
            if (named && !_given.Has(fact, today)) return fact;
        }

        return null;
    }

    private string? Problem(Fact fact, string folded, (Span Span, string Text) sentence, Span clause, List<Fact> facts, Arithmetic arithmetic)
    {
        var words = folded.Substring(clause.Start, clause.Length);
        var isPrice = fact.IsOfMoney || (fact is { Kind: FactKind.Number, Unit.Length: 0 } && VisitorMay.SpeaksOfPrice(words));
        if (_house.Has(isPrice && fact.Kind == FactKind.Number ? fact with { Kind = FactKind.Money } : fact, today))
        {
            if (_subjects.IsOfOne(fact, words)) return "the material says this of one only";
            if (_subjects.IsLoose(fact, Tokens.Of($"{sentence.Text}\n{_asked}"))) return "the material says this of something else, or under a condition";
            if (fact.IsPlace || fact.Kind is FactKind.Digits or FactKind.Person || (fact is { Kind: FactKind.Number, Unit.Length: 0 } && !isPrice) || !_subjects.Moved(fact, folded, clause, sentence.Span, facts))
            {
                arithmetic.Show(fact);
                return null;
            }

            if (fact.Kind is FactKind.Date or FactKind.Money && arithmetic.Explains(fact)) return null;
            return "the material says this value of something else";
        }

        if (arithmetic.Explains(fact)) return null;
        if (fact.Kind == FactKind.Free && VisitorMay.Denies(sentence.Text)) return null;
        if (_visitor.Has(fact, today))
        {
            return VisitorMay.Prove(fact, isPrice, words, sentence.Text) ? null : "only the visitor says so: it must stand in a passage or a tool's result";
        }

        return VisitorMay.OwnCount(fact, words) ? null : "a passage, a tool's result or a colleague must say so";
    }

    private static string WithoutAmounts(string folded, List<Fact> facts)
    {
        var text = folded.ToCharArray();
        foreach (var fact in facts)
        {
            if (fact.IsOfMoney || fact.Kind is FactKind.Date || fact is { Kind: FactKind.Number, Unit.Length: 0 }) text.AsSpan(fact.At, Math.Min(fact.Written.Length, text.Length - fact.At)).Fill(' ');
        }

        return new string(text);
    }
}
