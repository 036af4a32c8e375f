using Microsoft.Extensions.Options;
using Weiyu.Text.Folding;

namespace Weiyu.Bot.Handlers.Llm.Guards;

/// <summary>
/// The guards of what a model writes for a colleague: a colleague acts on it. Everything in it must stand in the conversation; it may neither give orders nor name a place
/// that the conversation does not.
/// </summary>
internal sealed class SummaryGuard(IOptions<LlmOptions> options, GuardWords words, TimeProvider time)
{
    private const double Told = 0.25;

    /// <summary>Why a summary may not be shown; null when it may.</summary>
    /// <param name="summary">The model's words.</param>
    /// <param name="conversation">What was said, as the colleague sees it.</param>
    public string? Problem(string summary, string conversation)
    {
        if (Claims.IsMachineTalk(summary)) return "machine talk";
        if (InjectionScreen.IsSuspicious(summary)) return "orders in the text";
        if (words.Find(summary, options.Value.BlockedWords) is not null) return "blocked word";
        var facts = new FactSet();
        foreach (var fact in FactReader.Read(conversation)) facts.Add(fact);
        var today = DateOnly.FromDateTime(time.GetUtcNow().DateTime);
        var missing = FactReader.Read(summary).FindAll(f => f.Kind is not FactKind.Person && !facts.Has(f, today));
        if (missing.Count > 0) return $"ungrounded {string.Join(", ", missing.Select(f => f.Kind.ToString().ToLowerInvariant()).Distinct())}";
        return Claims.Unbacked(DeepFolding.Fold(summary), new KnownDeeds(DeepFolding.Fold(conversation), "", "")) is var (kind, _) && kind is not "hand-off"
            ? $"claims {Claims.Name(kind)}"
            : Support.Share(summary, conversation) < Told && Tokens.Of(summary).Any(t => Tokens.IsHan(t[0])) == Tokens.Of(conversation).Any(t => Tokens.IsHan(t[0])) ? "not made of the conversation" : null;
    }
}
