using Weiyu.Rules.Grammar;
using Weiyu.Rules.Loading;
using Weiyu.Rules.Model;

namespace Weiyu.Rules.Linting;

/// <summary>
/// Finds what can be read and is wrong all the same: rules that never answer, texts that are missing in a language, templates that can't be
/// put together. Runs after a folder was read without errors.
/// </summary>
internal static class RuleLint
{
    /// <summary>All findings, by place.</summary>
    /// <param name="book">The rules.</param>
    /// <param name="result">What reading them found; not repeated here.</param>
    /// <param name="missingSecrets">The secrets that a text names and that are nowhere; null: not looked for.</param>
    /// <param name="now">What is over by then; null: not looked for.</param>
    public static IReadOnlyList<RuleProblem> Check(RuleBook book, LoadResult result, Func<string, IReadOnlyList<string>>? missingSecrets = null, DateTimeOffset? now = null)
    {
        var problems = new List<RuleProblem>();
        new Reachability(book, problems).Check();
        new Shadows(book, problems).Check();
        new Translations(book, problems).Check();
        new TemplateNames(book, problems).Check();
        if (now is { } moment) new PastDates(book, moment, problems).Check();
        foreach (var (name, at) in result.UnusedWords)
            problems.Warn(at, "unused-words", $"Nothing uses the word list '@{name}'.", "Use it in a 'when', or remove it.");
        foreach (var tool in book.Tools)
        {
            foreach (var secret in tool.Headers.SelectMany(h => missingSecrets?.Invoke(h.Value) ?? []))
                problems.Warn(tool.At, "missing-secret", $"The tool '{tool.Name}' needs the secret '{secret}', which is not configured.", $"Set Secrets:{secret} (environment: Secrets__{secret}) or Secrets:{secret}File.");
        }

        foreach (var (_, answer) in book.Rules.SelectMany(r => r.AllSteps.OfType<AnswerStep>().Select(a => (r, a))))
        {
            if (answer.From.Length > 0 && book.Folder.Length > 0 && !Path.Exists(Path.Combine(book.Folder, answer.From)))
                problems.Warn(answer.At, "no-knowledge", $"There is no '{answer.From}' in the rules folder, so nothing is known there.", "Correct the path, or add the folder with Markdown, CSV or YAML files.");
        }

        problems.Sort(static (a, b) => string.CompareOrdinal(a.File, b.File) is not 0 and var byFile ? byFile : a.Line != b.Line ? a.Line.CompareTo(b.Line) : a.Column.CompareTo(b.Column));
        return problems;
    }

    internal static void Warn(this List<RuleProblem> problems, Position at, string code, string message, string cure) =>
        problems.Add(new RuleProblem(at.File, at.Line, at.Column, ProblemSeverity.Warning, code, message, cure));

    internal static void Error(this List<RuleProblem> problems, Position at, string code, string message, string cure) =>
        problems.Add(new RuleProblem(at.File, at.Line, at.Column, ProblemSeverity.Error, code, message, cure));
}
