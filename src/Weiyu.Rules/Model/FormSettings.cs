using Weiyu.Rules.Templates;

namespace Weiyu.Rules.Model;

/// <summary>The section <c>forms</c>: what holds for all forms of the folder.</summary>
internal sealed record FormSettings
{
    /// <summary>What ends a form when it is the whole message, normalised.</summary>
    public IReadOnlyList<string> Cancel { get; init; } = ["取消", "算了", "不用了", "不办了", "退出", "cancel", "never mind", "nevermind", "forget it", "quit"];

    /// <summary>What passes over an optional question, normalised.</summary>
    public IReadOnlyList<string> Skip { get; init; } = ["跳过", "没有", "无", "不知道", "skip", "none", "pass"];

    /// <summary>How long a form waits for the visitor.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Said when the visitor cancels.</summary>
    public LocalizedText Cancelled { get; init; } = LocalizedText.Of(("zh", "好的，已取消。还有什么可以帮您？"), ("en", "All right, cancelled. Anything else?"));

    /// <summary>Said before a question is asked again.</summary>
    public LocalizedText Retry { get; init; } = LocalizedText.Of(("zh", "抱歉，没有看懂。"), ("en", "Sorry, I did not get that."));

    /// <summary>Said when nothing fitting was said often enough and no rule is named for that.</summary>
    public LocalizedText GaveUp { get; init; } = LocalizedText.Of(("zh", "抱歉，我没能看懂您的回答，我们先到这里。需要人工请回复“人工”。"), ("en", "Sorry, I could not make that out, so I stop here. Type \"agent\" for a human."));

    /// <summary>Said when an earlier answer was changed.</summary>
    public LocalizedText Corrected { get; init; } = LocalizedText.Of(("zh", "好的，已改为 {{ value }}。"), ("en", "All right, changed to {{ value }}."));
}
