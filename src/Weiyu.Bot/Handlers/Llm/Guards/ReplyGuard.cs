using Weiyu.Bot.Handlers.Llm.Prompting;

namespace Weiyu.Bot.Handlers.Llm.Guards;

/// <summary>What the guards make of a reply.</summary>
/// <param name="Text">As it may be sent; null when it may not.</param>
/// <param name="Reason">Why not, without content: <c>ungrounded money</c>, <c>leak</c>, <c>blocked word</c> …</param>
internal sealed record Verdict(string? Text, string? Reason)
{
    /// <summary>Whether the reply failed only because of something that stands nowhere.</summary>
    public bool Ungrounded => Reason?.StartsWith("ungrounded", StringComparison.Ordinal) == true;
}

/// <summary>What a reply is judged by.</summary>
/// <param name="Grounding">What it may rest on.</param>
/// <param name="Leak">What it must not give away.</param>
/// <param name="Open">What visitors may read, as one text.</param>
/// <param name="Locale">The visitor's language.</param>
/// <param name="Tampered">Whether something that gives orders was found in the material: then the reply must also be made of the material.</param>
/// <param name="ActedByTool">Whether a tool was called and worked.</param>
/// <param name="Passages">How many passages the model was given.</param>
internal sealed record ReplyContext(Grounding Grounding, LeakGuard Leak, string Open, string? Locale, bool Tampered, bool ActedByTool, int Passages);

/// <summary>All checks of a reply, in one place and in order. They are deterministic: no model judges a model.</summary>
internal sealed class ReplyGuard(LlmOptions options, GuardWords words)
{
    private static readonly System.Buffers.SearchValues<char> SentenceEnds = System.Buffers.SearchValues.Create("。！？!?\n");

    private const double TamperedSupport = 0.35;

    /// <summary>Judges a reply as the model gave it, personal data put back.</summary>
    public Verdict Judge(string raw, ReplyContext context)
    {
        var text = PlainText.From(Citations.Strip(Reasoning.Strip(raw), context.Passages));
        if (text.Length == 0) return Refuse("empty");
        text = Cut(text, options.MaxReplyLength);
        if (Claims.IsMachineTalk(text)) return Refuse("machine talk");
        if (context.Leak.Leak(text, context.Open) is { } leak) return Refuse($"leak: {leak}");
        if (InjectionScreen.IsSuspicious(text)) return Refuse("orders in the reply");
        if (words.Find(text, options.BlockedWords) is not null) return Refuse("blocked word");
        if (!Languages.Fits(text, context.Locale)) return Refuse("wrong language");
        if (Claims.OfHandOff(text)) return Refuse("claims a hand-off");
        if (!context.ActedByTool && Claims.OfAction(text)) return Refuse("claims an action");
        if (context.Grounding.Ungrounded(text) is { Count: > 0 } missing)
        {
            return Refuse($"ungrounded {string.Join(", ", missing.Select(f => f.Kind.ToString().ToLowerInvariant()).Distinct())}");
        }

        if (BadHost(text, context.Grounding) is not null) return Refuse("link to a foreign host");
        var share = context.Tampered ? Math.Max(TamperedSupport, options.MinSupport) : options.MinSupport;
        if (share > 0 && Support.Share(text, context.Open) < share) return Refuse("not made of the material");
        return new Verdict(text, null);
    }

    private static Verdict Refuse(string reason) => new(null, reason);

    private string? BadHost(string text, Grounding grounding)
    {
        var allowed = options.AllowedHosts.Count > 0 ? options.AllowedHosts : [.. grounding.Hosts];
        foreach (var fact in FactReader.Read(text))
        {
            if (fact.Kind != FactKind.Url) continue;
            var host = Host(fact.Value);
            if (fact.Value.Contains("://", StringComparison.Ordinal) || fact.Value.StartsWith("javascript:", StringComparison.Ordinal) || fact.Value.StartsWith("data:", StringComparison.Ordinal)) return host;
            if (!allowed.Any(a => host.Equals(a, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + a, StringComparison.OrdinalIgnoreCase))) return host;
        }

        return null;
    }

    /// <summary>The host of a normalised address.</summary>
    internal static string Host(string address) => address.Split('/', '?', '#', ':')[0];

    /// <summary>Cuts at the end of a sentence, or of a word.</summary>
    private static string Cut(string text, int most)
    {
        if (text.Length <= most) return text;
        var end = text.AsSpan(0, most).LastIndexOfAny(SentenceEnds);
        if (end < most / 2) end = text.AsSpan(0, most).LastIndexOf(". ");
        if (end < most / 2) end = most - 2;
        if (char.IsHighSurrogate(text[end])) end--;
        return text[..(end + 1)].TrimEnd() + (text[end] is '。' or '！' or '？' or '!' or '?' or '.' or '\n' ? "" : "…");
    }
}

/// <summary>How much of a reply is made of the words of its material.</summary>
internal static class Support
{
    /// <summary>The share of the reply's pairs of letters that the material has too, from 0 to 1.</summary>
    public static double Share(string reply, string material)
    {
        var known = new HashSet<(char, char)>(Pairs(material));
        int all = 0, found = 0;
        foreach (var pair in Pairs(reply))
        {
            all++;
            if (known.Contains(pair)) found++;
        }

        return all == 0 ? 1 : (double)found / all;
    }

    private static IEnumerable<(char, char)> Pairs(string text)
    {
        var last = '\0';
        foreach (var c in text)
        {
            var letter = char.IsLetterOrDigit(c) ? char.ToLowerInvariant(c) : '\0';
            if (letter != '\0' && last != '\0') yield return (last, letter);
            last = letter;
        }
    }
}
