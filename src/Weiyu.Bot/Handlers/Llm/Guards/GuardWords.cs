using System.Text;
using Weiyu.Text.Folding;

namespace Weiyu.Bot.Handlers.Llm.Guards;

/// <summary>The words that no reply may contain. The rules' list <c>blocked</c> is put here whenever rules are loaded.</summary>
internal sealed class GuardWords
{
    /// <summary>Boasts of a model that was talked out of its rules; no support reply has them.</summary>
    private static readonly string[] BuiltIn = ["pwned", "h4cked", "jailbroken", "越狱成功", "已被入侵", "注入成功", "injectionsuccessful"];

    private volatile string[] _rules = [];
    private volatile Declared _declared = new([], []);

    /// <summary>Replaces the hosts and other places that the rules folder declares (<see cref="HouseWords"/>).</summary>
    public void Declare(IReadOnlyCollection<string> hosts, IReadOnlyCollection<string> values) => _declared = new Declared(hosts, values);

    /// <summary>Where the house may send somebody: what is configured and what the rules declare.</summary>
    public Places Places(IReadOnlyCollection<string> configured)
    {
        var declared = _declared;
        return new Places([.. configured, .. declared.Hosts], declared.Values);
    }

    /// <summary>Replaces the words of the rules folder (<c>words: blocked:</c>); plain words, compared without case, width and spaces.</summary>
    public void Use(IEnumerable<string> words) => _rules = [.. words.Select(Plain).Where(w => w.Length > 0)];

    /// <summary>The first blocked word in a text; null when there is none.</summary>
    public string? Find(string text, IReadOnlyList<string> configured)
    {
        var plain = Plain(text);
        return Array.Find(BuiltIn, w => plain.Contains(w, StringComparison.Ordinal))
            ?? Array.Find(_rules, w => plain.Contains(w, StringComparison.Ordinal))
            ?? configured.FirstOrDefault(w => w.Length > 0 && plain.Contains(Plain(w), StringComparison.Ordinal));
    }

    private static string Plain(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var c in DeepFolding.Fold(text))
        {
            if (!char.IsWhiteSpace(c)) result.Append(char.ToLowerInvariant(c));
        }

        return result.ToString();
    }

    private sealed record Declared(IReadOnlyCollection<string> Hosts, IReadOnlyCollection<string> Values);
}
