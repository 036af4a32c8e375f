using System.Text.Json;
using Weiyu.Client.Messages;

namespace Weiyu.Sandbox.Rest.Answers;

/// <summary>A message of the history, as it was when the server's lock was held.</summary>
/// <param name="Message">The message.</param>
/// <param name="Thread">Its thread as it is now; today's server writes the whole of it into each message.</param>
/// <param name="CreatedAt">When the server took it.</param>
/// <param name="UpdatedAt">When it last changed.</param>
internal readonly record struct HistoryRow(Wire.Message Message, SandboxThread? Thread, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>Messages in answers.</summary>
internal static class MessageShape
{
    /// <summary>The name that a generation has for the channel.</summary>
    public static string Channel(SandboxHabits habits) => habits.ChannelIsClient ? "client" : "channel";

    /// <summary>A row of the history.</summary>
    public static void Write(Utf8JsonWriter json, RestCall call, HistoryRow row)
    {
        if (call.Habits.AnswersAreWhole)
        {
            Whole(json, call, row);
        }
        else
        {
            Older(json, row.Message, call.Habits);
        }
    }

    /// <summary>A message as it is on the wire, which is what older servers answer and what the pages use.</summary>
    public static void Older(Utf8JsonWriter json, Wire.Message message, SandboxHabits habits)
    {
        json.WriteStartObject();
        json.WriteString("uid", message.Uid);
        json.WriteString("type", message.Type);
        json.WriteString("content", message.Content);
        json.WriteString("status", message.Status);
        json.WriteString("createdAt", message.CreatedAt);
        json.WriteString(Channel(habits), message.Channel);
        if (message.User is { } user)
        {
            json.WritePropertyName("user");
            UserShape.Write(json, user);
        }

        if (message.Thread is { } thread)
        {
            json.WriteStartObject("thread");
            json.WriteString("uid", thread.Uid);
            json.WriteString("topic", thread.Topic);
            json.WriteString("type", thread.Type);
            json.WriteString("state", thread.State);
            if (thread.User is { } visitor)
            {
                json.WritePropertyName("user");
                UserShape.Write(json, visitor);
            }

            json.WriteString(Channel(habits), thread.Channel);
            json.WriteString("extra", thread.Extra);
            json.WriteEndObject();
        }

        json.WriteString("extra", message.Extra);
        json.WriteEndObject();
    }

    private static void Whole(Utf8JsonWriter json, RestCall call, HistoryRow row)
    {
        var message = row.Message;
        var user = message.User ?? new Wire.User();
        json.WriteStartObject();
        BaseFields.Write(json, message.Uid, user.Uid, MessageExtra.OrgUid(message.Extra) ?? call.Data.OrgUid, row.CreatedAt, row.UpdatedAt);
        json.WriteString("type", message.Type);
        json.WriteString("content", message.Content);
        json.WriteString("status", message.Status);
        json.WriteString(Channel(call.Habits), message.Channel);
        json.WriteString("extra", message.Extra);
        json.WritePropertyName("user");
        UserShape.Write(json, user);
        json.WritePropertyName("thread");
        if (row.Thread is { } thread)
        {
            ThreadShape.Write(json, call, thread);
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteNumber("timestamp", row.CreatedAt.ToUnixTimeMilliseconds());
        json.WriteBoolean("robot", user.Type == UserTypes.Robot);
        json.WriteBoolean("visitor", user.Type == UserTypes.Visitor);
        json.WriteBoolean("system", user.Type == UserTypes.System);
        json.WriteEndObject();
    }
}
