using Weiyu.Bot.Handlers.Llm.Models;

namespace Weiyu.Bot.Handlers.Llm;

/// <summary>The log messages of the model's side. Content appears at Trace only, redacted.</summary>
internal static partial class LlmLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Model {Model} failed ({Kind}): {Reason}")]
    public static partial void Failed(ILogger logger, string model, FaultKind kind, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Model {Model}: {Outcome} {Reason} in {Milliseconds} ms, {TokensIn}+{TokensOut} tokens, {Calls} tool calls")]
    public static partial void Ended(ILogger logger, string model, AnswerKind outcome, string reason, long milliseconds, int tokensIn, int tokensOut, int calls);

    [LoggerMessage(Level = LogLevel.Trace, Message = "The model replied: {Reply}")]
    public static partial void Reply(ILogger logger, string reply);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The model asked for the tool {Tool}, which the rule does not allow")]
    public static partial void ToolRefused(ILogger logger, string tool);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The tool {Tool} was not called: neither the visitor nor a tool gave its argument {Argument}")]
    public static partial void ChangeRefused(ILogger logger, string tool, string argument);

    [LoggerMessage(Level = LogLevel.Information, Message = "Ledger: {Tool}, key {Key}: {Outcome}")]
    public static partial void Changed(ILogger logger, string tool, string key, string outcome);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The tool {Tool} failed: {Reason}")]
    public static partial void ToolFailed(ILogger logger, string tool, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Material {Source} holds sentences that give orders to the model; they are left out")]
    public static partial void Tampered(ILogger logger, string source);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The MCP server {Server} is skipped: {Reason} Its tools are missing until it answers; the next try is in {Seconds} s")]
    public static partial void McpSkipped(ILogger logger, string server, string reason, int seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "The MCP server {Server} offers {Count} tools: {Tools}")]
    public static partial void McpReady(ILogger logger, string server, int count, string tools);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The day's token count can't be stored ({Reason}); it is kept in memory")]
    public static partial void BudgetNotStored(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The persona {File} can't be read ({Reason}); the last one is used on")]
    public static partial void PersonaUnreadable(ILogger logger, string file, string reason);
}
