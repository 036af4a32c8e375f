using System.Text.RegularExpressions;

namespace Weiyu.Rules.Grammar;

/// <summary>Something that a message can contain.</summary>
/// <param name="Source">As written.</param>
/// <param name="At">Where it stands.</param>
internal abstract record Pattern(string Source, Position At);

/// <summary>A word or phrase.</summary>
/// <param name="Source">As written.</param>
/// <param name="At">Where it stands.</param>
/// <param name="Text">Normalised; never empty.</param>
internal sealed record KeywordPattern(string Source, Position At, string Text) : Pattern(Source, At);

/// <summary>A regular expression; runs in time linear in the text.</summary>
/// <param name="Source">As written, with its slashes.</param>
/// <param name="At">Where it stands.</param>
/// <param name="Regex">Compiled without backtracking.</param>
/// <param name="Literals">Normalised texts of which a message must contain one if the expression is to match; empty: unknown.</param>
internal sealed record RegexPattern(string Source, Position At, Regex Regex, IReadOnlyList<string> Literals) : Pattern(Source, At);
