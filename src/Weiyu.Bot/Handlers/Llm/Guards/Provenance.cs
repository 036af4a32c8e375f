using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Weiyu.Text.Folding;
using Weiyu.Text.Numbers;

namespace Weiyu.Bot.Handlers.Llm.Guards;

/// <summary>
/// What may stand in the arguments of a tool that changes something: the visitor's own words, and what tools gave, whatever its length. Passages, nicknames, names of files
/// and the model itself give nothing.
/// </summary>
/// <param name="today">The day, for days that are named in words.</param>
internal sealed partial class Provenance(DateOnly today)
{
    private const int Longest = 60_000;
    private const int MaxJoined = 8;
    private const int LongNumber = 7;

    private readonly StringBuilder _packed = new();
    private readonly HashSet<string> _values = new(StringComparer.Ordinal);
    private readonly HashSet<DateOnly> _days = [];

    /// <summary>Adds the visitor's own words, or a tool's result, folded.</summary>
    public void Add(string folded)
    {
        if (_packed.Length > Longest) return;
        _packed.Append(DeepFolding.Pack(folded)).Append('\n');
        foreach (var fact in FactReader.ReadFolded(folded))
        {
            if (fact.Kind is FactKind.Date) AddDay(fact.Value);
            if (fact.Kind is not (FactKind.Money or FactKind.Number or FactKind.Digits or FactKind.Account)) continue;
            _values.Add(fact.Value);
            foreach (var part in fact.Parts) _values.Add(part);
        }

        foreach (var clause in Clauses.Of(folded).Take(100))
        {
            if (Weiyu.Text.Dates.DateReader.Find(folded.Substring(clause.Start, clause.Length), today, asked: false) is { } day) AddDay(day.Value);
        }

        AddWords(folded);
    }

    /// <summary>Whether a value was given: a number as a number, a day as a day, anything else word for word.</summary>
    public bool Has(string value)
    {
        var folded = DeepFolding.Fold(value).Trim();
        if (Number(folded) is { } number) return _values.Contains(number);
        if (DateOnly.TryParseExact(folded, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return _days.Contains(day);
        var packed = DeepFolding.Pack(folded);
        if (packed.Length == 0) return false;
        // A word of Latin letters or digits counts as a whole only; in Chinese there are no gaps between words.
        return packed.AsSpan().IndexOfAnyInRange('\u2e80', '\uffff') < 0
            ? _values.Contains(packed)
            : packed.Length > 1 && _packed.ToString().Contains(packed, StringComparison.Ordinal) && FactReader.ReadFolded(folded).TrueForAll(f => f.Kind is not (FactKind.Money or FactKind.Number) || _values.Contains(f.Value));
    }

    private void AddDay(string value)
    {
        if (value[0] != '-' && DateOnly.TryParse(value, CultureInfo.InvariantCulture, out var day)) _days.Add(day);
        else if (value.Split('-') is [_, var m, var d] && int.TryParse(m, out var month) && int.TryParse(d, out var dd) && Weiyu.Text.Dates.CalendarDays.Nearest(month, dd, today) is { } near) _days.Add(near);
    }

    /// <summary>Words, and words side by side where one blank or mark stands between: names, addresses, numbers in groups.</summary>
    private void AddWords(string folded)
    {
        var words = Word().Matches(folded);
        for (var i = 0; i < words.Count && _values.Count < Longest; i++)
        {
            var joined = DeepFolding.Pack(words[i].Value);
            _values.Add(joined);
            if (Number(words[i].Value) is { } number) _values.Add(number);
            for (var k = i + 1; k < Math.Min(words.Count, i + MaxJoined) && words[k].Index - words[k - 1].Index - words[k - 1].Length == 1; k++)
            {
                joined += DeepFolding.Pack(words[k].Value);
                // 1 28 is not 128.
                if (joined.Length >= LongNumber || !joined.All(char.IsAsciiDigit)) _values.Add(joined);
            }
        }
    }

    private static string? Number(string text)
    {
        if (text.Length is 0 or > 24 || text.AsSpan().IndexOfAnyExceptInRange('.', '9') >= 0 || text.Contains('/', StringComparison.Ordinal)) return null;
        if (text.Contains('.', StringComparison.Ordinal)) return NormalNumber.Of(text);
        return text.TrimStart('0') is { Length: > 0 } digits ? digits : "0";
    }

    [GeneratedRegex("[A-Za-z0-9][A-Za-z0-9.]*[A-Za-z0-9]|[A-Za-z0-9]", RegexOptions.NonBacktracking)]
    private static partial Regex Word();
}
