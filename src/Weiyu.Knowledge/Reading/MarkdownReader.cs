using Markdig;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;
using Weiyu.Text.Languages;

namespace Weiyu.Knowledge.Reading;

/// <summary>
/// Markdown: every heading with what stands below it is a passage. Paragraphs, list items and table rows are kept whole; a section that is too
/// long becomes several passages of one source. A heading that is a question makes its short section a curated answer.
/// </summary>
internal static class MarkdownReader
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UseYamlFrontMatter().UsePipeTables().UseGridTables().UseAutoLinks().Build();

    /// <summary>Reads a file's text.</summary>
    public static void Read(string text, ReadContext context)
    {
        MarkdownDocument document;
        try
        {
            document = Markdown.Parse(text, Pipeline);
        }
        catch (ArgumentException)
        {
            context.Fail(0, 0, "bad-markdown", "The Markdown is nested too deeply.", "Write fewer quotes and lists inside one another.");
            return;
        }

        var said = FrontMatter.Read(document, context);
        var locale = said.Locale ?? LocaleNames.OfPath(context.File) ?? LanguageDetector.ByScript(text);
        var headings = new List<(int Level, string Text)>();
        var section = new List<Block>();
        var line = 1;
        foreach (var block in document)
        {
            if (block is YamlFrontMatterBlock) continue;
            if (block is HeadingBlock heading)
            {
                AddSection(context, headings, section, said, locale, line);
                section.Clear();
                line = heading.Line + 1;
                headings.RemoveAll(h => h.Level >= heading.Level);
                headings.Add((heading.Level, PlainMarkdown.Inline(heading.Inline)));
                continue;
            }

            section.Add(block);
        }

        AddSection(context, headings, section, said, locale, line);
    }

    private static void AddSection(
        ReadContext context, List<(int Level, string Text)> headings, List<Block> blocks, EntryDefaults said, string locale, int line)
    {
        var texts = Chunks.Of(blocks.Select(PlainMarkdown.Parts), context.Options.MaxPassageLength);
        if (texts.Count == 0) return;
        var path = headings.Select(h => h.Text).Where(t => t.Length > 0).ToList();
        var question = path.Count > 0 && IsQuestion(path[^1]) ? path[^1] : null;
        var anchor = context.Anchor(path.Count > 0 ? path[^1] : "", "top");
        for (var i = 0; i < texts.Count; i++)
        {
            context.Add(new KnowledgeEntry
            {
                Id = i == 0 ? $"{context.File}#{anchor}" : $"{context.File}#{anchor}/{i + 1}",
                File = context.File,
                Anchor = anchor,
                Line = line,
                Headings = path,
                Questions = question is null ? [] : [question],
                Text = texts[i],
                Answer = question is not null && texts.Count == 1 && texts[i].Length <= context.Options.MaxAnswerLength * 2 ? texts[i] : null,
                Locale = locale,
                Tags = said.Tags,
                From = said.Start,
                Until = said.End,
            });
        }
    }

    private static bool IsQuestion(string heading) => heading.TrimEnd() is [.., '?' or '？'];
}
