using System.Text.Json.Nodes;
using Weiyu.Client.Messages;

namespace Weiyu.Bot.Core;

/// <summary>Builds the messages that go on the wire, as the official client does.</summary>
internal sealed class MessageFactory(WeiyuSettings settings)
{
    /// <summary>Builds a message.</summary>
    /// <param name="bot">Who sends.</param>
    /// <param name="thread">Where to; the server routes by its topic and fails on a thread without a type.</param>
    /// <param name="uid">Derived, see <see cref="Uids"/>.</param>
    /// <param name="type">The message type.</param>
    /// <param name="content">By type.</param>
    /// <param name="now">The time; the server puts its own in place of it.</param>
    /// <param name="extra">Members beside <c>orgUid</c>.</param>
    public Wire.Message Create(BotIdentity bot, Wire.Thread thread, string uid, string type, string content, DateTimeOffset now, JsonObject? extra = null)
    {
        var target = thread.Clone();
        if (!ThreadTypes.IsKnown(target.Type)) target.Type = ThreadTypes.OfTopic(target.Topic);
        return new Wire.Message
        {
            Uid = uid,
            Type = type,
            Content = content,
            Status = MessageStatuses.Sending,
            CreatedAt = MessageTime.Write(now, settings.ServerZone),
            Channel = settings.Channel,
            Thread = target,
            User = bot.SenderIn(target.Type),
            Extra = Extra(bot.OrgUid, extra),
        };
    }

    private static string Extra(string orgUid, JsonObject? members)
    {
        if (members is null || members.Count == 0) return MessageExtra.Create(orgUid);
        var all = new JsonObject { ["orgUid"] = orgUid };
        foreach (var (name, value) in members) all[name] = value?.DeepClone();
        return all.ToJsonString();
    }
}

/// <summary>What of the configuration the messages need.</summary>
/// <param name="Channel">The channel in every message.</param>
/// <param name="ServerZone">The zone of the server's times.</param>
internal sealed record WeiyuSettings(string Channel, TimeZoneInfo ServerZone);
