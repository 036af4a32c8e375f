using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Weiyu.Bot.Conversations;
using Weiyu.Bot.Handlers.Rules;
using Weiyu.Bot.Pipeline;
using Weiyu.Client.Messages;

namespace Weiyu.Bot.Handlers.People;

/// <summary>
/// Calls a human: because somebody wants one (in words, by a rule, by the model), or because answers keep missing. Says honestly what will
/// happen, tells the humans with a summary, waits with a time-out, and when nobody comes takes a message down.
/// </summary>
internal sealed class Handoff(IOptions<PeopleOptions> options, RuleBookSource rules) : IHandler
{
    /// <summary>The timer of a visitor who waits.</summary>
    public const string TimeoutTimer = "handoff.timeout";

    private const string LeavingMessage = "leaving-message";
    private static readonly string[] AskingWords = ["人工", "转人工", "人工客服", "真人", "找人工", "human", "real person", "live agent", "agent"];

    /// <inheritdoc/>
    public async ValueTask HandleAsync(TurnContext turn, HandlerDelegate next, CancellationToken cancellationToken)
    {
        if (turn.Event is { Name: BotEvents.Timer, Argument: TimeoutTimer })
        {
            NobodyCame(turn);
            return;
        }

        if (turn.Message is { } message && Scope.AnswersByDefault(turn.Thread) && !turn.TooOld)
        {
            if (!turn.HasReply && turn.State.Extra.ContainsKey(LeavingMessage))
            {
                TakeDown(turn);
                return;
            }

            if (turn.HandoffRequest is null && !turn.HasReply && message.Type == MessageTypes.Text)
            {
                if (AskingWords.Contains(turn.Text.Trim(), StringComparer.OrdinalIgnoreCase)) turn.HandoffRequest = new HandoffRequest("the visitor asked for a human");
                else if (options.Value.HandoffAfterMisses > 0 && turn.State.Misses + 1 >= options.Value.HandoffAfterMisses)
                {
                    turn.HandoffRequest = new HandoffRequest($"{turn.State.Misses + 1} answers in a row missed");
                }
            }
        }

        if (turn.HandoffRequest is { } request) Call(turn, request);
        else await next(turn, cancellationToken);
    }

    private void Call(TurnContext turn, HandoffRequest request)
    {
        turn.State.Misses = 0;
        turn.Decision.Note(nameof(Handoff), request.Reason);
        turn.Decision.End("handoff", turn.Decision.Source ?? request.Reason);
        if (turn.State.Ownership.Owner is Owner.Waiting or Owner.Human)
        {
            if (!turn.HasReply) turn.Say(Texts.Pick(turn.State.Locale, "已经通知了客服，请稍等。您也可以继续向我提问。", "Our staff have been told; please wait a moment. You can go on asking me meanwhile."));
            return;
        }

        var calendar = rules.Current.Calendar;
        if (!calendar.IsOpen(turn.Now))
        {
            var opening = calendar.NextOpening(turn.Now) is { } at ? TimeZoneInfo.ConvertTime(at, calendar.Zone) : (DateTimeOffset?)null;
            turn.Say(opening is { } next
                ? Texts.Pick(turn.State.Locale, $"现在是非工作时间，客服 {next:M月d日 HH:mm} 上班。请把问题和联系方式留给我，我会转交。", $"Nobody is at work now; we are back at {next:MMM d, HH:mm}. Please leave your question and how to reach you, and I will pass it on.")
                : Texts.Pick(turn.State.Locale, "现在没有客服在线。请把问题和联系方式留给我，我会转交。", "Nobody is at work now. Please leave your question and how to reach you, and I will pass it on."));
            turn.State.Extra[LeavingMessage] = request.Reason;
            return;
        }

        if (!turn.HasReply) turn.Say(request.Say ?? Texts.Pick(turn.State.Locale, "正在为您联系人工客服，请稍等。", "I am calling a colleague for you; please wait a moment."));
        turn.State.Ownership = OwnershipMachine.Next(turn.State.Ownership, OwnershipTrigger.HumanCalled, turn.Now, request.Reason);
        turn.Add(new StartTimer(TimeoutTimer, turn.Now + (request.Timeout ?? options.Value.HandoffTimeout), request.Else));
        Tell(turn, request);
    }

    /// <summary>Tells the humans: a TRANSFER to whom it goes to, a NOTICE to the topic, a POST to the webhook.</summary>
    private void Tell(TurnContext turn, HandoffRequest request)
    {
        var summary = Summary(turn, request.Reason);
        var to = request.To.Length > 0 ? request.To : options.Value.HandoffTo;
        if (to.Length > 0)
        {
            turn.Add(new SendMessage(MessageTypes.Transfer, new JsonObject { ["content"] = summary, ["note"] = summary, ["status"] = "PENDING", ["to"] = to }.ToJsonString())
            {
                EvenWhenHumanOwns = true, PlainText = "",
            });
        }

        Notify(turn, summary, "handoff", request.Reason);
    }

    private void Notify(TurnContext turn, string summary, string kind, string reason)
    {
        if (options.Value.NoticeTopic is { Length: > 0 } topic)
        {
            turn.Add(new SendMessage(MessageTypes.Notice, summary) { To = new Wire.Thread { Uid = topic, Topic = topic, Type = ThreadTypes.Group }, EvenWhenHumanOwns = true });
        }

        if (options.Value.Webhook is { Length: > 0 } url)
        {
            turn.Add(new ServerAction(ServerActions.Webhook, new JsonObject
            {
                ["url"] = url,
                ["body"] = new JsonObject
                {
                    ["kind"] = kind, ["reason"] = reason, ["thread"] = turn.Thread.Uid, ["topic"] = turn.Thread.Topic, ["visitor"] = turn.Thread.User?.Nickname ?? "", ["summary"] = summary,
                },
            }));
        }
    }

    private void NobodyCame(TurnContext turn)
    {
        if (turn.State.Ownership.Owner != Owner.Waiting) return;
        turn.State.Ownership = OwnershipMachine.Next(turn.State.Ownership, OwnershipTrigger.HumanGone, turn.Now, "nobody came");
        turn.State.Extra[LeavingMessage] = "nobody came";
        turn.Say(Texts.Pick(turn.State.Locale, "抱歉，客服暂时都在忙。请把问题和联系方式留给我，我会转交，他们会尽快联系您。", "Sorry, everybody is busy. Please leave your question and how to reach you; I will pass it on and they will get back to you."));
        turn.Decision.End("handoff", "nobody came");
    }

    /// <summary>The visitor's next words are the message that they leave.</summary>
    private void TakeDown(TurnContext turn)
    {
        turn.State.Extra.Remove(LeavingMessage);
        Notify(turn, Summary(turn, "a message was left") + $"\n留言 Message: {turn.Text}", "leave-message", turn.Text);
        turn.Say(Texts.Pick(turn.State.Locale, "已经记下并转交，谢谢！还有别的可以帮您吗？", "I have noted it and passed it on, thank you. Anything else I can do?"));
        turn.Decision.End("leave-message");
    }

    /// <summary>What the human should know: why, what was said, what is known.</summary>
    private static string Summary(TurnContext turn, string reason)
    {
        var text = new StringBuilder($"转人工 Hand-off: {reason}\n访客 Visitor: {turn.Thread.User?.Nickname} ({turn.Thread.User?.Uid})");
        foreach (var (name, value) in turn.State.Vars) text.Append(CultureInfo.InvariantCulture, $"\n{name}: {value}");
        foreach (var said in turn.State.Recent.TakeLast(8)) text.Append(CultureInfo.InvariantCulture, $"\n[{said.Role}] {said.Text}");
        return text.Length > 2_000 ? text.ToString(0, 2_000) : text.ToString();
    }
}
