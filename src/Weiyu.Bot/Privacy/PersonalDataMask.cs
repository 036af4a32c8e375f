using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Weiyu.Text.PersonalData;

namespace Weiyu.Bot.Privacy;

/// <summary>
/// Keeps personal data from where it does not belong: reversibly before a model (<see cref="NewSession"/>), for good before logs, traces and
/// decision records (<see cref="Redact"/>). What is found and what is left alone: <see cref="PersonalDataScanner"/>.
/// </summary>
internal sealed partial class PersonalDataMask
{
    private readonly OwnPattern[] _own;

    /// <summary>A mask.</summary>
    /// <param name="options">Patterns that were validated.</param>
    public PersonalDataMask(PrivacyOptions? options = null) =>
        _own = options is null ? [] : [.. options.Patterns.Select(p => new OwnPattern(p.Key, OwnPattern.Compile(p.Value)))];

    /// <summary>Begins a request: the same value gets the same placeholder as long as the session lives.</summary>
    public MaskSession NewSession() => new(this);

    /// <summary>Replaces personal data by its kind (<c>⟦phone⟧</c>), irreversibly. Gives the same instance where there is none.</summary>
    public string Redact(string text)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            if (string.IsNullOrEmpty(text) || FindData(text) is not { Count: > 0 } found) break;
            text = Replace(text, found, static span => $"⟦{span.Kind}⟧");
        }

        return text;
    }

    /// <summary>
    /// The same for what may be encoded: addresses write a number as <c>%31%33</c>, as full-width characters in UTF-8, with a plus for a blank. Where what is decoded holds
    /// personal data, the decoded text comes back, redacted.
    /// </summary>
    public string RedactEncoded(string text)
    {
        var plain = Redact(text);
        if (plain.AsSpan().IndexOfAny('%', '+') < 0) return plain;
        var decoded = plain;
        for (var round = 0; round < MaxDecodings; round++)
        {
            var next = Uri.UnescapeDataString(decoded.Replace('+', ' '));
            if (next == decoded) break;
            decoded = next;
        }

        var redacted = Redact(decoded);
        return ReferenceEquals(redacted, decoded) ? plain : redacted;
    }

    private const int MaxDecodings = 4;

    /// <summary>Whether there is personal data in a text.</summary>
    public bool Contains(string text) => FindData(text).Count > 0;

    /// <summary>
    /// How often a text is looked through at most: what stood glued to other data is seen only once that is taken out.
    /// </summary>
    internal const int MaxRounds = 8;

    /// <summary>Finds personal data, and leaves brackets alone that only look like a placeholder.</summary>
    internal List<PersonalDataSpan> FindData(string text)
    {
        var found = Find(text);
        found.RemoveAll(f => f.Kind == PersonalDataKinds.Text);
        return found;
    }

    /// <summary>Finds personal data, in order, without overlap; what the configuration's patterns match wins over what the program knows.</summary>
    public List<PersonalDataSpan> Find(string text)
    {
        var found = PersonalDataScanner.Scan(text);
        if (text.Contains('%', StringComparison.Ordinal)) found = WithoutOverlap([.. Encoded(text), .. found]);
        if (_own.Length == 0) return found;
        var own = new List<PersonalDataSpan>();
        foreach (var pattern in _own)
        {
            foreach (var match in pattern.Regex.EnumerateMatches(text))
            {
                if (match.Length > 0) own.Add(new PersonalDataSpan(pattern.Kind, match.Index, match.Length));
            }
        }

        if (own.Count == 0) return found;
        return WithoutOverlap([.. own, .. found]);
    }

    /// <summary>Runs that are written as in addresses (<c>%31%33</c>) and hold personal data when they are decoded.</summary>
    private IEnumerable<PersonalDataSpan> Encoded(string text)
    {
        foreach (Match run in PercentRun().Matches(text))
        {
            if (Find(Uri.UnescapeDataString(run.Value).Replace('%', ' ')) is [{ Kind: not PersonalDataKinds.Text } first, ..]) yield return new PersonalDataSpan(first.Kind, run.Index, run.Length);
        }
    }

    [GeneratedRegex("[A-Za-z0-9._@+-]*(%[0-9A-Fa-f]{2}[A-Za-z0-9._@+-]*)+", RegexOptions.NonBacktracking)]
    private static partial Regex PercentRun();

    /// <summary>Puts what <paramref name="replacement"/> says in the place of each span.</summary>
    internal static string Replace(string text, List<PersonalDataSpan> spans, Func<PersonalDataSpan, string> replacement)
    {
        var result = new StringBuilder(text.Length + (8 * spans.Count));
        var position = 0;
        foreach (var span in spans)
        {
            result.Append(text, position, span.Start - position).Append(replacement(span));
            position = span.End;
        }

        return result.Append(text, position, text.Length - position).ToString();
    }

    /// <summary>Joins what overlaps, so that nothing of either stays; the kind is that of the one earlier in the list.</summary>
    private static List<PersonalDataSpan> WithoutOverlap(List<PersonalDataSpan> spans)
    {
        var ordered = spans.Select((span, rank) => (Span: span, Rank: rank)).OrderBy(s => s.Span.Start).ThenBy(s => s.Rank).ToList();
        var result = new List<(PersonalDataSpan Span, int Rank)>(ordered.Count);
        foreach (var candidate in ordered)
        {
            if (result.Count > 0 && result[^1].Span.End > candidate.Span.Start)
            {
                // Both hide something: one span over both hides all of it.
                var (last, rank) = result[^1];
                var end = Math.Max(last.End, candidate.Span.End);
                var kind = candidate.Rank < rank ? candidate.Span.Kind : last.Kind;
                result[^1] = (new PersonalDataSpan(kind, last.Start, end - last.Start), Math.Min(rank, candidate.Rank));
            }
            else
            {
                result.Add(candidate);
            }
        }

        return result.ConvertAll(r => r.Span);
    }
}

/// <summary>The placeholders of one request, and what they stand for. Not safe for several threads at once.</summary>
internal sealed class MaskSession(PersonalDataMask mask)
{
    private readonly Dictionary<(string Kind, string Value), string> _placeholders = [];
    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _counts = [];

    /// <summary>How many different values were masked.</summary>
    public int Count => _values.Count;

    /// <summary>Whether personal data was masked (as against text that only looked like a placeholder).</summary>
    public bool HasPersonalData => _placeholders.Keys.Any(k => k.Kind != PersonalDataKinds.Text);

    /// <summary>Replaces personal data by placeholders.</summary>
    public string Mask(string text)
    {
        if (string.IsNullOrEmpty(text)) return text;
        // Brackets of the writer's own are put aside once; after that, brackets are ours.
        var found = mask.Find(text);
        for (var round = 0; found.Count > 0; round++)
        {
            var before = text;
            text = PersonalDataMask.Replace(before, found, span => Placeholder(span.Kind, before.Substring(span.Start, span.Length)));
            if (round >= PersonalDataMask.MaxRounds) break;
            found = mask.FindData(text);
        }

        return text;
    }

    /// <summary>
    /// Puts the values back where their placeholders stand; also where the brackets became <c>[[phone-1]]</c> or <c>【phone-1】</c> on the way,
    /// as models do. Placeholders that were never given out stay as they are.
    /// </summary>
    public string PutBack(string text)
    {
        if (_values.Count == 0 || string.IsNullOrEmpty(text)) return text;
        var result = new StringBuilder(text.Length + 32);
        var position = 0;
        while (position < text.Length)
        {
            if (Opens(text, position) is > 0 and var open && Close(text, position + open) is var (name, after) && _values.TryGetValue(name, out var value))
            {
                result.Append(value);
                position = after;
            }
            else
            {
                result.Append(text[position++]);
            }
        }

        return result.ToString();
    }

    private string Placeholder(string kind, string value)
    {
        // The spelling is part of the value: what is put back is what was written.
        var key = (kind, value);
        if (_placeholders.TryGetValue(key, out var known)) return known;
        var number = _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
        var name = string.Create(CultureInfo.InvariantCulture, $"{kind}-{number}");
        _values.Add(name, value);
        return _placeholders[key] = $"⟦{name}⟧";
    }

    private static int Opens(string text, int at) => text[at] switch
    {
        '⟦' or '【' or '〚' => 1,
        '[' when at + 1 < text.Length && text[at + 1] == '[' => 2,
        _ => 0,
    };

    private static (string Name, int After)? Close(string text, int start)
    {
        const int Longest = 32;
        var end = start;
        while (end < text.Length && end - start < Longest && text[end] is not ('⟧' or '】' or '〛' or ']' or '⟦' or '[')) end++;
        if (end >= text.Length || end - start >= Longest || text[end] is '⟦' or '[') return null;
        var after = text[end] == ']' ? end + 2 : end + 1;
        return after > text.Length || (text[end] == ']' && text[end + 1] != ']') ? null : (text[start..end].Trim(), after);
    }
}
