using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Weiyu.Bot.Privacy;

/// <summary>The section <c>Privacy</c>: what counts as personal data besides what the program knows by itself.</summary>
internal sealed class PrivacyOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Privacy";

    /// <summary>The most patterns of one's own.</summary>
    public const int MaxPatterns = 50;

    /// <summary>Patterns of one's own by name; the name appears in the placeholder (<c>⟦passport-1⟧</c>): 1 to 20 of a-z, 0-9 and <c>_</c>, starting with a letter.</summary>
    public Dictionary<string, string> Patterns { get; set; } = [];
}

/// <summary>Names every pattern that can't be used.</summary>
internal sealed partial class PrivacyOptionsValidator : IValidateOptions<PrivacyOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, PrivacyOptions options)
    {
        var errors = new List<string>();
        if (options.Patterns.Count > PrivacyOptions.MaxPatterns)
        {
            errors.Add($"Privacy:Patterns: at most {PrivacyOptions.MaxPatterns} patterns, found {options.Patterns.Count}.");
        }

        foreach (var (key, pattern) in options.Patterns)
        {
            if (!PatternName().IsMatch(key)) errors.Add($"Privacy:Patterns:{key}: the name must be 1 to 20 of a-z, 0-9 and _, starting with a letter.");
            if (Problem(pattern) is { } problem) errors.Add($"Privacy:Patterns:{key}: {problem}");
        }

        return errors.Count > 0 ? ValidateOptionsResult.Fail(errors) : ValidateOptionsResult.Success;
    }

    private static string? Problem(string pattern)
    {
        if (string.IsNullOrWhiteSpace(pattern)) return "expected a regular expression, found nothing.";
        // The engine that never backtracks overlooks some matches of such patterns.
        if (pattern.StartsWith("\\s", StringComparison.Ordinal) || pattern[0] == ' ') return "the pattern begins with white space; leave that out, it is no part of what is to be hidden.";
        try
        {
            return OwnPattern.Compile(pattern).IsMatch("") ? "the pattern matches the empty text; make it ask for at least one character." : null;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return $"not a usable regular expression (no look-around, no back-references): {e.Message}";
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9_]{0,19}$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex PatternName();
}

/// <summary>A pattern of the configuration. It never backtracks, so that no text makes it slow.</summary>
/// <param name="Kind">Its name.</param>
/// <param name="Regex">The compiled pattern.</param>
internal sealed record OwnPattern(string Kind, Regex Regex)
{
    /// <summary>Compiles a pattern.</summary>
    /// <exception cref="ArgumentException">It is no regular expression.</exception>
    /// <exception cref="NotSupportedException">It needs backtracking.</exception>
    public static Regex Compile(string pattern) => new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);
}
