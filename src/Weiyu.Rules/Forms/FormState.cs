using System.Text.Json.Nodes;
using Weiyu.Rules.Model;
using Weiyu.Rules.Model.Running;
using Weiyu.Rules.Templates;

namespace Weiyu.Rules.Forms;

/// <summary>A form that is being filled in, as <see cref="RuleState.Form"/> keeps it.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Step">Which of its steps asks.</param>
internal sealed record FormState(string Rule, int Step)
{
    /// <summary>The forms that can lie below one another.</summary>
    public const int MaxDepth = 3;

    /// <summary>The question that waits for its answer.</summary>
    public string Slot { get; init; } = "";

    /// <summary>How often it was asked.</summary>
    public int Asked { get; init; }

    /// <summary>The answers so far, in the order in which they came.</summary>
    public JsonObject Values { get; init; } = [];

    /// <summary>Whether the visitor has said yes to all of it.</summary>
    public bool Confirmed { get; init; }

    /// <summary>When the question was asked.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>The form that goes on when this one is done.</summary>
    public FormState? Below { get; init; }

    /// <summary>How many forms lie below.</summary>
    public int Depth => Below is null ? 0 : 1 + Below.Depth;

    /// <summary>The form of a conversation; null when there is none.</summary>
    public static FormState? Of(RuleState state) => Read(state.Form, 0);

    /// <summary>A form that was remembered; null: there is none.</summary>
    public static FormState? From(JsonNode? node) => Read(node, 0);

    /// <summary>Makes it the conversation's; null: none.</summary>
    public static void Save(RuleState state, FormState? form) => state.Form = form?.ToJson();

    /// <summary>As remembered.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["rule"] = Rule, ["step"] = Step, ["slot"] = Slot, ["asked"] = Asked, ["values"] = Values.DeepClone(), ["since"] = Since.ToUnixTimeMilliseconds(),
        };
        if (Confirmed) json["ok"] = true;
        if (Below is not null) json["below"] = Below.ToJson();
        return json;
    }

    private static FormState? Read(JsonNode? node, int depth)
    {
        if (node is not JsonObject json || depth > MaxDepth || json["rule"] is not { } rule || json["step"] is not { } step) return null;
        return new FormState(TemplateValues.Show(rule), (int)step)
        {
            Slot = TemplateValues.Show(json["slot"]),
            Asked = json["asked"] is { } asked ? (int)asked : 1,
            Values = json["values"]?.DeepClone() as JsonObject ?? [],
            Confirmed = json["ok"] is not null,
            Since = DateTimeOffset.FromUnixTimeMilliseconds(json["since"] is { } since ? (long)since : 0),
            Below = Read(json["below"], depth + 1),
        };
    }
}
