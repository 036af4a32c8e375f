using System.Text.Json.Nodes;
using Weiyu.Bot.Core;
using Weiyu.Bot.Pipeline;
using Weiyu.Client.Content;
using Weiyu.Client.Messages;
using Weiyu.Rules.Model;

namespace Weiyu.Bot.Handlers.Opinions;

/// <summary>
/// Hears what a visitor thinks: a rating of the conversation, a reaction to one of our messages. Both are events for rules (<c>rating</c>,
/// <c>reaction</c>) and no questions: by themselves they get no reply. A reaction is remembered with the message that it is about; one to
/// anybody else's message, or from anybody but the visitor, is only kept.
/// </summary>
internal sealed class OpinionHandler : IHandler
{
    private const string Name = "Opinion";

    /// <inheritdoc/>
    public ValueTask HandleAsync(TurnContext turn, HandlerDelegate next, CancellationToken cancellationToken)
    {
        if (turn.Message is not { } message) return next(turn, cancellationToken);
        if (message.Type == MessageTypes.RateSubmit)
        {
            turn.Feedback = Rated(message);
            return next(turn, cancellationToken);
        }

        if (!MessageTypes.IsReaction(message.Type)) return next(turn, cancellationToken);
        if (Reacted(turn, message) is not { } reacted) return ValueTask.CompletedTask;
        turn.Feedback = reacted;
        return next(turn, cancellationToken);
    }

    /// <summary>The event that a rating is. Clients of 2026 put the score into the message's extra.</summary>
    private static BotEvent Rated(Wire.Message message)
    {
        var content = MessageContent.Read(message) as RateContent;
        var extra = MessageContent.Read(MessageTypes.Rate, message.Extra) as RateContent;
        return new BotEvent(BotEvents.Rating, null, new JsonObject
        {
            ["score"] = content?.Score ?? extra?.Score, ["content"] = content?.Content ?? extra?.Content,
            ["status"] = content?.Status, ["resolved"] = content?.Resolved ?? extra?.Resolved,
        });
    }

    /// <summary>The event that a reaction is; null when it is none for rules.</summary>
    private static BotEvent? Reacted(TurnContext turn, Wire.Message message)
    {
        if (MessageContent.Read(message) is not ReactionContent { MessageUid: { } answer } content || !Uids.IsDerived(answer))
            return Silent(turn, "a reaction to a message that is not ours");
        if (!IsVisitors(turn, message, content)) return Silent(turn, "a reaction that is not the visitor's");

        var isToggle = message.Type == MessageTypes.Reaction;
        var emoji = isToggle ? content.Emoji?.Trim() ?? "" : message.Type == MessageTypes.RobotUp ? "👍" : "👎";
        var change = AnswerOpinions.Note(turn.State, answer, emoji, isToggle, content.ServerTimestamp, turn.Now);
        var opinion = Reactions.Of(emoji);
        if (change is OpinionChange.Known) return Silent(turn, $"a reaction to {answer} that is known already");
        if (change is OpinionChange.TakenBack) return Silent(turn, $"a reaction to {answer} was taken back");
        turn.Decision.Note(Name, $"{opinion} {emoji} to our {answer}");
        turn.Decision.End("reaction", opinion);
        if (change is OpinionChange.Again) return null;
        return new BotEvent(BotEvents.Reaction, null, new JsonObject { ["reaction"] = opinion, ["emoji"] = emoji, ["answer"] = answer });
    }

    /// <summary>
    /// Whether the visitor reacted. The server's SYSTEM user tells of it and says who it was; where it says nobody, it was no account, so no agent.
    /// </summary>
    private static bool IsVisitors(TurnContext turn, Wire.Message message, ReactionContent content)
    {
        if (message.User?.Type == UserTypes.Visitor) return true;
        if (message.User?.Type == UserTypes.System) return content.UserUid is not { Length: > 0 } by || IsVisitor(turn, by);
        return Questions.MayAsk(message) && !turn.Bot.IsOwn(message.User) && IsVisitor(turn, message.User?.Uid);
    }

    private static bool IsVisitor(TurnContext turn, string? uid) =>
        uid is { Length: > 0 } && (uid == turn.Thread.User?.Uid || (Topics.TryParse(turn.Thread.Topic, out var topic) && uid == topic.PeerUid));

    private static BotEvent? Silent(TurnContext turn, string reason)
    {
        turn.Decision.Note(Name, reason);
        turn.Decision.End("silent", reason);
        return null;
    }
}
