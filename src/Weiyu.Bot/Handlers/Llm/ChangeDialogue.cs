using System.Text.RegularExpressions;
using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.Llm.Tools;
using Weiyu.Bot.Handlers.Tools;
using Weiyu.Bot.Pipeline;
using Weiyu.Bot.Privacy;
using Weiyu.Text.Folding;

namespace Weiyu.Bot.Handlers.Llm;

/// <summary>
/// Reads the visitor's answer to "shall I?" (<see cref="AnswerKind.Asks"/>): a plain yes makes the change, with the values that were shown; a plain no drops it; anything
/// else drops it too and is answered as what it is. No model is asked. Stands before the rules: the answer is no question.
/// </summary>
internal sealed partial class ChangeDialogue(ToolBox tools, PersonalDataMask mask, TimeProvider time, ILogger<ChangeDialogue> log) : IHandler
{
    private const string Name = "Change";
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public async ValueTask HandleAsync(TurnContext turn, HandlerDelegate next, CancellationToken cancellationToken)
    {
        var pending = turn.Message is null || turn.HasReply || turn.TooOld || turn.State.Ownership.Owner is Owner.Human ? null : ChangeMemory.Pending(turn.State, turn.Now);
        if (pending is null)
        {
            await next(turn, cancellationToken);
            return;
        }

        ChangeMemory.Ask(turn.State, null);
        var answer = DeepFolding.Fold(turn.Text).Trim();
        if (IsYes(answer))
        {
            await MakeAsync(turn, pending, cancellationToken);
            return;
        }

        turn.Decision.Note(Name, $"{pending.Tool}: not confirmed");
        if (!No().IsMatch(answer))
        {
            await next(turn, cancellationToken);
            return;
        }

        turn.Say(Texts.Dropped(turn.Locale));
        turn.Decision.End("change", "dropped");
    }

    /// <summary>Whether a text is a plain yes.</summary>
    public static bool IsYes(string text) => text.Length <= 40 && Yes().IsMatch(text) && !But().IsMatch(text);

    private async ValueTask MakeAsync(TurnContext turn, Change change, CancellationToken cancellationToken)
    {
        if (ChangeMemory.Made(turn.State).Any(m => m.Key == change.Key))
        {
            turn.Say(Texts.Already(change.Summary, turn.Locale));
            turn.Decision.End("change", "already made");
            return;
        }

        var result = await CallAsync(turn, change, cancellationToken);
        LlmLog.Changed(log, change.Tool, change.Key, result.Ok ? "made" : "failed");
        turn.Decision.Note(Name, mask.Redact($"ledger: {change.Tool} {change.Arguments.ToJsonString()}, key {change.Key}: {(result.Ok ? "made after the visitor's yes" : $"failed: {result.Error}")}"));
        turn.Decision.End(result.Ok ? "change" : "handoff", change.Tool);
        if (result.Ok)
        {
            ChangeMemory.Remember(turn.State, change with { At = turn.Now });
            turn.Say(Texts.Done(change.Summary, turn.Locale));
        }
        else
        {
            turn.HandoffRequest = new HandoffRequest($"{change.Tool} failed: {mask.Redact(change.Summary)}") { Say = Texts.Failed(turn.Locale) };
            if (!turn.HasReply) turn.Say(Texts.Failed(turn.Locale));
        }
    }

    private async ValueTask<ToolResult> CallAsync(TurnContext turn, Change change, CancellationToken cancellationToken)
    {
        if (tools.Find(change.Tool) is not { } tool) return ToolResult.Failure("there is no such tool any more");
        using var limit = new CancellationTokenSource(Longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await tool.CallAsync(change.Arguments, new ToolCall(turn.Thread, turn.CauseUid, Longest) { IdempotencyKey = change.Key }, either.Token).WaitAsync(either.Token);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return ToolResult.Failure(e is OperationCanceledException ? "it took too long" : e.GetType().Name);
        }
    }

    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    [GeneratedRegex("^(我)?(是|是的|对|对的|没错|确认|确定|好|好的|好呀|可以|行|嗯|嗯嗯|同意|办吧|退吧|要|需要|ok|okay|yes|yep|yeah|y|sure|confirm|confirmed|correct|right|go ahead|please do|do it)([ ，,。.!！~]|$|吧|的|啊|呀|呢|哦|了|确认|确定|取消|退|办|提交|请|帮|就|谢|改|好|可以|没错|please|thanks|thank|yes|confirm|go ahead|do it|cancel|refund)", Linear)]
    private static partial Regex Yes();

    [GeneratedRegex("不|别|等|先|但|吗|[?？]|no\\b|not\\b|n't|wait|but\\b|instead|改成|换成|[0-9]", Linear)]
    private static partial Regex But();

    [GeneratedRegex("^(不|不要|不用|不是|不对|不行|不了|别|算了|取消吧|先不|no|nope|n|don't|do not|cancel that|never ?mind|stop)([ ，,。.!！~了的要用办退取做不吧]|$)", Linear)]
    private static partial Regex No();

    private static class Texts
    {
        public static string Done(string summary, string? locale) => LlmTexts.IsChinese(locale) ? $"已提交办理。{summary}。" : $"It has been submitted. {summary}.";

        public static string Already(string summary, string? locale) => LlmTexts.IsChinese(locale) ? $"这一项之前已经提交过了，不会重复办理。{summary}。" : $"This was submitted before and is not done twice. {summary}.";

        public static string Dropped(string? locale) => LlmTexts.IsChinese(locale) ? "好的，没有办理。" : "All right, nothing was changed.";

        public static string Failed(string? locale) => LlmTexts.IsChinese(locale) ? "抱歉，没有办成，我请同事来处理。" : "Sorry, that did not work. I am asking a colleague to look at it.";
    }
}
