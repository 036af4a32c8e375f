using Markdig.Extensions.Yaml;
using Markdig.Syntax;
using Weiyu.Text.Files;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Knowledge.Reading;

/// <summary>What stands between <c>---</c> lines at the top of a Markdown file.</summary>
internal static class FrontMatter
{
    /// <summary>Reads it; a mistake in it is a warning, the text below counts all the same.</summary>
    public static EntryDefaults Read(MarkdownDocument document, ReadContext context)
    {
        if (document.Count == 0 || document[0] is not YamlFrontMatterBlock block) return EntryDefaults.None;
        var problems = new List<FileProblem>();
        var inner = new ReadContext(context.File, context.Options, context.Zone, problems);
        var node = YamlNodes.Parse(block.Lines.ToString(), inner, firstLine: block.Line + 2);
        if (node is YamlMappingNode map) return EntryDefaults.Read(YamlNodes.Scalars(map), EntryDefaults.None, context, block.Line + 2);
        var line = problems.Count > 0 ? problems[0].Line : block.Line + 1;
        context.Warn(line, "bad-front-matter", "The front matter cannot be read; it is ignored.", "Write lines such as language: zh between the two --- lines.");
        return EntryDefaults.None;
    }
}
