using System.Security.Cryptography;
using System.Text;

namespace Weiyu.Knowledge.Analysis;

/// <summary>Phrases that mean the same, found in a row of units.</summary>
internal sealed class Synonyms
{
    /// <summary>The most groups that a folder may add.</summary>
    public const int MaxGroups = 5000;

    /// <summary>What question words weigh beside words that carry the question.</summary>
    public const float QuestionWordWeight = 0.22f;

    private readonly Dictionary<string, List<Phrase>> _byFirstUnit = new(StringComparer.Ordinal);
    private readonly HashSet<string> _words = new(StringComparer.Ordinal);
    private readonly HashSet<string> _pairs = new(StringComparer.Ordinal);

    /// <summary>Makes the groups ready.</summary>
    /// <param name="lines">One group a line, phrases separated by commas; <c>~</c> before question words.</param>
    /// <param name="units">Takes a phrase apart as questions are.</param>
    public Synonyms(IEnumerable<string> lines, Func<string, IReadOnlyList<Unit>> units)
    {
        var signature = new StringBuilder();
        foreach (var line in lines.Select(l => l.Trim()).Where(l => l.Length > 0).Take(MaxGroups))
        {
            var questionWords = line[0] == '~';
            var phrases = line.TrimStart('~').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (phrases.Length == 0) continue;
            signature.Append(line).Append('\n');
            foreach (var phrase in phrases) Add(units(phrase), "§" + phrases[0], questionWords);
        }

        foreach (var phrases in _byFirstUnit.Values) phrases.Sort((a, b) => b.Units.Length.CompareTo(a.Units.Length));
        Signature = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(signature.ToString())))[..16];
    }

    /// <summary>Changes when the groups do: what was indexed with others must be indexed again.</summary>
    public string Signature { get; }

    /// <summary>The stems in the phrases.</summary>
    public IReadOnlySet<string> Words => _words;

    /// <summary>The pairs of characters in the phrases.</summary>
    public IReadOnlySet<string> Pairs => _pairs;

    /// <summary>The longest phrase that begins at a unit; null where none does.</summary>
    public Phrase? At(IReadOnlyList<Unit> units, int start)
    {
        if (!_byFirstUnit.TryGetValue(units[start].Text, out var phrases)) return null;
        foreach (var phrase in phrases)
        {
            if (start + phrase.Units.Length <= units.Count && Matches(units, start, phrase.Units)) return phrase;
        }

        return null;
    }

    private static bool Matches(IReadOnlyList<Unit> units, int start, string[] phrase)
    {
        for (var i = 1; i < phrase.Length; i++)
        {
            if (!string.Equals(units[start + i].Text, phrase[i], StringComparison.Ordinal)) return false;
        }

        return true;
    }

    private void Add(IReadOnlyList<Unit> units, string group, bool questionWords)
    {
        if (units.Count is 0 or > 12) return;
        for (var i = 0; i < units.Count; i++)
        {
            if (!units[i].IsHan) _words.Add(units[i].Text);
            else if (i + 1 < units.Count && units[i + 1].IsHan) _pairs.Add(units[i].Text + units[i + 1].Text);
        }

        var key = units[0].Text;
        if (!_byFirstUnit.TryGetValue(key, out var phrases)) _byFirstUnit[key] = phrases = [];
        var texts = units.Select(u => u.Text).ToArray();
        var index = phrases.FindIndex(p => p.Units.AsSpan().SequenceEqual(texts));
        if (index < 0) phrases.Add(new Phrase(texts, [group], questionWords));
        else if (!phrases[index].Groups.Contains(group))
        {
            phrases[index] = new Phrase(texts, [.. phrases[index].Groups, group], phrases[index].QuestionWords && questionWords);
        }
    }

    /// <summary>A phrase and the groups that it belongs to.</summary>
    /// <param name="Units">The texts of its units.</param>
    /// <param name="Groups">Each begins with <c>§</c>.</param>
    /// <param name="QuestionWords">Whether it weighs little.</param>
    internal sealed record Phrase(string[] Units, string[] Groups, bool QuestionWords);
}
