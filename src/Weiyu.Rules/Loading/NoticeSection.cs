using System.Runtime.CompilerServices;
using Weiyu.Rules.Notices;

namespace Weiyu.Rules.Loading;

/// <summary>The section <c>notices</c> of rule files. Ids are looked at over all files of one reading, which share their list of problems.</summary>
internal sealed class NoticeSection
{
    private readonly ConditionalWeakTable<List<RuleProblem>, List<NoticeDefinition>> _readings = [];

    /// <summary>The section, for the rules' loader.</summary>
    public static RuleSection Create()
    {
        var section = new NoticeSection();
        return new RuleSection(RuleFileGrammar.Notices.Name, section.Parse);
    }

    private IReadOnlyList<NoticeDefinition> Parse(RuleSectionSource source)
    {
        var notices = NoticeParser.Parse(source.Node, source.Section);
        var all = _readings.GetValue(source.Section.Problems, _ => []);
        all.AddRange(notices);
        NoticeParser.Duplicates(all, source.Section.Problems);
        return notices;
    }
}
