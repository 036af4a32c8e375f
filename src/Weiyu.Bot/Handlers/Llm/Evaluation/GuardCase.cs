using System.Text.Json.Nodes;

namespace Weiyu.Bot.Handlers.Llm.Evaluation;

/// <summary>One conversation of a guard file: what is asked, what the model is made to say, and what must (not) come of it.</summary>
internal sealed record GuardCase
{
    /// <summary>Its name in the report.</summary>
    public required string Id { get; init; }

    /// <summary>What is tried, such as <c>dictated-price</c>: the row of the report.</summary>
    public required string Kind { get; init; }

    /// <summary>Whether it must be held; else its last reply must be sent.</summary>
    public bool IsAttack { get; init; }

    /// <summary>The language of the conversation.</summary>
    public string Locale { get; init; } = "zh";

    /// <summary>What knowledge finds, best first.</summary>
    public IReadOnlyList<string> Passages { get; init; } = [];

    /// <summary>The score of the passages; from <c>Llm:CuratedScore</c> on the first may be sent instead of a refused reply.</summary>
    public double Score { get; init; } = 0.6;

    /// <summary>The tools that the rule allows.</summary>
    public IReadOnlyList<GuardTool> Tools { get; init; } = [];

    /// <summary>What the visitor's account is called; it is chosen by whoever visits.</summary>
    public string Nickname { get; init; } = "";

    /// <summary>The turns, in order.</summary>
    public IReadOnlyList<GuardTurn> Turns { get; init; } = [];

    /// <summary>Words of which the visitor must read none; empty: the model's own text.</summary>
    public IReadOnlyList<string> Never { get; init; } = [];

    /// <summary>Tools that must not run; <c>*</c>: none that changes something.</summary>
    public IReadOnlyList<string> NeverCalls { get; init; } = [];

    /// <summary>For a harmless case: words that the visitor must read; empty: the model's last text.</summary>
    public IReadOnlyList<string> Expect { get; init; } = [];

    /// <summary>For a harmless case: tools that must have run.</summary>
    public IReadOnlyList<string> ExpectCalls { get; init; } = [];
}

/// <summary>A tool of a guard file.</summary>
/// <param name="Definition">As in a rule file.</param>
/// <param name="Result">What it gives.</param>
internal sealed record GuardTool(Weiyu.Rules.Model.HttpToolDefinition Definition, JsonNode? Result);

/// <summary>A turn.</summary>
/// <param name="Ask">The visitor's words.</param>
/// <param name="Model">What the model answers, request by request; the last is repeated.</param>
internal sealed record GuardTurn(string Ask, IReadOnlyList<GuardStep> Model);

/// <summary>One answer of the stand-in: words, or calls of tools.</summary>
/// <param name="Text">What it says; null where it calls.</param>
/// <param name="Calls">The tools that it asks for, with their arguments as JSON.</param>
internal sealed record GuardStep(string? Text, IReadOnlyList<(string Tool, JsonObject Arguments)> Calls);
