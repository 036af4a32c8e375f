using Weiyu.Rules.Grammar;
using Weiyu.Rules.Model;

namespace Weiyu.Rules.Matching;

/// <summary>A message as the rules look at it.</summary>
internal sealed class MatchInput(string text, string type = RuleMessageTypes.Text)
{
    private string? _normal;
    private string? _bare;

    /// <summary>As written.</summary>
    public string Text { get; } = text;

    /// <summary>The message type.</summary>
    public string Type { get; } = type;

    /// <summary>Whether a visitor asks with such a message: what is no question is answered only by rules that name its type.</summary>
    public bool IsQuestion { get; init; } = true;

    /// <summary>Normalised.</summary>
    public string Normal => _normal ??= Text.Length == 0 ? "" : TextForms.Normalize(Text);

    /// <summary>The rules whose examples it is like; null: not looked for yet.</summary>
    public IReadOnlyList<LikeRank>? Likes { get; set; }

    /// <summary>Normalised, without sentence marks at the ends.</summary>
    public string Bare => _bare ??= Text.Length == 0 ? "" : TextForms.Bare(Text);
}
