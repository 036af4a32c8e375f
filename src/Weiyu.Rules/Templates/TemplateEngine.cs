using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.ObjectPool;
using Scriban;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Weiyu.Rules.Templates;

/// <summary>Liquid: compiles texts and puts them together within bounds (loops, depth, length, time).</summary>
internal static partial class TemplateEngine
{
    /// <summary>The most characters that a template may give.</summary>
    public const int MaxLength = 20_000;

    private const int MaxLoops = 1_000;
    private const int MaxDepth = 20;
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(1);
    private const string Alias = "filter ";
    private const string ZoneTag = "zone";
    private static readonly ObjectPool<LiquidTemplateContext> Contexts = new DefaultObjectPool<LiquidTemplateContext>(new ContextPolicy(), 16);

    /// <summary>Compiles a text.</summary>
    /// <param name="source">The text.</param>
    /// <param name="template">The result; null when it can't be compiled.</param>
    /// <param name="error">Why not, with the place (line and column from 0, within the text).</param>
    public static bool TryParse(string source, out TextTemplate? template, out (string Message, int Line, int Column) error)
    {
        error = default;
        template = null;
        if (!source.Contains("{{", StringComparison.Ordinal) && !source.Contains("{%", StringComparison.Ordinal))
        {
            template = new TextTemplate(source, null, null, []);
            return true;
        }

        var parsed = Template.ParseLiquid(source);
        if (parsed.HasErrors)
        {
            var message = parsed.Messages[0];
            error = (message.Message.Replace("\n", "\\n", StringComparison.Ordinal).TrimEnd('.'), Math.Max(0, message.Span.Start.Line), Math.Max(0, message.Span.Start.Column));
            return false;
        }

        var names = new NameVisitor();
        names.Visit((ScriptNode)parsed.Page!);
        if (names.UnknownFilter is { } filter)
        {
            error = ($"The filter '{filter.Path}' does not exist", filter.Line, filter.Column);
            return false;
        }

        if (names.Mistake is { } mistake)
        {
            error = mistake;
            return false;
        }

        var free = names.Free();
        // A value may be called like a filter ("date"): the filters of such a template go by names that no value can have.
        if (free.Any(n => IsFilter(n.Root))) names.RenameFilters();
        template = new TextTemplate(source, parsed, Simple(source), free);
        return true;
    }

    /// <summary>The filters that a template may use, for messages.</summary>
    public static bool IsFilter(string name) => Builtins.Contains(name);

    internal static string Render(Template template, ScriptObject globals, TimeZoneInfo? zone, CancellationToken cancellationToken)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bounded.CancelAfter(MaxTime);
        var context = Contexts.Get();
        try
        {
            context.CancellationToken = bounded.Token;
            context.Tags[ZoneTag] = zone ?? TimeZoneInfo.Utc;
            context.PushGlobal(globals);
            var text = template.Render(context);
            // Only after it went well: one that failed still holds what it had put together, which must never reach another conversation.
            Contexts.Return(context);
            return text;
        }
        catch (Exception e) when (e is ScriptRuntimeException or ScriptAbortException or InvalidOperationException or ArgumentException or FormatException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new TemplateFailedException((e as ScriptRuntimeException)?.OriginalMessage ?? e.Message, e);
        }
    }

    /// <summary>A value as the template library wants it.</summary>
    internal static object? ToScript(object? value)
    {
        switch (value)
        {
            case JsonObject json:
                var members = new ScriptObject(StringComparer.Ordinal);
                foreach (var (name, member) in json) members.SetValue(name, ToScript(member), readOnly: true);
                return members;
            case JsonArray array:
                var items = new ScriptArray();
                foreach (var item in array) items.Add(ToScript(item));
                return items;
            case JsonValue json:
                return json.GetValueKind() switch
                {
                    JsonValueKind.String => json.GetValue<string>(),
                    JsonValueKind.True => true,
                    JsonValueKind.False => false,
                    JsonValueKind.Number => json.TryGetValue<long>(out var whole) ? whole : json.TryGetValue<double>(out var number) ? number : decimal.Parse(json.ToJsonString(), CultureInfo.InvariantCulture),
                    _ => null,
                };
            case DateTimeOffset time:
                return time.DateTime;
            default:
                return value;
        }
    }

    /// <summary>The pieces of a text that holds nothing but plain names; null otherwise.</summary>
    private static TextTemplate.Segment[]? Simple(string source)
    {
        if (source.Contains("{%", StringComparison.Ordinal)) return null;
        var segments = new List<TextTemplate.Segment>();
        var at = 0;
        foreach (var match in PlainName().EnumerateMatches(source))
        {
            if (match.Index > at) segments.Add(new(source[at..match.Index], null));
            segments.Add(new("", source.AsSpan(match.Index + 2, match.Length - 4).Trim().ToString().Split('.')));
            at = match.Index + match.Length;
        }

        if (source.IndexOf("{{", at, StringComparison.Ordinal) >= 0 || segments.Exists(s => s.Path is null && s.Text.Contains("{{", StringComparison.Ordinal))) return null;
        // "size", "first" and "last" are computed by Liquid; true, false, nil and empty are no names.
        if (segments.Exists(s => s.Path is not null && (s.Path[^1] is "size" or "first" or "last" || s.Path[0] is "true" or "false" or "nil" or "null" or "empty" or "blank"))) return null;
        if (at < source.Length) segments.Add(new(source[at..], null));
        return [.. segments];
    }

    [GeneratedRegex(@"\{\{\s*[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*\s*\}\}", RegexOptions.NonBacktracking)]
    private static partial Regex PlainName();

    private static readonly HashSet<string> Builtins = [.. new LiquidTemplateContext().BuiltinObject.Keys, "date", "mask"];

    private sealed class ContextPolicy : PooledObjectPolicy<LiquidTemplateContext>
    {
        public override LiquidTemplateContext Create()
        {
            var context = new LiquidTemplateContext
            {
                LoopLimit = MaxLoops,
                RecursiveLimit = MaxDepth,
                ObjectRecursionLimit = MaxDepth,
                LimitToString = MaxLength,
                OutputLimit = MaxLength,
                OnOutputLimit = ScriptLimitBehavior.Truncate,
                RegexTimeOut = TimeSpan.FromMilliseconds(100),
                EnableRelaxedMemberAccess = true,
                EnableRelaxedTargetAccess = true,
                EnableNullIndexer = true,
            };
            context.PushCulture(CultureInfo.InvariantCulture);
            // An import leaves alone what is there already.
            foreach (var name in (ReadOnlySpan<string>)["date", "plus", "minus", "times", "divided_by"]) context.BuiltinObject.Remove(name);
            context.BuiltinObject.Import("plus", new Func<object?, object?, object>((a, b) => LiquidNumbers.Of(a) + LiquidNumbers.Of(b)));
            context.BuiltinObject.Import("minus", new Func<object?, object?, object>((a, b) => LiquidNumbers.Of(a) - LiquidNumbers.Of(b)));
            context.BuiltinObject.Import("times", new Func<object?, object?, object>((a, b) => LiquidNumbers.Of(a) * LiquidNumbers.Of(b)));
            context.BuiltinObject.Import("divided_by", new Func<object?, object?, object>(LiquidNumbers.Divide));
            context.BuiltinObject.Import("date", new Func<TemplateContext, object?, string, string>(FormatDate));
            context.BuiltinObject.Import("mask", new Func<object?, string>(Mask));
            foreach (var (name, filter) in context.BuiltinObject.ToList()) context.BuiltinObject.SetValue(Alias + name, filter, readOnly: true);
            return context;
        }

        public override bool Return(LiquidTemplateContext context)
        {
            while (context.GlobalCount > 1) context.PopGlobal();
            context.CancellationToken = CancellationToken.None;
            return true;
        }

        /// <summary>A time by the wall clock of the values' zone. One that names no offset is taken for that of the wall clock already, as the Weiyu server writes it.</summary>
        private static string FormatDate(TemplateContext context, object? value, string format)
        {
            var zone = context.Tags.TryGetValue(ZoneTag, out var tag) && tag is TimeZoneInfo known ? known : TimeZoneInfo.Utc;
            return value switch
            {
                DateTime time => StrfTime.Format(time, zone, format),
                string text when DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var read) =>
                    StrfTime.Format(read.Kind == DateTimeKind.Unspecified ? read : TimeZoneInfo.ConvertTime(read, zone), zone, format),
                long millis when millis is > -62_135_596_800_000 and < 253_402_300_799_000 => StrfTime.Format(TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(millis), zone).DateTime, zone, format),
                _ => TemplateValues.Show(value),
            };
        }

        /// <summary>All but the last four characters hidden.</summary>
        private static string Mask(object? value)
        {
            var text = TemplateValues.Show(value);
            return text.Length <= 4 ? new string('*', text.Length) : new string('*', text.Length - 4) + text[^4..];
        }
    }

    /// <summary>Collects the names that a template reads, and what is wrong with its filters.</summary>
    private sealed class NameVisitor : ScriptVisitor
    {
        private readonly List<TemplateName> _read = [];
        private readonly List<Action> _renames = [];
        private readonly HashSet<string> _defined = new(StringComparer.Ordinal) { "for", "forloop", "tablerow", "tablerowloop", "true", "false", "nil", "null", "empty", "blank" };

        public TemplateName? UnknownFilter { get; private set; }

        public (string Message, int Line, int Column)? Mistake { get; private set; }

        public IReadOnlyList<TemplateName> Free() => [.. _read.Where(n => !_defined.Contains(n.Root))];

        /// <summary>Gives the filters names of their own.</summary>
        public void RenameFilters() => _renames.ForEach(rename => rename());

        public override void Visit(ScriptFunctionCall node)
        {
            if (node.Target is ScriptVariable function)
            {
                if (!IsFilter(function.Name)) UnknownFilter ??= new TemplateName(function.Name, node.Span.Start.Line, node.Span.Start.Column);
                if (function.Name == "date" && node.Arguments is [.., ScriptLiteral { Value: string format }] && StrfTime.Unknown(format) is { } letter)
                    Mistake ??= ($"'%{letter}' in '{format}' is no part of a date", node.Span.Start.Line, node.Span.Start.Column);
                _renames.Add(() => node.Target = Renamed(function));
                foreach (var argument in node.Arguments) Visit(argument);
                return;
            }

            base.Visit(node);
        }

        public override void Visit(ScriptMemberExpression node)
        {
            if (PathOf(node) is { } path) _read.Add(new TemplateName(path, node.Span.Start.Line, node.Span.Start.Column));
            else Visit(node.Target!);
        }

        public override void Visit(ScriptAssignExpression node)
        {
            if (node.Target is ScriptVariable variable) _defined.Add(variable.Name);
            if (node.Value is not null) Visit(node.Value);
        }

        public override void Visit(ScriptForStatement node)
        {
            if (node.Variable is ScriptVariable variable) _defined.Add(variable.Name);
            base.Visit(node);
        }

        public override void Visit(ScriptTableRowStatement node)
        {
            if (node.Variable is ScriptVariable variable) _defined.Add(variable.Name);
            base.Visit(node);
        }

        public override void Visit(ScriptCaptureStatement node)
        {
            if (node.Target is ScriptVariable variable) _defined.Add(variable.Name);
            if (node.Body is not null) Visit(node.Body);
        }

        public override void Visit(ScriptVariableGlobal node) => _read.Add(new TemplateName(node.Name, node.Span.Start.Line, node.Span.Start.Column));

        public override void Visit(ScriptPipeCall node)
        {
            if (node.From is not null) Visit(node.From);
            if (node.To is ScriptVariable bare)
            {
                // A filter without arguments stands as a bare name behind the pipe.
                if (!IsFilter(bare.Name)) UnknownFilter ??= new TemplateName(bare.Name, node.Span.Start.Line, node.Span.Start.Column);
                _renames.Add(() => node.To = Renamed(bare));
            }
            else if (node.To is not null)
            {
                Visit(node.To);
            }
        }

        private static ScriptVariable Renamed(ScriptVariable filter)
        {
            var renamed = ScriptVariable.Create(Alias + filter.Name, ScriptVariableScope.Global);
            renamed.Span = filter.Span;
            return renamed;
        }

        private static string? PathOf(ScriptNode? node) => node switch
        {
            ScriptVariable variable => variable.Name,
            ScriptMemberExpression member when PathOf(member.Target) is { } target && member.Member is { } name => $"{target}.{name.Name}",
            _ => null,
        };
    }
}
