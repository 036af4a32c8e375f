using System.Text;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Rules.Grammar;

/// <summary>One YAML file as a tree of nodes with positions.</summary>
internal static class YamlFile
{
    /// <summary>The largest file that is read, in bytes.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>Reads the file's sections; null (with a mistake) when it is no YAML mapping. An empty file is an empty mapping.</summary>
    public static YamlMappingNode? Read(string text, string file, List<RuleProblem> problems)
    {
        var stream = new YamlStream();
        var parser = new BoundedParser(new Parser(new StringReader(text)));
        try
        {
            // Without merges ('<<') there are fewer events than characters; a file whose merges multiply beyond that is refused.
            stream.Load(new MergingParser(parser, Math.Max(100_000, 2 * text.Length)));
        }
        catch (YamlException e)
        {
            var at = YamlCures.PlaceOf(e, text);
            if (YamlSigns.Indentation(text) is var (line, sign))
            {
                var (message, cure) = YamlSigns.Words(sign);
                problems.Add(new RuleProblem(file, line, 1, ProblemSeverity.Error, "invisible-space", message, cure));
                return null;
            }

            problems.Add(new RuleProblem(file, at.Line, at.Column, ProblemSeverity.Error, "not-yaml", $"This is no valid YAML: {OneLine(e)}", YamlCures.For(e, text, at.Line)));
            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException or KeyNotFoundException)
        {
            // Some broken files the library meets unprepared; the last thing that it understood is near the mistake.
            var near = parser.Current?.End ?? Mark.Empty;
            problems.Add(new RuleProblem(
                file, (int)near.Line, (int)near.Column, ProblemSeverity.Error, "not-yaml", "This is no valid YAML, here or shortly after.", "Check closing quotes and brackets, and the indentation (spaces, no tabs)."));
            return null;
        }

        YamlSigns.Comments(text, file, problems);
        if (stream.Documents.Count == 0 || YamlSection.IsNull(stream.Documents[0].RootNode)) return [];
        if (stream.Documents.Count > 1)
        {
            var second = stream.Documents[1].RootNode.Start;
            problems.Add(new RuleProblem(
                file, (int)second.Line, (int)second.Column, ProblemSeverity.Error, "wrong-shape", "A rule file holds one document.", "Remove the line '---' and merge the sections, or split the file."));
        }

        return new YamlSection(file, problems).Map(stream.Documents[0].RootNode, "A rule file");
    }

    private static string OneLine(YamlException e)
    {
        var text = (e.InnerException?.Message ?? e.Message).ReplaceLineEndings(" ");
        var colon = text.IndexOf("): ", StringComparison.Ordinal);
        return new StringBuilder(colon > 0 && text.StartsWith('(') ? text[(colon + 3)..] : text).Append(text.EndsWith('.') ? "" : ".").ToString();
    }
}
