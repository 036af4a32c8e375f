using System.Globalization;
using Weiyu.Text.Numbers;

namespace Weiyu.Bot.Handlers.Llm.Guards;

/// <summary>The facts of the texts that a reply may rest on, ready to be asked.</summary>
internal sealed class FactSet
{
    private const int MaxAmounts = 64;

    private readonly Dictionary<string, HashSet<string>> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _amounts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _shares = [];
    private readonly HashSet<string> _discounts = [];
    private readonly HashSet<string> _dates = [];
    private readonly HashSet<int> _times = [];
    private readonly HashSet<decimal> _minutes = [];
    private readonly HashSet<(FactKind Kind, string Value)> _others = [];

    /// <summary>The amounts of money that are written as such, with their currency.</summary>
    public List<(decimal Value, string Currency)> Money { get; } = [];

    /// <summary>Times of day, in minutes since midnight.</summary>
    public IReadOnlyCollection<int> Times => _times;

    /// <summary>Lengths of time, in minutes.</summary>
    public IReadOnlyCollection<decimal> Lengths => _minutes;

    /// <summary>Days, as facts write them.</summary>
    public IReadOnlyCollection<string> Days => _dates;

    /// <summary>The numbers that count in a unit.</summary>
    public IEnumerable<decimal> Numbers(string unit) => _numbers.Where(n => n.Value.Contains(unit)).Select(n => decimal.TryParse(n.Key, CultureInfo.InvariantCulture, out var value) ? value : 0).Where(v => v > 0).Take(16);

    /// <summary>Whether halves are spoken of (半天房费).</summary>
    public bool HasHalves { get; set; }

    /// <summary>Adds the facts of a text.</summary>
    public void Add(string text)
    {
        foreach (var fact in FactReader.Read(text)) Add(fact);
    }

    /// <summary>Whether a fact stands here. The year of a date may be missing on either side; a date with a year against one without must lie within a year of <paramref name="today"/>.</summary>
    public bool Has(Fact fact, DateOnly today) => fact.Kind switch
    {
        FactKind.Money => HasIn(_amounts, fact.Value, fact.Unit),
        FactKind.Percent => _shares.Contains(fact.Value),
        FactKind.Discount => _discounts.Contains(fact.Value) || (Off(fact.Value) is { } off && _shares.Contains(off)),
        FactKind.Date => HasDate(fact.Value, today),
        FactKind.Time => int.Parse(fact.Value, CultureInfo.InvariantCulture) is var time && (_times.Contains(time) || _times.Contains(OtherHalf(time))),
        FactKind.Digits => HasIn(_numbers, fact.Value, "") || (fact.Parts.Count > 0 && fact.Parts.All(p => HasIn(_numbers, p, ""))),
        FactKind.Number => HasIn(_numbers, fact.Value, fact.Unit) || (LengthOf(fact) is { } length && _minutes.Contains(length)),
        _ => _others.Contains((fact.Kind, fact.Value)),
    };

    /// <summary>Adds a fact of running text: a number without a unit counts in nothing there, but may be an amount.</summary>
    public void AddRunning(Fact fact)
    {
        if (fact is not { Kind: FactKind.Number, Unit.Length: 0 })
        {
            Add(fact);
            return;
        }

        Put(_numbers, fact.Value, Units.Bare);
        Put(_amounts, fact.Value, "");
    }

    /// <summary>Adds a fact.</summary>
    public void Add(Fact fact)
    {
        switch (fact.Kind)
        {
            case FactKind.Money:
                Put(_amounts, fact.Value, fact.Unit);
                Put(_numbers, fact.Value, fact.Unit);
                if (Money.Count < MaxAmounts && decimal.TryParse(fact.Value, CultureInfo.InvariantCulture, out var amount) && !Money.Contains((amount, fact.Unit))) Money.Add((amount, fact.Unit));
                break;
            case FactKind.Percent:
                _shares.Add(fact.Value);
                Put(_numbers, fact.Value, "%");
                break;
            case FactKind.Discount:
                _discounts.Add(fact.Value);
                Put(_numbers, fact.Value, "折");
                if (Off(fact.Value) is { } off) _shares.UnionWith([off, NormalNumber.Of(100 - decimal.Parse(off, CultureInfo.InvariantCulture))]);
                break;
            case FactKind.Date:
                _dates.Add(fact.Value);
                foreach (var part in fact.Value.Split('-', StringSplitOptions.RemoveEmptyEntries)) Put(_numbers, NormalNumber.Of(part) ?? part, "date");
                break;
            case FactKind.Time:
                var minutes = int.Parse(fact.Value, CultureInfo.InvariantCulture);
                _times.Add(minutes);
                break;
            case FactKind.Number or FactKind.Digits:
                Put(_numbers, fact.Value, fact.Unit);
                foreach (var part in fact.Parts) Put(_numbers, part, "");
                if (LengthOf(fact) is { } length) _minutes.Add(length);
                if (fact.Unit.Length == 0) Put(_amounts, fact.Value, "");
                break;
            default:
                _others.Add((fact.Kind, fact.Value));
                break;
        }
    }

    /// <summary>How many minutes a number of hours, days … has; null when it is none.</summary>
    public static decimal? LengthOf(Fact fact) =>
        fact.Kind == FactKind.Number && Units.Minutes(fact.Unit) is { } minutes && decimal.TryParse(fact.Value, CultureInfo.InvariantCulture, out var value) && value < 100_000 ? value * minutes : null;

    private static bool HasIn(Dictionary<string, HashSet<string>> set, string value, string unit) =>
        set.TryGetValue(value, out var units) && (units.Contains(unit) || units.Any(u => Units.Fit(u, unit)));

    private static void Put(Dictionary<string, HashSet<string>> set, string value, string unit)
    {
        if (!set.TryGetValue(value, out var units)) set[value] = units = [];
        units.Add(unit);
    }

    private static string? Off(string tenths) =>
        decimal.TryParse(tenths, CultureInfo.InvariantCulture, out var value) && value is > 0 and <= 10 ? NormalNumber.Of(100 - (10 * value)) : null;

    /// <summary>9:00 in the evening is 21:00, and texts say either.</summary>
    private static int OtherHalf(int minutes) => minutes >= 720 ? minutes - 720 : minutes + 720;

    private bool HasDate(string date, DateOnly today)
    {
        if (_dates.Contains(date)) return true;
        var day = date[date.IndexOf('-', StringComparison.Ordinal)..];
        if (date[0] == '-') return _dates.Any(d => d.EndsWith(day, StringComparison.Ordinal));
        return _dates.Contains(day) && int.TryParse(date.AsSpan(0, 4), CultureInfo.InvariantCulture, out var year) && Math.Abs(year - today.Year) <= 1;
    }
}
