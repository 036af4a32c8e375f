namespace Weiyu.Text.Files;

/// <summary>A mistake in a file that people write (rules, knowledge): where it stands, what is wrong and what to do.</summary>
/// <param name="File">Relative to its folder, with forward slashes.</param>
/// <param name="Line">From 1; 0 where the whole file is meant.</param>
/// <param name="Column">From 1; 0 where the whole line is meant.</param>
/// <param name="Severity">Whether the file can be used in spite of it.</param>
/// <param name="Code">A short stable name, such as <c>unknown-name</c>.</param>
/// <param name="Message">What is wrong, one sentence.</param>
/// <param name="Cure">What to do about it, one sentence.</param>
public sealed record FileProblem(string File, int Line, int Column, ProblemSeverity Severity, string Code, string Message, string Cure)
{
    /// <summary>One line, as compilers print it.</summary>
    public override string ToString() => $"{(File.Length > 0 ? $"{File}:{Line}:{Column}: " : "")}{(Severity == ProblemSeverity.Error ? "error" : "warning")} {Code}: {Message} {Cure}";
}

/// <summary>How bad a <see cref="FileProblem"/> is.</summary>
public enum ProblemSeverity
{
    /// <summary>Worth a look; the rest works.</summary>
    Warning,

    /// <summary>What it stands in is not loaded.</summary>
    Error,
}
