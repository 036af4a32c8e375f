using Weiyu.Rules.Model;

namespace Weiyu.Bot.Handlers.Tools;

/// <summary>What a model must keep to when it calls a tool.</summary>
/// <param name="Changes">Whether a call changes the world.</param>
/// <param name="Confirm">How the visitor is asked before a change; null: in the usual words.</param>
internal sealed record ToolPolicy(bool Changes, ToolConfirmation? Confirm = null)
{
    /// <summary>It only reads.</summary>
    public static ToolPolicy Reads { get; } = new(false);

    /// <summary>Whether the visitor must say yes first.</summary>
    public bool Asks => Changes && Confirm is not { Asks: false };
}
