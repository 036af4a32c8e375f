using System.Text.Json.Serialization;

namespace Weiyu.Bot.Core;

/// <summary>Why a turn ended as it did: what <c>why MESSAGE_UID</c> shows. No secrets; personal data masked.</summary>
internal sealed class Decision
{
    /// <summary>The uid of the message or event; of the last piece where a timer ended the waiting for a whole sentence.</summary>
    public string Uid { get; set; } = "";

    /// <summary>The conversation's topic.</summary>
    public string Conversation { get; init; } = "";

    /// <summary>When it was decided.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The result in a word: <c>rule</c>, <c>knowledge</c>, <c>model</c>, <c>handoff</c>, <c>fallback</c>, <c>form</c>, <c>silent</c>, <c>missed</c>, <c>failed</c> …</summary>
    public string Outcome { get; set; } = "silent";

    /// <summary>The rule, passage or notice that answered.</summary>
    public string? Source { get; set; }

    /// <summary>What each handler said, in order.</summary>
    public List<DecisionStep> Steps { get; init; } = [];

    /// <summary>The most steps that are kept.</summary>
    public const int MaxSteps = 64;

    /// <summary>Adds a step.</summary>
    public void Note(string handler, string what)
    {
        if (Steps.Count < MaxSteps) Steps.Add(new DecisionStep(handler, what));
    }

    /// <summary>Sets how the turn ends.</summary>
    public void End(string outcome, string? source = null) => (Outcome, Source) = (outcome, source);
}

/// <summary>A handler's word.</summary>
internal sealed record DecisionStep(string Handler, string What);

[JsonSerializable(typeof(Decision))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class DecisionJson : JsonSerializerContext;
