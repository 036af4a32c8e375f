using System.Text.Json.Nodes;
using Scriban;
using Scriban.Runtime;
using Scriban.Syntax;
using Weiyu.Rules.Grammar;

namespace Weiyu.Rules.Templates;

/// <summary>
/// A text with Liquid in it, compiled once. A text without Liquid is a constant; one with nothing but <c>{{ name.member }}</c> is put
/// together without the template library, which takes fifty times as long.
/// </summary>
internal sealed class TextTemplate
{
    private readonly Template? _template;
    private readonly Segment[]? _segments;

    internal TextTemplate(string source, Template? template, Segment[]? segments, IReadOnlyList<TemplateName> names)
    {
        (Source, _template, _segments, Names) = (source, template, segments, names);
        if (template is null && segments is null) Constant = source;
    }

    /// <summary>As written.</summary>
    public string Source { get; }

    /// <summary>Where a place within the text (line and column from 0) stands in its file; null: it comes from no file.</summary>
    public Func<int, int, Position>? Place { get; set; }

    /// <summary>The text when nothing in it varies; else null.</summary>
    public string? Constant { get; }

    /// <summary>The names that the template reads and does not define itself.</summary>
    public IReadOnlyList<TemplateName> Names { get; }

    /// <summary>Puts the text together.</summary>
    /// <exception cref="TemplateFailedException">It can't be, or takes too long or gets too long.</exception>
    public string Render(TemplateValues values, CancellationToken cancellationToken = default)
    {
        if (Constant is not null) return Constant;
        if (_segments is not null) return Bounded(string.Concat(_segments.Select(s => s.Path is null ? s.Text : TemplateValues.Show(values.Find(s.Path)))));
        var globals = new ScriptObject(StringComparer.Ordinal);
        foreach (var name in Names)
        {
            // Without a value too: else a name that is a filter's would be taken for that.
            if (!globals.ContainsKey(name.Root)) globals.SetValue(name.Root, TemplateEngine.ToScript(values.Root(name.Root)), readOnly: true);
        }

        return Bounded(TemplateEngine.Render(_template!, globals, values.Zone, cancellationToken));
    }

    /// <summary>For a text that is nothing but one name: its value, as it is and not as text.</summary>
    public bool TryValue(TemplateValues values, out JsonNode? value)
    {
        value = null;
        if (_segments is not [{ Path: { } path }]) return false;
        switch (values.Find(path))
        {
            case null: return true;
            case JsonNode json: value = json.DeepClone(); return true;
            case bool truth: value = JsonValue.Create(truth); return true;
            case long whole: value = JsonValue.Create(whole); return true;
            case int whole: value = JsonValue.Create(whole); return true;
            case double number: value = JsonValue.Create(number); return true;
            default: return false;
        }
    }

    private static string Bounded(string text) => text.Length <= TemplateEngine.MaxLength ? text : text[..TemplateEngine.MaxLength];

    /// <summary>A piece of a simple template: text, or a path.</summary>
    internal readonly record struct Segment(string Text, string[]? Path);
}

/// <summary>A name in a template.</summary>
/// <param name="Path">Dotted: <c>visitor.nickname</c>.</param>
/// <param name="Line">From 0, within the text.</param>
/// <param name="Column">From 0.</param>
internal sealed record TemplateName(string Path, int Line, int Column)
{
    /// <summary>The first word.</summary>
    public string Root { get; } = Path.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? Path[..dot] : Path;
}

/// <summary>A template can't be put together; the message says why.</summary>
internal sealed class TemplateFailedException(string message, Exception? inner = null) : Exception(message, inner);
