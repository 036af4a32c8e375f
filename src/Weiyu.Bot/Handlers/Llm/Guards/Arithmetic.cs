using System.Globalization;
using System.Text.RegularExpressions;
using Weiyu.Text.Dates;
using Weiyu.Text.Numbers;

namespace Weiyu.Bot.Handlers.Llm.Guards;

/// <summary>
/// What follows from values that are proven: a price times a count, a share of a price, sums and differences, days counted from today or from another day, times of day
/// with hours more. Only the house's prices and shares are worked with; counts and days may be the visitor's. Bounded: no more than <see cref="MaxTerms"/> terms.
/// </summary>
/// <param name="house">What the house says.</param>
/// <param name="visitor">What the visitor said.</param>
/// <param name="today">The day.</param>
/// <param name="words">Question and reply, folded, without the reply's amounts: where counts and days in words stand.</param>
/// <param name="relevant">The prices of what question and reply speak of.</param>
/// <param name="said">The facts of the reply: which shares it speaks of.</param>
internal sealed partial class Arithmetic(FactSet house, FactSet visitor, DateOnly today, string words, List<decimal> relevant, List<Fact> said)
{
    private const int MaxTerms = 600;
    private const int MaxCount = 1_000;

    // Whole numbers of anything are products of a smaller price: it would prove whatever is wanted.
    private const decimal LeastPrice = 3;

    private HashSet<decimal>? _products;
    private List<decimal>? _portions;
    private List<decimal>? _counts;
    private HashSet<DateOnly>? _days;
    private HashSet<DateOnly> _named = [];
    private readonly List<decimal> _worked = [];

    /// <summary>Whether a value follows from others. What does can be worked on with.</summary>
    public bool Explains(Fact fact) => fact.Kind switch
    {
        FactKind.Money or FactKind.Number when decimal.TryParse(fact.Value, CultureInfo.InvariantCulture, out var value) =>
            ((fact.Kind == FactKind.Money || fact.Unit.Length == 0) && Money(fact, value)) || (fact.Kind == FactKind.Number && (Length(fact, value) || Rest(fact, value))),
        FactKind.Date => Date(fact.Value),
        FactKind.Time => Time(int.Parse(fact.Value, CultureInfo.InvariantCulture)),
        _ => false,
    };

    private bool Money(Fact fact, decimal value)
    {
        _products ??= Products();
        if (!Follows(value, fact.Unit)) return false;
        _worked.Add(value);
        return true;
    }

    /// <summary>A value that the reply shows and that is proven: sums may be made of it.</summary>
    public void Show(Fact fact)
    {
        if (fact.Kind == FactKind.Money && decimal.TryParse(fact.Value, CultureInfo.InvariantCulture, out var value)) _worked.Add(value);
    }

    private bool Follows(decimal value, string currency)
    {
        // Nothing is worked out across currencies.
        if (currency.Length > 0 && house.Money.TrueForAll(m => m.Currency.Length > 0 && m.Currency != currency)) return false;
        if (_products!.Contains(value)) return true;
        var parts = new HashSet<decimal>([.. _worked, .. _products!]);
        var paid = visitor.Money.ConvertAll(m => m.Value);
        if (relevant.Exists(one => relevant.Exists(two => one != two && (one + two == value || one - two == value)))) return true;
        foreach (var part in parts)
        {
            if (value > part && parts.Contains(value - part)) return true;
            if (_worked.Contains(value + part) || paid.Contains(value + part)) return true;
        }

        // Three that stand in the reply themselves.
        foreach (var one in _worked)
        {
            foreach (var two in _worked)
            {
                if (parts.Contains(value - one - two)) return true;
            }
        }

        // 100 points are a yuan: so many of the visitor's are so much.
        foreach (var points in visitor.Numbers("point"))
        {
            if (house.Numbers("point").Any(rate => house.Money.Exists(m => m.Value * points / rate == value))) return true;
        }

        return Portions().Exists(share => paid.Exists(p => Math.Round(p * share, 2) == value) || _worked.Exists(w => Math.Round(w * share, 2) == value));
    }

    /// <summary>Prices times the counts that are spoken of, and the shares that are spoken of of prices and products.</summary>
    private HashSet<decimal> Products()
    {
        var prices = house.Money.Select(m => m.Value).Where(p => p >= LeastPrice).Distinct().ToList();
        var products = new HashSet<decimal>();
        foreach (var price in prices)
        {
            foreach (var count in Counts())
            {
                if (products.Count < MaxTerms) products.Add(price * count);
            }
        }

        // 平均每节: what one of several costs.
        if (Average().IsMatch(words)) products.UnionWith(prices.SelectMany(p => Counts().Concat(house.Numbers("piece")).Concat(house.Numbers(Units.Bare)).Where(c => c is > 1 and < MaxCount).Take(24).Select(c => Math.Round(p / c, 2))).Take(MaxTerms).ToList());
        foreach (var whole in prices.Concat(products).ToList())
        {
            foreach (var portion in Portions())
            {
                if (products.Count < MaxTerms) products.Add(Math.Round(whole * portion, 2));
            }
        }

        return products;
    }

    /// <summary>The shares and discounts of the house that question or reply speak of, and what is left after them.</summary>
    private List<decimal> Portions()
    {
        if (_portions is not null) return _portions;
        _portions = [];
        foreach (var fact in FactReader.ReadFolded(words).Concat(said).Where(f => f.Kind is FactKind.Percent or FactKind.Discount && house.Has(f, today)).Take(8))
        {
            var share = decimal.Parse(fact.Value, CultureInfo.InvariantCulture) / (fact.Kind == FactKind.Percent ? 100 : 10);
            if (share is > 0 and < 1) _portions.AddRange(fact.Kind == FactKind.Percent ? [share, 1 - share] : [share]);
        }

        if (words.Contains('半', StringComparison.Ordinal) && house.HasHalves) _portions.Add(0.5m);
        return _portions;
    }

    private List<decimal> Counts()
    {
        if (_counts is not null) return _counts;
        var found = new HashSet<decimal>();
        foreach (Match match in Count().Matches(words))
        {
            if (found.Count >= 16) break;
            var value = decimal.TryParse(match.Value, CultureInfo.InvariantCulture, out var figure) ? figure : char.IsAsciiLetter(match.Value[0]) ? EnglishNumerals.ValueOf(match.Value) : ChineseNumerals.Read(match.Value, NumeralReading.Lenient);
            if (value is > 1 and <= MaxCount && value == decimal.Truncate(value.Value)) found.Add(value.Value);
        }

        if (words.Contains("一周", StringComparison.Ordinal) || words.Contains("week", StringComparison.OrdinalIgnoreCase)) found.Add(7);
        return _counts = [.. found];
    }

    private bool Length(Fact fact, decimal value)
    {
        KnownDays();
        if (fact.Unit is "day" or "night" && value is > 0 and < 400 && _named.Any(day => _named.Contains(day.AddDays((int)value)))) return true;

        if (FactSet.LengthOf(fact) is not { } minutes) return false;
        // From nine to six is nine hours, where the reply says both.
        if (house.Lengths.Any(l => Counts().Exists(c => l * c == minutes) || house.Numbers(Units.Bare).Any(c => l * c == minutes))) return true;
        var times = said.Where(f => f.Kind == FactKind.Time && house.Has(f, today)).Select(f => int.Parse(f.Value, CultureInfo.InvariantCulture)).ToList();
        return times.Exists(t => times.Contains(t + (int)minutes));
    }

    /// <summary>What is left of one number after another, or both together, where the reply shows both.</summary>
    private bool Rest(Fact fact, decimal value)
    {
        if (fact.Unit.Length > 0 && !Units.IsCount(fact.Unit)) return false;
        var shown = said.Where(f => f.Kind == FactKind.Number && f.At != fact.At && (f.Unit.Length == 0 || Units.IsCount(f.Unit)) && house.Has(f, today)).Select(f => decimal.TryParse(f.Value, CultureInfo.InvariantCulture, out var number) ? number : 0).Take(12).ToList();
        return shown.Exists(one => shown.Exists(two => one - two == value || (one != two && one + two == value)));
    }

    private bool Date(string value)
    {
        if (value[0] == '-') return KnownDays().Any(d => string.Create(CultureInfo.InvariantCulture, $"-{d.Month:00}-{d.Day:00}") == value);
        return DateOnly.TryParse(value, CultureInfo.InvariantCulture, out var day) && KnownDays().Contains(day);
    }

    /// <summary>Today, the days that are named, and those that lengths of time lead to from them, twice.</summary>
    private HashSet<DateOnly> KnownDays()
    {
        if (_days is not null) return _days;
        var anchors = new HashSet<DateOnly> { today };
        foreach (var clause in Clauses.Of(words).Take(64))
        {
            var text = words.Substring(clause.Start, clause.Length);
            if (DateReader.Find(text, today, asked: false) is { } found && DateOnly.TryParse(found.Value, CultureInfo.InvariantCulture, out var day) && !HasWritten(text)) anchors.Add(day);
        }

        foreach (var known in visitor.Days.Concat(house.Days))
        {
            if (known[0] != '-' && DateOnly.TryParse(known, CultureInfo.InvariantCulture, out var full)) anchors.Add(full);
            else if (known.Split('-') is [_, var m, var d] && int.TryParse(m, out var month) && int.TryParse(d, out var dd) && CalendarDays.Nearest(month, dd, today) is { } near) anchors.Add(near);
        }

        _named = anchors;
        var steps = house.Lengths.Concat(visitor.Lengths).Where(l => l % 1440 == 0).Select(l => (int)(l / 1440)).Concat(Counts().Where(c => c <= 31).Select(c => (int)c)).Where(s => s is > 0 and < 800).Distinct().Take(24).ToList();
        var days = new HashSet<DateOnly>(anchors);
        for (var round = 0; round < 2; round++)
        {
            foreach (var day in days.ToList())
            {
                if (days.Count > MaxTerms) break;
                foreach (var step in steps) days.UnionWith([day.AddDays(step), day.AddDays(-step)]);
            }
        }

        return _days = days;
    }

    /// <summary>Whether a clause writes a day in figures: that is to be proven, and proves nothing.</summary>
    private static bool HasWritten(string text) => Written().IsMatch(text);

    private bool Time(int minutes) =>
        house.Times.Concat(visitor.Times).Any(t => house.Lengths.Concat(visitor.Lengths).Any(l => l < 1440 && (t + (int)l == minutes || t - (int)l == minutes)));

    [GeneratedRegex("平均|均摊|每(节|课|人|件|天|个|晚)|人均|\\beach\\b|\\bper\\b|average", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Average();

    [GeneratedRegex("[0-9]{1,4}|[〇零一二三四五六七八九十百两]{1,6}|\\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\\b", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Count();

    [GeneratedRegex("[0-9]\\s*[-/.月年]|[0-9](st|nd|rd|th)|月.{1,3}[日号]|(" + MonthNames.Pattern + ") [0-9]", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Written();
}
