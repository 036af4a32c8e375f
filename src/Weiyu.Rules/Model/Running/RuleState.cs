using System.Text.Json.Nodes;

namespace Weiyu.Rules.Model.Running;

/// <summary>What the rules remember of one conversation, from turn to turn. The host keeps it, as a part of what it remembers itself.</summary>
internal class RuleState
{
    /// <summary>The visitor's language (<c>zh</c>, <c>en</c> …); null until known.</summary>
    public string? Locale { get; set; }

    /// <summary>Variables set by rules and forms. Bounded by <see cref="MaxVariables"/>.</summary>
    public Dictionary<string, JsonNode?> Vars { get; set; } = [];

    /// <summary>Tags set by rules.</summary>
    public SortedSet<string> Tags { get; set; } = [];

    /// <summary>How often rules were used, for limits and cooldowns.</summary>
    public Dictionary<string, JsonNode?> Rules { get; set; } = [];

    /// <summary>The form that is being filled in; null when none is.</summary>
    public JsonNode? Form { get; set; }

    /// <summary>How many answers in a row missed the question.</summary>
    public int Misses { get; set; }

    /// <summary>How often the conversation was opened; part of the uid of opening events.</summary>
    public int Openings { get; set; }

    /// <summary>The most variables that a conversation keeps.</summary>
    public const int MaxVariables = 200;
}
