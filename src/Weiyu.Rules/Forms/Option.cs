using System.Globalization;
using System.Text.Json.Nodes;
using Weiyu.Rules.Grammar;
using Weiyu.Rules.Templates;

namespace Weiyu.Rules.Forms;

/// <summary>Something that was offered.</summary>
/// <param name="Title">What the visitor sees.</param>
/// <param name="Value">What it stands for; null: its title.</param>
/// <param name="Goto">The rule that answers it; null: whichever matches.</param>
internal sealed record Option(string Title, string? Value, string? Goto)
{
    /// <summary>As remembered.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject { ["title"] = Title };
        if (Value is not null) json["value"] = Value;
        if (Goto is not null) json["goto"] = Goto;
        return json;
    }

    /// <summary>As remembered.</summary>
    public static Option FromJson(JsonObject json) => new(Text(json["title"]) ?? "", Text(json["value"]), Text(json["goto"]));

    /// <summary>The option with that number, title or value.</summary>
    public static Option? Find(IReadOnlyList<Option> options, string? said, bool byNumber = false)
    {
        if (string.IsNullOrEmpty(said)) return null;
        var bare = TextForms.Bare(said);
        if (!byNumber)
        {
            foreach (var option in options)
            {
                if (TextForms.Bare(option.Title) == bare || (option.Value is not null && TextForms.Bare(option.Value) == bare)) return option;
            }
        }

        return int.TryParse(bare, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= options.Count ? options[number - 1] : null;
    }

    private static string? Text(JsonNode? node) => node is null ? null : TemplateValues.Show(node);
}
