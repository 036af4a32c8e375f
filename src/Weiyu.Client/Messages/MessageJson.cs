using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace Weiyu.Client.Messages;

/// <summary>
/// Messages in the shape of the REST interface. Outwards it is the one that <c>message/rest/send</c> wants (<c>extra</c> a string); inwards every shape
/// that servers and clients are known to write is read, and foreign members are ignored.
/// </summary>
public static class MessageJson
{
    /// <summary>Reads a message; what is missing or unreadable is left empty. Never throws.</summary>
    public static Wire.Message Read(JsonElement json)
    {
        var message = new Wire.Message
        {
            Uid = JsonText.Of(json, "uid") ?? "",
            Type = JsonText.Of(json, "type") ?? "",
            Content = JsonText.Of(json, "content") ?? "",
            Status = JsonText.Of(json, "status", "state") ?? "",
            CreatedAt = JsonText.Of(json, "createdAt", "createdat") ?? JsonText.Of(json, "timestamp") ?? "",
            Channel = JsonText.Of(json, "channel", "client") ?? "",
            Extra = JsonText.Of(json, "extra") ?? "",
        };
        With(json, "thread", message, static (m, value) => m.Thread = ReadThread(value));
        With(json, "user", message, static (m, value) => m.User = ReadUser(value));
        return message;
    }

    /// <summary>Reads a message from text; false when the text is no JSON object.</summary>
    public static bool TryRead(string? json, [NotNullWhen(true)] out Wire.Message? message)
    {
        message = null;
        if (string.IsNullOrWhiteSpace(json)) return false;

        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object) return false;

            message = Read(document.RootElement);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Reads a thread: the one inside a message, or one of a list of threads.</summary>
    public static Wire.Thread ReadThread(JsonElement json)
    {
        var thread = new Wire.Thread
        {
            Uid = JsonText.Of(json, "uid") ?? "",
            Topic = JsonText.Of(json, "topic") ?? "",
            Type = JsonText.Of(json, "type") ?? "",
            State = JsonText.Of(json, "state", "status") ?? "",
            Channel = JsonText.Of(json, "channel", "client") ?? "",
            Extra = JsonText.Of(json, "extra") ?? "",
        };
        With(json, "user", thread, static (t, value) => t.User = ReadUser(value));
        return thread;
    }

    /// <summary>Reads a user, a visitor or an agent.</summary>
    public static Wire.User ReadUser(JsonElement json) => new()
    {
        Uid = JsonText.Of(json, "uid") ?? "",
        Nickname = JsonText.Of(json, "nickname") ?? "",
        Avatar = JsonText.Of(json, "avatar") ?? "",
        Type = JsonText.Of(json, "type") ?? "",
        Extra = JsonText.Of(json, "extra") ?? "",
    };

    /// <summary>The message as one JSON object, absent parts left out.</summary>
    public static string Write(Wire.Message message)
    {
        var buffer = new ArrayBufferWriter<byte>(512 + message.Content.Length);
        using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("uid", message.Uid);
            writer.WriteString("type", message.Type);
            writer.WriteString("content", message.Content);
            writer.WriteString("status", message.Status);
            writer.WriteString("createdAt", message.CreatedAt);
            writer.WriteString("channel", message.Channel);
            if (message.User is { } user) WriteUser(writer, user);

            if (message.Thread is { } thread) WriteThread(writer, thread);

            writer.WriteString("extra", message.Extra);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteThread(Utf8JsonWriter writer, Wire.Thread thread)
    {
        writer.WriteStartObject("thread");
        writer.WriteString("uid", thread.Uid);
        writer.WriteString("topic", thread.Topic);
        writer.WriteString("type", thread.Type);
        writer.WriteString("state", thread.State);
        if (thread.User is { } user) WriteUser(writer, user);

        writer.WriteString("channel", thread.Channel);
        writer.WriteString("extra", thread.Extra);
        writer.WriteEndObject();
    }

    private static void WriteUser(Utf8JsonWriter writer, Wire.User user)
    {
        writer.WriteStartObject("user");
        writer.WriteString("uid", user.Uid);
        writer.WriteString("nickname", user.Nickname);
        writer.WriteString("avatar", user.Avatar);
        writer.WriteString("type", user.Type);
        writer.WriteString("extra", user.Extra);
        writer.WriteEndObject();
    }

    /// <summary>Submessages come as objects, and in some answers as an object inside a string.</summary>
    private static void With<T>(JsonElement json, string member, T target, Action<T, JsonElement> assign)
    {
        if (!JsonText.TryGet(json, member, out var value)) return;

        if (value.ValueKind == JsonValueKind.Object)
        {
            assign(target, value);
        }
        else if (value.ValueKind == JsonValueKind.String && JsonText.Of(value) is { } text && text.TrimStart().StartsWith('{'))
        {
            try
            {
                using var document = JsonDocument.Parse(text);
                assign(target, document.RootElement);
            }
            catch (JsonException)
            {
                // No object after all: the part is missing.
            }
        }
    }
}
