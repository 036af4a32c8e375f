using System.Text.Json.Nodes;

namespace Weiyu.Bot.Handlers.Tools;

/// <summary>Something outside that a rule or a model can call: an HTTP endpoint that the rules declare, or C#.</summary>
internal interface ITool
{
    /// <summary>The name that rules use (<c>order.lookup</c>).</summary>
    string Name { get; }

    /// <summary>What it does, one sentence; a model chooses by it.</summary>
    string Description { get; }

    /// <summary>The JSON Schema of its arguments.</summary>
    JsonObject Parameters { get; }

    /// <summary>What a model must keep to when it calls it.</summary>
    ToolPolicy Policy => ToolPolicy.Reads;

    /// <summary>Calls it. Never throws for what the other side does wrong: that is a result.</summary>
    Task<ToolResult> CallAsync(JsonObject arguments, ToolCall call, CancellationToken cancellationToken);
}

/// <summary>On whose behalf a tool is called.</summary>
/// <param name="Thread">The conversation.</param>
/// <param name="CauseUid">The message that led to it; with the tool's name and arguments an idempotency key.</param>
/// <param name="Timeout">How long it may take.</param>
internal sealed record ToolCall(Wire.Thread Thread, string CauseUid, TimeSpan Timeout)
{
    /// <summary>What makes a repetition known as one, where it is more than the cause: a change that was confirmed is made once in a conversation. Null: made of the cause.</summary>
    public string? IdempotencyKey { get; init; }
}

/// <summary>What a tool gave.</summary>
/// <param name="Ok">Whether it worked.</param>
/// <param name="Value">What it gave; null when it failed.</param>
/// <param name="Error">Why it failed, without secrets.</param>
internal sealed record ToolResult(bool Ok, JsonNode? Value, string? Error)
{
    /// <summary>It worked.</summary>
    public static ToolResult Success(JsonNode? value) => new(true, value, null);

    /// <summary>It did not.</summary>
    public static ToolResult Failure(string error) => new(false, null, error);
}

/// <summary>The tools by name.</summary>
internal interface IToolCatalog
{
    /// <summary>All tools of the rules that are loaded, and those in C#.</summary>
    IReadOnlyDictionary<string, ITool> Tools { get; }
}
