using System.Text.Json.Nodes;
using Weiyu.Bot.Handlers.Tools;
using Weiyu.Bot.Pipeline;
using Weiyu.Rules.Model;

namespace Weiyu.Bot.Handlers.Rules.Running;

/// <summary>Learns what the rules do: metrics, and the simulator that tests rules. Must not throw.</summary>
internal interface IRuleObserver
{
    /// <summary>A rule is used.</summary>
    void Used(TurnContext turn, Rule rule, string why);

    /// <summary>A form asks a question.</summary>
    void Asked(TurnContext turn, Rule rule, string slot);

    /// <summary>A rule called a tool.</summary>
    void Called(TurnContext turn, Rule rule, string tool, JsonObject arguments, ToolResult result);
}
