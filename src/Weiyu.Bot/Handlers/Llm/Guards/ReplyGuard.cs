using Weiyu.Bot.Handlers.Llm.Prompting;
using Weiyu.Text.Folding;

namespace Weiyu.Bot.Handlers.Llm.Guards;

/// <summary>What the guards make of a reply.</summary>
/// <param name="Text">As it may be sent; null when it may not.</param>
/// <param name="Reason">Why not, without content: <c>ungrounded money</c>, <c>leak</c>, <c>blocked word</c> …</param>
internal sealed record Verdict(string? Text, string? Reason)
{
    /// <summary>The sentence that is the reason; null where it is none in particular.</summary>
    public string? Sentence { get; init; }

    /// <summary>The value that is, and where it would have had to come from; null where it is none.</summary>
    public string? Value { get; init; }

    /// <summary>Whether the reply failed only because of something that stands nowhere.</summary>
    public bool Ungrounded => Reason?.StartsWith("ungrounded", StringComparison.Ordinal) == true;

    /// <summary>The whole reason, for the record and for the model's second try.</summary>
    public string Explain() => $"{Reason}{(Sentence is { Length: > 0 } sentence ? $" in \"{sentence}\"" : "")}{(Value is { Length: > 0 } value ? $" ({value})" : "")}";
}

/// <summary>What a reply is judged by.</summary>
/// <param name="Grounding">What it may rest on.</param>
/// <param name="Leak">What it must not give away.</param>
/// <param name="Texts">What was said and shown around it.</param>
/// <param name="Locale">The visitor's language.</param>
/// <param name="Tampered">Whether something that gives orders was found in the material: then the reply must also be made of the material.</param>
/// <param name="Passages">How many passages the model was given.</param>
internal sealed record ReplyContext(Grounding Grounding, LeakGuard Leak, ReplyTexts Texts, string? Locale, bool Tampered, int Passages);

/// <summary>The texts around a reply.</summary>
/// <param name="Open">What visitors may read, as one text: passages, tools' results, the conversation.</param>
/// <param name="House">Of that what the house says, without the visitor's words.</param>
/// <param name="Looked">Of that what tools gave.</param>
/// <param name="Before">What the bot said before.</param>
/// <param name="Done">What tools that change something did in this conversation, in their own words.</param>
internal sealed record ReplyTexts(string Open, string House, string Looked, string Before, string Done);

/// <summary>All checks of what is said, in one place and in order. They are deterministic: no model judges a model.</summary>
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
        var folded = DeepFolding.Fold(text);
        if (context.Leak.Leak(text, context.Texts.Open, context.Texts.Before) is { } leak) return Refuse($"leak: {leak}");
        if (InjectionScreen.IsSuspicious(text)) return Refuse("orders in the reply");
        if (words.Find(text, options.BlockedWords) is not null) return Refuse("blocked word");
        if (!Languages.Fits(text, context.Locale)) return Refuse("wrong language");
        var house = DeepFolding.Fold(context.Texts.House);
        if (Claims.Unbacked(folded, new KnownDeeds(house, DeepFolding.Fold(context.Texts.Looked), DeepFolding.Fold(context.Texts.Done))) is var (kind, sentence))
            return Refuse($"claims {Claims.Name(kind)}") with { Sentence = sentence, Value = "a tool's result, the conversation's state or a passage must say so" };
        if (context.Grounding.Ungrounded(text) is { Count: > 0 } missing)
        {
            var first = missing[0];
            return Refuse($"ungrounded {string.Join(", ", missing.Select(f => f.Kind.ToString().ToLowerInvariant()).Distinct())}") with { Sentence = first.Sentence, Value = $"{first.Fact.Written.Trim()}: {first.Needs}" };
        }

        if (new Policies(house).Ungranted(folded) is var (granting, why)) return Refuse("grants a right") with { Sentence = granting, Value = why };
        if (words.Places(options.AllowedHosts).Foreign(folded, FactReader.ReadFolded(folded), strict: true) is { } foreign)
            return Refuse("link to a foreign host") with { Value = $"{foreign.Written.Trim()}: Llm:AllowedHosts or a rule must name it" };
        return Supported(text, context) ? new Verdict(text, null) : Refuse("not made of the material");
    }

    /// <summary>
    /// Judges words that no model made up in this turn but that are no rule's either: a passage that is sent instead of a refused reply, a summary for a colleague, an answer
    /// that was remembered.
    /// </summary>
    /// <returns>The reason why they may not be sent; null when they may.</returns>
    public string? Unfit(string text, LeakGuard? leak, string open)
    {
        if (leak?.Leak(text, open) is { } given) return $"leak: {given}";
        if (InjectionScreen.IsSuspicious(text)) return "orders in the text";
        if (words.Find(text, options.BlockedWords) is not null) return "blocked word";
        var folded = DeepFolding.Fold(text);
        if (Claims.IsHuman(folded)) return "claims to be human";
        return words.Places(options.AllowedHosts).Foreign(folded, FactReader.ReadFolded(folded), strict: true) is null ? null : "link to a foreign host";
    }

    private static Verdict Refuse(string reason) => new(null, reason);

    private bool Supported(string text, ReplyContext context)
    {
        var share = options.MinSupport;
        if (context.Tampered || !Languages.HasLists(text, context.Locale)) share = Math.Max(TamperedSupport, share);
        return share <= 0 || Support.Share(text, context.Tampered || share > options.MinSupport ? context.Texts.House : context.Texts.Open) >= share;
    }

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
