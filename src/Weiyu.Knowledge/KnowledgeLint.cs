using Weiyu.Knowledge.Reading;
using Weiyu.Text.Files;
using Weiyu.Text.Folding;

namespace Weiyu.Knowledge;

/// <summary>Reads a knowledge folder only to say what is wrong with it.</summary>
/// <param name="Files">How many files hold knowledge.</param>
/// <param name="Entries">How many passages and answers were read.</param>
/// <param name="Problems">All mistakes, by file and line; the files relative to the folder.</param>
public sealed record KnowledgeLint(int Files, int Entries, IReadOnlyList<FileProblem> Problems)
{
    private const int MaxShown = 50;

    /// <summary>Reads a folder; one that is not there has no mistakes.</summary>
    /// <param name="folder">Absolute.</param>
    /// <param name="options">Bounds and zone.</param>
    /// <param name="now">What is over by then contradicts nothing: that is what an end is for.</param>
    public static KnowledgeLint Of(string folder, KnowledgeOptions options, DateTimeOffset now)
    {
        var problems = new List<FileProblem>();
        var reader = new KnowledgeFolder(folder, options);
        var entries = new List<KnowledgeEntry>();
        var files = reader.List(problems);
        foreach (var file in files)
        {
            if (reader.ReadBytes(file, problems, out _) is not { } bytes || reader.Read(file, bytes, problems) is not { } read) continue;
            if (read.Count == 0 && bytes.Length > 0) problems.Add(Warning(file, 0, "no-knowledge", "Nothing was found in the file.", "Write headings with text below them (Markdown), or questions with answers (CSV, YAML)."));
            entries.AddRange(read);
        }

        reader.ReadSynonyms(problems);
        reader.ReadTexts(problems);
        TwoAnswers(entries, now, problems);
        problems.Sort(static (a, b) => string.CompareOrdinal(a.File, b.File) is not 0 and var byFile ? byFile : a.Line.CompareTo(b.Line));
        return new KnowledgeLint(files.Count, entries.Count, problems);
    }

    /// <summary>One question with two answers: nobody knows which holds, so visitors are asked back.</summary>
    private static void TwoAnswers(List<KnowledgeEntry> entries, DateTimeOffset now, List<FileProblem> problems)
    {
        var asked = entries.Where(e => e.Until is null || e.Until > now)
            .SelectMany(e => e.Questions.Concat(e.Questions.Count == 0 && e.Headings.Count > 0 ? [e.Headings[^1]] : []).Select(q => (Key: (TextNormalizer.NormalizeBare(q), e.Locale), Question: q, Entry: e)));
        var shown = 0;
        foreach (var group in asked.GroupBy(a => a.Key))
        {
            var first = group.First().Entry;
            var other = group.FirstOrDefault(a => a.Entry.Source != first.Source && (a.Entry.Answer ?? a.Entry.Text) != (first.Answer ?? first.Text)).Entry;
            if (other is null || ++shown > MaxShown) continue;
            problems.Add(Warning(other.File, other.Line, "two-answers", $"\"{ReadContext.Shorten(group.First().Question)}\" has another answer in {first.File}:{first.Line}: visitors are asked which one they mean.",
                "Keep the one that holds; or name in both questions what they are about."));
        }
    }

    private static FileProblem Warning(string file, int line, string code, string message, string cure) => new(file, line, 0, ProblemSeverity.Warning, code, message, cure);
}
