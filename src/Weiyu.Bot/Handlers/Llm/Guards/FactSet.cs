using System.Globalization;
using Weiyu.Text.Numbers;

namespace Weiyu.Bot.Handlers.Llm.Guards;

/// <summary>The facts of the texts that a reply may rest on, ready to be asked.</summary>
internal sealed class FactSet
{
    private readonly HashSet<string> _numbers = [];
    private readonly HashSet<string> _amounts = [];
    private readonly HashSet<string> _shares = [];
    private readonly HashSet<string> _discounts = [];
    private readonly HashSet<string> _dates = [];
    private readonly HashSet<string> _times = [];
    private readonly HashSet<string> _urls = [];
    private readonly HashSet<string> _emails = [];
    private readonly HashSet<string> _accounts = [];

    /// <summary>Adds the facts of a text.</summary>
    public void Add(string text)
    {
        foreach (var fact in FactReader.Read(text)) Add(fact);
    }

    /// <summary>Whether a fact stands here. The year of a date may be missing on either side; a date with a year against one without must lie within a year of <paramref name="today"/>.</summary>
    public bool Has(Fact fact, DateOnly today) => fact.Kind switch
    {
        FactKind.Money => _amounts.Contains(fact.Value),
        FactKind.Percent => _shares.Contains(fact.Value),
        FactKind.Discount => _discounts.Contains(fact.Value) || (Off(fact.Value) is { } off && _shares.Contains(off)),
        FactKind.Date => HasDate(fact.Value, today),
        FactKind.Time => _times.Contains(fact.Value) || _times.Contains(OtherHalf(fact.Value)),
        FactKind.Url => _urls.Contains(fact.Value),
        FactKind.Email => _emails.Contains(fact.Value),
        FactKind.Account => _accounts.Contains(fact.Value),
        FactKind.Digits => _numbers.Contains(fact.Value) || (fact.Parts.Count > 0 && fact.Parts.All(_numbers.Contains)),
        _ => _numbers.Contains(fact.Value),
    };

    /// <summary>Adds a fact.</summary>
    public void Add(Fact fact)
    {
        switch (fact.Kind)
        {
            case FactKind.Money:
                _amounts.Add(fact.Value);
                _numbers.Add(fact.Value);
                break;
            case FactKind.Percent:
                _shares.Add(fact.Value);
                _numbers.Add(fact.Value);
                break;
            case FactKind.Discount:
                _discounts.Add(fact.Value);
                _numbers.Add(fact.Value);
                if (Off(fact.Value) is { } off) _shares.Add(off);
                break;
            case FactKind.Date:
                _dates.Add(fact.Value);
                foreach (var part in fact.Value.Split('-', StringSplitOptions.RemoveEmptyEntries)) _numbers.Add(NormalNumber.Of(part) ?? part);
                break;
            case FactKind.Time:
                _times.Add(fact.Value);
                var minutes = int.Parse(fact.Value, CultureInfo.InvariantCulture);
                _numbers.Add(NormalNumber.Of(minutes / 60));
                _numbers.Add(NormalNumber.Of(minutes % 60));
                break;
            case FactKind.Url:
                _urls.Add(fact.Value);
                break;
            case FactKind.Email:
                _emails.Add(fact.Value);
                break;
            case FactKind.Account:
                _accounts.Add(fact.Value);
                break;
            default:
                _numbers.Add(fact.Value);
                _numbers.UnionWith(fact.Parts);
                if (!fact.HasUnit) _amounts.Add(fact.Value);
                break;
        }
    }

    private static string? Off(string tenths) =>
        decimal.TryParse(tenths, CultureInfo.InvariantCulture, out var value) && value is > 0 and <= 10 ? NormalNumber.Of(100 - (10 * value)) : null;

    /// <summary>9:00 in the evening is 21:00, and texts say either.</summary>
    private static string OtherHalf(string minutes)
    {
        var value = int.Parse(minutes, CultureInfo.InvariantCulture);
        return (value >= 720 ? value - 720 : value + 720).ToString(CultureInfo.InvariantCulture);
    }

    private bool HasDate(string date, DateOnly today)
    {
        if (_dates.Contains(date)) return true;
        var day = date[date.IndexOf('-', StringComparison.Ordinal)..];
        if (date[0] == '-') return _dates.Any(d => d.EndsWith(day, StringComparison.Ordinal));
        return _dates.Contains(day) && int.TryParse(date.AsSpan(0, 4), CultureInfo.InvariantCulture, out var year) && Math.Abs(year - today.Year) <= 1;
    }
}
