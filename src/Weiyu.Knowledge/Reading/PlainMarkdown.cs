using System.Text;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Weiyu.Text.Languages;

namespace Weiyu.Knowledge.Reading;

/// <summary>Markdown as plain text: what a visitor's client shows, without marks.</summary>
internal static class PlainMarkdown
{
    /// <summary>The parts of a block between which it may be split: items, rows, or the block itself.</summary>
    public static IEnumerable<string> Parts(Block block)
    {
        switch (block)
        {
            case Table table:
                foreach (var row in Rows(table)) yield return row;
                break;
            case ListBlock list:
                foreach (var item in Items(list, 0)) yield return item;
                break;
            case LeafBlock { Inline: { } inline }:
                yield return Inline(inline);
                break;
            case CodeBlock code:
                yield return code.Lines.ToString().TrimEnd();
                break;
            case HtmlBlock html:
                foreach (var part in HtmlText.Parts(html.Lines.ToString())) yield return part;
                break;
            case LinkReferenceDefinitionGroup group:
                foreach (var definition in group.OfType<LinkReferenceDefinition>().Where(d => !IsAddress(d.Url))) yield return $"{definition.Label}：{definition.Url} {definition.Title}".Trim();
                break;
            case ThematicBreakBlock:
                break;
            case ContainerBlock container:
                foreach (var part in container.SelectMany(Parts)) yield return part;
                break;
        }
    }

    /// <summary>The text of a heading or paragraph.</summary>
    public static string Inline(ContainerInline? inline)
    {
        if (inline is null) return "";
        var text = new StringBuilder();
        Append(inline, text);
        return text.ToString().Trim();
    }

    private static void Append(Inline inline, StringBuilder text)
    {
        switch (inline)
        {
            case LiteralInline literal:
                text.Append(literal.Content.AsSpan());
                break;
            case CodeInline code:
                text.Append(code.Content);
                break;
            case LineBreakInline line:
                text.Append(line.IsHard ? '\n' : ' ');
                break;
            case AutolinkInline link:
                text.Append(link.Url);
                break;
            case HtmlEntityInline entity:
                text.Append(entity.Transcoded.AsSpan());
                break;
            case HtmlInline html when html.Tag.StartsWith("<br", StringComparison.OrdinalIgnoreCase):
                text.Append('\n');
                break;
            case LinkInline link:
                AppendLink(link, text);
                break;
            case ContainerInline container:
                foreach (var child in container) Append(child, text);
                break;
        }
    }

    private static void AppendLink(LinkInline link, StringBuilder text)
    {
        var start = text.Length;
        foreach (var child in link) Append(child, text);
        var url = link.Url ?? "";
        if (link.IsImage || !url.StartsWith("http", StringComparison.OrdinalIgnoreCase)) return;
        if (text.Length == start) text.Append(url);
        else if (text.ToString(start, text.Length - start) != url) text.Append(" (").Append(url).Append(')');
    }

    private static IEnumerable<string> Items(ListBlock list, int depth)
    {
        var number = int.TryParse(list.OrderedStart, out var first) ? first : 1;
        foreach (var item in list.OfType<ListItemBlock>())
        {
            var mark = list.IsOrdered ? $"{number++}. " : "• ";
            var text = new StringBuilder();
            foreach (var child in item)
            {
                if (child is ListBlock inner && depth < 8)
                {
                    foreach (var line in Items(inner, depth + 1)) text.Append('\n').Append("  ").Append(line);
                }
                else
                {
                    foreach (var part in Parts(child)) text.Append(text.Length > 0 ? "\n" : "").Append(part);
                }
            }

            yield return mark + text;
        }
    }

    // A row says its column names, so that it can be read alone.
    private static IEnumerable<string> Rows(Table table)
    {
        var rows = table.OfType<TableRow>().ToList();
        var header = rows.Find(r => r.IsHeader)?.OfType<TableCell>().Select(Cell).ToList() ?? [];
        foreach (var row in rows.Where(r => !r.IsHeader))
        {
            yield return Row(header, row.OfType<TableCell>().Select(Cell).ToList());
        }
    }

    /// <summary>A row with the names of its columns.</summary>
    public static string Row(IReadOnlyList<string> header, IReadOnlyList<string> cells)
    {
        var chinese = LanguageDetector.ByScript(string.Concat(header.Concat(cells))) == "zh";
        var said = cells.Select((cell, i) => i == 0 || i >= header.Count || header[i].Length == 0 ? cell : $"{header[i]}{(chinese ? "：" : ": ")}{cell}").Where(c => c.Length > 0);
        return string.Join(chinese ? "，" : ", ", said);
    }

    /// <summary>Whether the definition of a link leads somewhere; else it is a remark that only looks like one.</summary>
    private static bool IsAddress(string? url) => url is not null && (url.Contains("://", StringComparison.Ordinal) || url.Contains('.', StringComparison.Ordinal) || url.StartsWith('/') || url.StartsWith('#'));

    private static string Cell(TableCell cell) => string.Join(' ', cell.SelectMany(Parts)).Replace('\n', ' ');
}
