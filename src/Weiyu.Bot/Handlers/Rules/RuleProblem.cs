namespace Weiyu.Bot.Handlers.Rules;

/// <summary>A mistake in the rules folder: where it stands, what is wrong and what to do.</summary>
/// <param name="File">Relative to the rules folder, with forward slashes.</param>
/// <param name="Line">From 1; 0 where the whole file is meant.</param>
/// <param name="Column">From 1; 0 where the whole line is meant.</param>
/// <param name="Severity">Whether the folder can be used in spite of it.</param>
/// <param name="Code">A short stable name, such as <c>unknown-name</c>.</param>
/// <param name="Message">What is wrong, one sentence.</param>
/// <param name="Cure">What to do about it, one sentence.</param>
internal sealed record RuleProblem(string File, int Line, int Column, ProblemSeverity Severity, string Code, string Message, string Cure)
{
    /// <summary>One line, as compilers print it.</summary>
    public override string ToString() => $"{(File.Length > 0 ? $"{File}:{Line}:{Column}: " : "")}{(Severity == ProblemSeverity.Error ? "error" : "warning")} {Code}: {Message} {Cure}";
}

/// <summary>How bad a <see cref="RuleProblem"/> is.</summary>
internal enum ProblemSeverity
{
    /// <summary>Worth a look; the folder works.</summary>
    Warning,

    /// <summary>The folder is not loaded.</summary>
    Error,
}
