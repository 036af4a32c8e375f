using System.Collections.Frozen;
using Weiyu.Rules.Grammar;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Rules.Templates;

/// <summary>A text in several languages, each with one or more variants; or one for all languages.</summary>
internal sealed class LocalizedText
{
    /// <summary>The name under which a text for all languages is kept.</summary>
    public const string AnyLocale = "";

    private LocalizedText(FrozenDictionary<string, IReadOnlyList<TextTemplate>> byLocale, Position at) => (ByLocale, At) = (byLocale, at);

    /// <summary>The variants by language.</summary>
    public FrozenDictionary<string, IReadOnlyList<TextTemplate>> ByLocale { get; }

    /// <summary>Where it stands.</summary>
    public Position At { get; }

    /// <summary>All its templates.</summary>
    public IEnumerable<TextTemplate> Templates => ByLocale.Values.SelectMany(v => v);

    /// <summary>The same text for all languages.</summary>
    public static LocalizedText Of(string text) => Of((AnyLocale, text));

    /// <summary>Plain texts by language, for the texts of the program itself.</summary>
    public static LocalizedText Of(params ReadOnlySpan<(string Locale, string Text)> texts)
    {
        var byLocale = new Dictionary<string, IReadOnlyList<TextTemplate>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (locale, text) in texts)
        {
            if (!TemplateEngine.TryParse(text, out var template, out var error)) throw new ArgumentException(error.Message, nameof(texts));
            byLocale[locale] = [template!];
        }

        return new(byLocale.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase), default);
    }

    /// <summary>The variants for a language: its own, those of its family (<c>zh-TW</c>: <c>zh</c>), those of the default, any.</summary>
    public IReadOnlyList<TextTemplate> For(string? locale, string defaultLocale)
    {
        if (ByLocale.Count == 1) return ByLocale.Values[0];
        if (Find(locale) is { } own) return own;
        return Find(defaultLocale) ?? (ByLocale.TryGetValue(AnyLocale, out var any) ? any : ByLocale.Values[0]);
    }

    /// <summary>The first variant for a language, put together.</summary>
    /// <exception cref="TemplateFailedException">It can't be put together.</exception>
    public string Render(string? locale, string defaultLocale, TemplateValues values, CancellationToken cancellationToken = default) =>
        For(locale, defaultLocale)[0].Render(values, cancellationToken);

    /// <summary>Reads a text: one value, a list of variants, or a mapping from languages to either. Null (with mistakes) when it is none.</summary>
    public static LocalizedText? Parse(YamlNode node, string file, List<RuleProblem> problems) => Parse(node, new YamlSection(file, problems), "The text");

    internal static LocalizedText? Parse(YamlNode node, YamlSection section, string what, Position? at = null)
    {
        var byLocale = new Dictionary<string, IReadOnlyList<TextTemplate>>(StringComparer.OrdinalIgnoreCase);
        if (node is not YamlMappingNode map)
        {
            if (Variants(node, section, what) is not { } any) return null;
            byLocale[AnyLocale] = any;
        }
        else
        {
            foreach (var (key, keyNode, value) in section.Entries(map))
            {
                if (!section.IsLocale(key))
                    section.Error(keyNode, "unknown-locale", $"'{key}' is no language of this folder.", "Use a language of 'locale: {available: […]}', such as zh or en, or add it there.");
                else if (Variants(value, section, $"{what} ({key})") is { } variants)
                    byLocale[key] = variants;
            }
        }

        if (byLocale.Count == 0)
        {
            if (node is YamlMappingNode { Children.Count: 0 }) section.Error(node, "wrong-shape", $"{what} is empty.", "Write what is to be said, such as {zh: 你好, en: Hello}.");
            return null;
        }

        return new(byLocale.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase), at ?? section.At(node));
    }

    private IReadOnlyList<TextTemplate>? Find(string? locale)
    {
        if (locale is null) return null;
        if (ByLocale.TryGetValue(locale, out var own)) return own;
        var dash = locale.IndexOf('-', StringComparison.Ordinal);
        return dash > 0 && ByLocale.TryGetValue(locale[..dash], out var family) ? family : null;
    }

    private static List<TextTemplate>? Variants(YamlNode node, YamlSection section, string what)
    {
        var variants = new List<TextTemplate>();
        foreach (var (text, item) in section.Texts(node, what))
        {
            LookAlikes.Quoted(text, item, section);
            LookAlikes.Template(text, item, section);
            if (TemplateEngine.TryParse(text, out var template, out var error))
            {
                template!.Place = PlaceIn(section.File, item);
                variants.Add(template);
            }
            else section.Problems.Add(TemplateProblem(section.File, item, error.Line, error.Column, ProblemSeverity.Error, "template", $"The template can't be read: {error.Message}.", "Check the braces {{ }} and {% %}, and the names of filters behind '|'."));
        }

        return variants.Count > 0 ? variants : null;
    }

    /// <summary>A mistake within a text: its place in the file, as near as the YAML style lets one say.</summary>
    internal static RuleProblem TemplateProblem(string file, YamlNode node, int line, int column, ProblemSeverity severity, string code, string message, string cure)
    {
        var at = PlaceIn(file, node)(line, column);
        return new RuleProblem(at.File, at.Line, at.Column, severity, code, message, cure);
    }

    /// <summary>Turns places within a text into places in its file.</summary>
    internal static Func<int, int, Position> PlaceIn(string file, YamlNode node)
    {
        // Only in a literal block (|) a line of the text is a line of the file; elsewhere what follows the first is near where the text begins.
        var literal = node is YamlScalarNode { Style: ScalarStyle.Literal };
        var quote = node is YamlScalarNode { Style: ScalarStyle.DoubleQuoted or ScalarStyle.SingleQuoted } ? 1 : 0;
        var block = node is YamlScalarNode { Style: ScalarStyle.Literal or ScalarStyle.Folded } ? 1 : 0;
        var start = (Line: (int)node.Start.Line, Column: (int)node.Start.Column);
        return (line, column) =>
            literal ? new Position(file, start.Line + 1 + line, column + 1)
            : line > 0 ? new Position(file, start.Line + block, block == 0 ? start.Column : 1)
            : new Position(file, start.Line + block, block == 0 ? start.Column + quote + column : column + 1);
    }
}
