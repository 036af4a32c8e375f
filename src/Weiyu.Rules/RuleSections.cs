using Weiyu.Rules.Loading;

namespace Weiyu.Rules;

/// <summary>The sections of rule files that other parts of the program read.</summary>
internal static class RuleSections
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<RuleSection> All { get; } =
        [NoticeSection.Create()];
}
