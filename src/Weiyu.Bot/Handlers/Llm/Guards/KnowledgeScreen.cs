using Weiyu.Text.Folding;

namespace Weiyu.Bot.Handlers.Llm.Guards;

/// <summary>Why a passage may not be used, when it is read: it is shown to models and sent to visitors, and anybody who may write it writes what the bot says.</summary>
internal static class KnowledgeScreen
{
    /// <summary>The reason; null when it may be used.</summary>
    /// <param name="text">All that the passage says.</param>
    /// <param name="places">Where the house may send somebody.</param>
    public static string? Problem(string text, Places places)
    {
        if (InjectionScreen.IsSuspicious(text)) return "it gives orders to whoever reads it";
        var folded = DeepFolding.Fold(text);
        return places.Foreign(folded, FactReader.ReadFolded(folded), strict: false) is { } foreign ? $"it names a place to pay at that no rule declares ({foreign.Written.Trim()})" : null;
    }
}
