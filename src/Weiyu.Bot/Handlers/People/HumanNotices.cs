using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.Rules.Running;
using Weiyu.Bot.Pipeline;
using Weiyu.Client.Messages;
using Weiyu.Rules.Model;
using Weiyu.Rules.Templates;

namespace Weiyu.Bot.Handlers.People;

/// <summary>Tells humans: a TRANSFER to whom a hand-off goes, a NOTICE or a LEAVE_MSG to the topic, a POST to the webhook. All of it may be said while a human owns the conversation.</summary>
internal sealed class HumanNotices(IOptions<PeopleOptions> options)
{
    /// <summary>Somebody is wanted.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="to">The agent or work group that the thread is offered to; empty: nobody in particular.</param>
    /// <param name="reason">Why.</param>
    /// <param name="summary">What they should know.</param>
    public void Call(TurnContext turn, string to, string reason, string summary)
    {
        if (to.Length > 0) turn.Add(Transfers.Offer(to, summary, turn.Thread, turn.Bot.SenderIn(turn.Thread.Type)));
        Notify(turn, "handoff", reason, summary);
    }

    /// <summary>Tells the topic and the webhook.</summary>
    public void Notify(TurnContext turn, string kind, string reason, string summary)
    {
        if (options.Value.NoticeTopic is { Length: > 0 } topic) turn.Add(new SendMessage(MessageTypes.Notice, summary) { To = Place(topic), EvenWhenHumanOwns = true });
        Post(turn, new JsonObject { ["kind"] = kind, ["reason"] = reason, ["summary"] = summary });
    }

    /// <summary>Passes on what a visitor left. Without a topic and a webhook it stays in the thread, for whoever opens it next.</summary>
    public void Leave(TurnContext turn, LeftMessage left, string summary)
    {
        var kind = left.Kind == LeaveKind.CallBack ? "call-back" : "leave-message";
        var content = new JsonObject
        {
            ["content"] = Words(left), ["status"] = "PENDING", ["kind"] = kind, ["thread"] = turn.Thread.Uid, ["topic"] = turn.Thread.Topic, ["visitor"] = turn.Thread.User?.Nickname ?? "",
        };
        foreach (var (name, value) in left.Values)
        {
            if (!content.ContainsKey(name)) content[name] = value?.DeepClone();
        }

        var (topic, webhook) = (options.Value.NoticeTopic, options.Value.Webhook);
        if (topic.Length > 0 || webhook.Length == 0)
        {
            turn.Add(new SendMessage(MessageTypes.LeaveMsg, content.ToJsonString(Sending.Json))
            {
                To = topic.Length > 0 ? Place(topic) : null, EvenWhenHumanOwns = true, IsPreface = true, PlainText = "",
            });
        }

        Post(turn, new JsonObject { ["kind"] = kind, ["reason"] = "a message was left", ["values"] = left.Values.DeepClone(), ["summary"] = summary });
    }

    private void Post(TurnContext turn, JsonObject body)
    {
        if (options.Value.Webhook is not { Length: > 0 } url) return;
        (body["thread"], body["topic"], body["visitor"]) = (turn.Thread.Uid, turn.Thread.Topic, turn.Thread.User?.Nickname ?? "");
        turn.Add(new ServerAction(ServerActions.Webhook, new JsonObject { ["url"] = url, ["body"] = body }));
    }

    private static Wire.Thread Place(string topic) => new() { Uid = topic, Topic = topic, Type = ThreadTypes.Group };

    private static string Words(LeftMessage left) =>
        string.Join('\n', left.Values.Where(v => TemplateValues.Show(v.Value).Length > 0).Select(v => $"{Label(v.Key)}: {TemplateValues.Show(v.Value)}"));

    private static string Label(string name) => name switch
    {
        "message" => "留言 Message",
        "contact" => "联系方式 Contact",
        "name" => "称呼 Name",
        "time" => "时间 Time",
        _ => name,
    };
}
