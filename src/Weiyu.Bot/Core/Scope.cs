using Weiyu.Client.Messages;

namespace Weiyu.Bot.Core;

/// <summary>Where the bot answers of its own accord.</summary>
internal static class Scope
{
    /// <summary>Whether a thread is a customer's: AGENT, WORKGROUP and UNIFIED. Elsewhere the bot speaks only where a rule names the thread's type.</summary>
    public static bool AnswersByDefault(Wire.Thread thread) =>
        thread.Type is ThreadTypes.Agent or ThreadTypes.Workgroup or ThreadTypes.Unified && !thread.Topic.EndsWith("_internal", StringComparison.Ordinal);
}
