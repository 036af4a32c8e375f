using System.Text.RegularExpressions;
using Weiyu.Bot.Core;
using Weiyu.Bot.Scheduling.Notices;
using Weiyu.Bot.Tests.Rules.Support;
using Weiyu.Rules;
using Weiyu.Rules.Loading;
using Weiyu.Rules.Notices;
using Xunit;

namespace Weiyu.Bot.Tests.Scheduling;

/// <summary>Every example of <c>rules/notices.md</c> and its Chinese twin is a file that can be used.</summary>
public sealed partial class NoticeHandbookTests
{
    [Theory]
    [InlineData("notices.md")]
    [InlineData("notices.zh.md")]
    public void The_examples_have_no_mistake_and_name_everything_that_a_notice_may_hold(string file)
    {
        var text = File.ReadAllText(Path.Combine(Folders.StarterSet, file));
        var examples = Fence().Matches(text).Select(m => m.Groups[1].Value).ToList();
        Assert.Equal(3, examples.Count);
        Assert.All(examples, yaml =>
        {
            var result = new RuleLoader(RuleSections.All, [], WeiyuPlatform.Words).Load([("notices.yaml", yaml)]);
            Assert.Empty(result.Problems);
            Assert.NotEmpty(result.Book!.Section<IReadOnlyList<NoticeDefinition>>(RuleNoticeBook.Section).SelectMany(n => n));
        });
        Assert.All(NoticeParser.Known, key => Assert.Matches($@"\b{key}\b", text));
    }

    [GeneratedRegex(@"^```yaml\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
