using System.Text.Json.Nodes;
using Weiyu.Bot.Core;
using Weiyu.Bot.Pipeline;
using Weiyu.Client.Content;
using Weiyu.Client.Messages;
using Weiyu.Rules.Grammar;
using Weiyu.Rules.Model;
using Weiyu.Rules.Model.Running;

namespace Weiyu.Bot.Handlers.Rules.Running;

/// <summary>What the rules see of a turn, and the turn itself, to which they add what they do.</summary>
internal sealed class TurnScope : RuleScope
{
    public TurnScope(TurnContext turn, RuleBook book, JsonObject? locals = null)
        : base(FactsOf(turn), turn.State, book, locals) => Turn = turn;

    /// <summary>The turn.</summary>
    public TurnContext Turn { get; }

    /// <summary>What happened, where the turn is no message's; also a rating or a reaction that came as a message.</summary>
    public BotEvent Event
    {
        init => Facts = Facts with { Event = EventOf(value) };
    }

    /// <summary>Who the bot talks to.</summary>
    public static Wire.User VisitorOf(TurnContext turn) =>
        turn.Thread.User is { Uid.Length: > 0 } user ? user : turn.Message?.User ?? new Wire.User();

    /// <summary>What is the case in a turn.</summary>
    public static Facts FactsOf(TurnContext turn)
    {
        var (thread, message) = (turn.Thread, turn.Message);
        return new Facts
        {
            Now = turn.Now,
            Thread = new ThreadFacts(thread.Uid, thread.Topic, thread.Type, thread.State, thread.Channel, thread.Extra)
            {
                IsCustomerService = ThreadTypes.IsCustomerService(thread.Type),
            },
            Visitor = Person(VisitorOf(turn)),
            Agent = Person(turn.Bot.SenderIn(thread.Type)),
            Message = message is null ? null : new MessageFacts(message.Uid, message.Type, ContentOf(message), message.CreatedAt, message.Channel),
            Event = message is null && turn.Event is { } happened ? EventOf(happened) : null,
            Text = turn.Text,
            Owner = turn.State.Ownership.Owner.ToString(),
            Repeats = RepeatsOf(turn),
            Mood = Questions.AreWords(message?.Type) ? Mood.Of(turn.Text) : null,
        };
    }

    /// <summary>How often the visitor has said the same lately.</summary>
    private static int RepeatsOf(TurnContext turn)
    {
        if (!Questions.AreWords(turn.Message?.Type) || TextForms.Bare(turn.Text) is not { Length: > 0 } said) return 0;
        return Math.Max(1, turn.State.Recent.Count(r => r.Role == "visitor" && TextForms.Bare(r.Text) == said));
    }

    /// <summary>As it came; of a text, which may come with its translation in an object, the words.</summary>
    private static string ContentOf(Wire.Message message) =>
        message.Type is MessageTypes.Text && message.Content.AsSpan().TrimStart() is ['{', ..]
            ? MessageContent.Read(message).PlainText() : message.Content;

    private static PersonFacts Person(Wire.User user) => new(user.Uid, user.Nickname, user.Avatar, user.Type, user.Extra);

    private static EventFacts EventOf(BotEvent happened) => new(happened.Name, happened.Argument, happened.Data);
}
