using Weiyu.Rules.Grammar;
using Weiyu.Rules.Model;
using Weiyu.Rules.Templates;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Rules.Forms;

/// <summary>The last question of a form with <c>summary: true</c>: whether all is right. It is asked like the others, under a name that no question can have.</summary>
internal static class SummarySlot
{
    /// <summary>Its name.</summary>
    public const string Name = "$summary";

    /// <summary>The answer that ends the form.</summary>
    public const string Yes = "yes";

    /// <summary>The question.</summary>
    public static Slot Slot { get; } = new(Name, default, LocalizedText.Of(""))
    {
        Type = SlotType.Choice,
        Options = [Option(("zh", "没问题"), ("en", "All correct"), Yes), Option(("zh", "要修改"), ("en", "Change something"), "no")],
    };

    /// <summary>What a question is called, in a language: the first of its labels in that script, else its name.</summary>
    public static string NameOf(Slot slot, string locale) =>
        slot.Labels.FirstOrDefault(l => l.Any(c => c > 0x2E7F) == locale.StartsWith("zh", StringComparison.OrdinalIgnoreCase)) ?? (slot.Labels.Count > 0 ? slot.Labels[0] : slot.Name);

    private static OfferedOption Option((string Locale, string Text) one, (string Locale, string Text) other, string value) =>
        new(JsonTemplate.Parse(new YamlMappingNode(one.Locale, one.Text, other.Locale, other.Text), new YamlSection("", []), LocaleCodes.IsCode)!, JsonTemplate.Of(value), null);
}
