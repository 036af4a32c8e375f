using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Weiyu.Text.Languages;

namespace Weiyu.Knowledge.Reading;

/// <summary>
/// Markdown: every heading with what stands below it is a passage. Paragraphs, list items and table rows are kept whole; a section that is too
/// long becomes several passages of one source. A heading that is a question makes its short section a curated answer.
/// </summary>
internal static class MarkdownReader
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseGridTables().UseAutoLinks().Build();

    private const int MinLetters = 10;

    /// <summary>Reads a file's text.</summary>
    public static void Read(string text, ReadContext context)
    {
        (var said, text) = FrontMatter.Take(text, context);
        if (said.IsUnreadable) return;
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

        var told = said.Locale ?? LocaleNames.OfPath(context.File);
        var usual = told ?? LanguageDetector.ByScript(text);
        var headings = new List<(int Level, string Text)>();
        var section = new List<Block>();
        var line = 1;
        foreach (var block in document)
        {
            if (HeadingOf(block) is var (level, title))
            {
                AddSection(context, headings, section, said, (told, usual), line);
                section.Clear();
                line = block.Line + 1;
                headings.RemoveAll(h => h.Level >= level);
                headings.Add((level, title));
                continue;
            }

            Look(block, context);

            section.Add(block);
        }

        AddSection(context, headings, section, said, (told, usual), line);
    }

    private static (int Level, string Text)? HeadingOf(Block block) => block switch
    {
        HeadingBlock heading => (heading.Level, PlainMarkdown.Inline(heading.Inline)),
        HtmlBlock html => HtmlText.Heading(html.Lines.ToString()),
        _ => null,
    };

    /// <summary>Says so of what looks like a heading and is none.</summary>
    private static void Look(Block block, ReadContext context)
    {
        if (block is not ParagraphBlock { Inline: { } inline }) return;
        var text = PlainMarkdown.Inline(inline);
        if (text.Length > 1 && text[0] is '#' or '＃' && inline.FirstChild is LiteralInline)
            context.Warn(block.Line + 1, "heading-without-blank", $"\"{ReadContext.Shorten(text)}\" is no heading: behind '#' stands no blank.", $"Write {new string('#', text.TakeWhile(c => c is '#' or '＃').Count())} {ReadContext.Shorten(text.TrimStart('#', '＃').Split('\n')[0].Trim())}");
        else if (inline.FirstChild is EmphasisInline { DelimiterCount: >= 2, NextSibling: null } && text.Length <= 60)
            context.Warn(block.Line + 1, "bold-heading", $"\"{ReadContext.Shorten(text)}\" is bold and no heading: what stands below it has no title of its own.", $"Write ## {ReadContext.Shorten(text)}");
    }

    private static void AddSection(
        ReadContext context, List<(int Level, string Text)> headings, List<Block> blocks, EntryDefaults said, (string? Told, string Usual) language, int line)
    {
        var texts = Chunks.Of(blocks.Select(PlainMarkdown.Parts), context.Options.MaxPassageLength);
        if (texts.Count == 0) return;
        // A file may hold both languages, a section each; a few signs tell none.
        var words = $"{headings.LastOrDefault().Text} {texts[0]}";
        var locale = language.Told ?? (words.Count(char.IsLetter) >= MinLetters ? LanguageDetector.ByScript(words) : language.Usual);
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
