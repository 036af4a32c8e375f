using Weiyu.Rules.Grammar;
using Weiyu.Rules.Model;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Rules.Loading;

/// <summary>
/// A further section of rule files, read by its owner: register one in the container. What <paramref name="Parse"/> gives is in
/// <see cref="RuleBook.Sections"/>, one object a file that has the section; null: nothing.
/// </summary>
/// <param name="Name">The key in the file.</param>
/// <param name="Parse">Reads it; mistakes go to the source's problems.</param>
internal sealed record RuleSection(string Name, Func<RuleSectionSource, object?> Parse);

/// <summary>A section of a file.</summary>
/// <param name="Node">Its value.</param>
/// <param name="Section">The file, its folder, and where mistakes go.</param>
internal sealed record RuleSectionSource(YamlNode Node, YamlSection Section);
