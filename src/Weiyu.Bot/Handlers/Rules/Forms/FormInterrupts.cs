using System.Text.RegularExpressions;
using Weiyu.Bot.Handlers.Rules.Running;
using Weiyu.Bot.Pipeline;
using Weiyu.Rules.Forms;
using Weiyu.Rules.Grammar;
using Weiyu.Rules.Matching;
using Weiyu.Rules.Model;
using Weiyu.Text;

namespace Weiyu.Bot.Handlers.Rules.Forms;

/// <summary>
/// Tells what a message says beside the answer to the question that waits: the policy of <c>interrupt</c>. An answer goes before everything; free text is
/// an answer only where nothing of this is heard in it.
/// </summary>
internal sealed partial class FormInterrupts(ISureAnswers knowledge)
{
    private const int MaxContinued = 20;

    /// <summary>What a message is for.</summary>
    public async ValueTask<FormInterruption?> OfAsync(TurnScope scope, MatchInput input, Waiting waiting, FoundValue? found, CancellationToken cancellationToken)
    {
        var (slot, said) = (waiting.Slot, VisitorText.Of(input.Text));
        var (level, free) = (slot.Interrupt ?? scope.Book.Forms.Interrupt, SlotReader.IsFree(slot));
        if (level == FormInterrupt.None) return null;
        if (found is { } value && !free && IsMost(value, slot, said.Folded)) return null;
        if (found is null || free)
        {
            if (Wishes.IsStop(input.Bare)) return new(FormInterruptKind.Stop);
            if (Wishes.IsPause(input.Bare)) return new(FormInterruptKind.Pause);
        }

        var rules = Rules(scope, input, waiting.Rule);
        var main = rules.Where(r => !r.Rule.Continue).Select(r => (RuleMatch?)r).FirstOrDefault();
        if (HumanWish.IsHeard(input.Text, free))
            return new(FormInterruptKind.Human) { Rules = main is { } there && there.Rule.AllSteps.Any(s => s is HandoffStep) ? rules : [] };
        if (level == FormInterrupt.Wishes) return null;
        var isComplaint = free && Wishes.IsComplaint(input.Bare);
        var isQuestion = Wishes.IsQuestion(input.Normal, input.Bare);
        if (main is { } meant && (!free || level == FormInterrupt.Any || GoesBefore(meant, waiting.Rule) || isComplaint || isQuestion)) return new(FormInterruptKind.Rule) { Rules = rules };
        if (main is null && isComplaint) return new(FormInterruptKind.Human) { Rules = rules };
        var marks = rules.Where(r => r.Rule.Continue && (!free || GoesBefore(r, waiting.Rule))).ToList();
        if ((isQuestion ? free || found is null : !free && found is null && IsNoun(input, slot)) && await AnswerAsync(scope, input, waiting.Rule, cancellationToken) is { } answer)
            return new(FormInterruptKind.Question) { Rules = [.. marks, answer] };
        return marks.Count > 0 ? new(FormInterruptKind.Marks) { Rules = marks } : null;
    }

    /// <summary>Whether a message looks as if something were asked with it.</summary>
    public static bool LooksLikeQuestion(MatchInput input) =>
        input.Normal.Length > 3 && (input.Normal[^1] is '?' || input.Bare.EndsWith('吗') || input.Bare.EndsWith('呢') || QuestionWords.Any(w => input.Normal.Contains(w, StringComparison.Ordinal)));

    /// <summary>Whether a value is what the message is about: it makes up most of it, labels and words that only lead up to it not counted.</summary>
    public static bool IsMost(FoundValue value, Slot slot, string folded)
    {
        var rest = Rest(value, slot, folded);
        return value.Length * 2 >= value.Length + rest.Count(c => !char.IsWhiteSpace(c) && !char.IsPunctuation(c));
    }

    /// <summary>Whether something is asked or wished besides a value: "1234567890，另外多久发货？".</summary>
    public static bool AsksBeside(FoundValue value, Slot slot, VisitorText said)
    {
        var rest = new MatchInput(Rest(value, slot, said.Folded));
        return Wishes.IsQuestion(rest.Normal, rest.Bare) || HumanWish.IsHeard(rest.Text, isFree: true) || Wishes.IsComplaint(rest.Bare);
    }

    /// <summary>What a message says besides a value.</summary>
    public static string Rest(FoundValue value, Slot slot, string folded)
    {
        var rest = string.Concat(folded.AsSpan(0, value.Start), " ", folded.AsSpan(value.Start + value.Length));
        foreach (var label in slot.Labels.Where(l => l.Length > 0)) rest = rest.Replace(label, " ", StringComparison.OrdinalIgnoreCase);
        return LeadsUp().Replace(rest, " ").Trim(' ', ',', '，', '。', '.', ';', '；', '、', ':', '：', '!', '！');
    }

    /// <summary>Whether a value is a row of signs that is nothing else, whatever is said beside it.</summary>
    public static bool IsUnmistakable(Slot slot) => SlotReader.IsDistinct(slot) && (slot.Match is not null || slot.Type is SlotType.Phone or SlotType.Email);

    /// <summary>The rules that a message is for, as they would answer: those that let others answer, too, and the first that does not.</summary>
    public static List<RuleMatch> Rules(TurnScope scope, MatchInput input, Rule form)
    {
        var found = new List<RuleMatch>();
        var after = -1;
        while (found.Count < MaxContinued && scope.Book.Matcher.Find(input, scope, after, otherwise: false, r => r.Id != form.Id && r.When is not null) is { } match)
        {
            found.Add(match);
            if (!match.Rule.Continue) break;
            after = match.Rule.Order;
        }

        return found;
    }

    /// <summary>Whether a message that does not fit is a mere word that knowledge may know: 保修. What speaks of the question itself is none.</summary>
    private static bool IsNoun(MatchInput input, Slot slot) =>
        input.Bare.Length is > 1 and <= 12 && !input.Bare.Any(char.IsDigit) && !input.Bare.AsSpan().ContainsAny('不', '没', '忘') && !slot.Labels.Any(l => input.Bare.Contains(TextForms.Bare(l), StringComparison.Ordinal));

    /// <summary>Free text takes anything; only what is wholly a rule's, or a rule that goes before the form, may interrupt it.</summary>
    private static bool GoesBefore(RuleMatch match, Rule form) => match.Coverage >= 0.99 || match.Rule.Priority > form.Priority;

    /// <summary>The rule that leaves its answer to knowledge, where knowledge is sure; null: there is none, or it is not.</summary>
    private async ValueTask<RuleMatch?> AnswerAsync(TurnScope scope, MatchInput input, Rule form, CancellationToken cancellationToken)
    {
        if (scope.Book.Matcher.Find(input, scope, allow: r => r.Id != form.Id && r.When is { Otherwise: true }) is not { } match) return null;
        if (match.Rule.AllSteps.OfType<AnswerStep>().FirstOrDefault() is not { } answer) return null;
        return await knowledge.KnowsAsync(scope.Turn, answer.From, answer.MinScore, cancellationToken) ? match : null;
    }

    private static readonly string[] QuestionWords = ["什么", "怎么", "多少", "多久", "为什么", "哪里", "哪个", "几天", "能不能", "可以吗", "how ", "what ", "when ", "where ", "why ", "can i ", "do you "];

    /// <summary>Words that lead up to an answer and say nothing else.</summary>
    [GeneratedRegex(
        @"我的|我们的?|我|您|你|请|就是|应该|大概|好像|是|为|的|了|吧|啊|呀|哦|哈|嗯|号码|订单号?|单号|编号|手机号?|电话|邮箱|地址|这个|那个|给您?|发您?|在这里?|如下|好的|另外|还有|顺便问?一?下?|对了|找到了?|查到了?|想起来"
        + @"|\b(my|our|the|it|it's|its|is|this|that|here|you|are|go|number|no|nr|id|order|phone|mobile|e-?mail|address|ok|okay|sure|please|thanks|hi|hello|sorry|i|think|for|of)\b",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex LeadsUp();
}

/// <summary>What a message says beside the answer.</summary>
internal enum FormInterruptKind
{
    /// <summary>The visitor wants to stop.</summary>
    Stop,

    /// <summary>The visitor wants a moment.</summary>
    Pause,

    /// <summary>The visitor wants a human.</summary>
    Human,

    /// <summary>A rule is meant.</summary>
    Rule,

    /// <summary>A question that knowledge is sure of.</summary>
    Question,

    /// <summary>Rules that let others answer, too, and nothing else: the message may still be the answer.</summary>
    Marks,
}

/// <summary>What a message says beside the answer.</summary>
/// <param name="Kind">What it is.</param>
internal sealed record FormInterruption(FormInterruptKind Kind)
{
    /// <summary>The rules that answer it, in their order.</summary>
    public IReadOnlyList<RuleMatch> Rules { get; init; } = [];
}
