using YamlDotNet.RepresentationModel;

namespace Weiyu.Bot.Handlers.Rules.Loading;

/// <summary>
/// A further section of rule files, read by its owner: register one in the container. What <paramref name="Parse"/> gives is in
/// <see cref="Model.RuleBook.Sections"/>, one object a file that has the section; null: nothing.
/// </summary>
/// <param name="Name">The key in the file.</param>
/// <param name="Parse">Reads it; mistakes go to the source's problems.</param>
internal sealed record RuleSection(string Name, Func<RuleSectionSource, object?> Parse);

/// <summary>A section of a file.</summary>
/// <param name="Node">Its value.</param>
/// <param name="File">The file, relative to the rules folder.</param>
/// <param name="Problems">Where mistakes go.</param>
/// <param name="Folder">The rules folder; empty when the rules come from elsewhere.</param>
/// <param name="IsLocale">Whether texts may be given in a language.</param>
internal sealed record RuleSectionSource(YamlNode Node, string File, List<RuleProblem> Problems, string Folder, Func<string, bool> IsLocale);
