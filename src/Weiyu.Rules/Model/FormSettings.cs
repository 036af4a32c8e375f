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

    /// <summary>What may come between a question and its answer, where the question does not say.</summary>
    public FormInterrupt Interrupt { get; init; } = FormInterrupt.Usual;

    /// <summary>Whether all answers are shown and a yes is asked for, where a rule does not say.</summary>
    public bool Summary { get; init; }

    /// <summary>Said when the visitor wants a moment.</summary>
    public LocalizedText Paused { get; init; } = LocalizedText.Of(("zh", "好的，不着急，您准备好了再回复我。"), ("en", "Sure, take your time; just reply when you are ready."));

    /// <summary>Said when the answer comes after the form was given up.</summary>
    public LocalizedText Resumed { get; init; } = LocalizedText.Of(("zh", "好的，我们接着刚才的。"), ("en", "Good, let us go on where we were."));

    /// <summary>Said before all answers are shown.</summary>
    public LocalizedText Check { get; init; } = LocalizedText.Of(("zh", "请核对："), ("en", "Please check:"));

    /// <summary>Said when the visitor says that something in it is wrong, but not what.</summary>
    public LocalizedText Change { get; init; } = LocalizedText.Of(
        ("zh", "好的，哪一项要改？请直接告诉我，例如“{{ slot }}改成……”。"), ("en", "All right, what is to be changed? Just tell me, such as “the {{ slot }} is …”."));

    /// <summary>Said when the visitor cancels.</summary>
    public LocalizedText Cancelled { get; init; } = LocalizedText.Of(("zh", "好的，已取消。还有什么可以帮您？"), ("en", "All right, cancelled. Anything else?"));

    /// <summary>Said before a question is asked again, where nothing better can be said of what is wrong.</summary>
    public LocalizedText Retry { get; init; } = LocalizedText.Of(("zh", "抱歉，没有看懂。"), ("en", "Sorry, I did not get that."));

    /// <summary>Whether <see cref="Retry"/> is the folder's own text.</summary>
    public bool HasOwnRetry { get; init; }

    /// <summary>Said when nothing fitting was said often enough and no rule is named for that.</summary>
    public LocalizedText GaveUp { get; init; } = LocalizedText.Of(("zh", "抱歉，我没能看懂您的回答，我们先到这里。需要人工请回复“人工”。"), ("en", "Sorry, I could not make that out, so I stop here. Type \"agent\" for a human."));

    /// <summary>Said when an earlier answer was changed.</summary>
    public LocalizedText Corrected { get; init; } = LocalizedText.Of(("zh", "好的，已改为 {{ value }}。"), ("en", "All right, changed to {{ value }}."));
}
