using System.Text.Json;
using Weiyu.Client.Messages;
using Weiyu.Sandbox.Rest.Answers;

namespace Weiyu.Sandbox.Rest.Calls;

/// <summary>Sending without MQTT, and what is done to messages.</summary>
internal static class SendCalls
{
    public static IReadOnlyList<RestRoute> Routes { get; } =
    [
        RestRoute.Post("/api/v1/message/rest/send", SendAsync),
        RestRoute.Post("/api/v1/message/create", NotThereAsync).New(),
        RestRoute.Post("/api/v1/message/update", NotThereAsync).New(),
        RestRoute.Post("/api/v1/message/reaction/toggle", ReactAsync).New(),
    ];

    private static Task NotThereAsync(RestCall call, Body body) => call.RefuseAsync(Refusal.NotImplemented());

    private static Task SendAsync(RestCall call, Body body)
    {
        if (!body.TryGet("json", out var json) || json.ValueKind != JsonValueKind.String || !MessageJson.TryRead(json.GetString(), out var message))
        {
            return call.RefuseAsync(Refusal.Business("json must be the message as a JSON string"));
        }

        if (message.Uid.Length == 0 || message.Type.Length == 0 || message.User is null)
        {
            return call.RefuseAsync(Refusal.Business("message needs uid, type and user"));
        }

        call.Hub.Counters.CountSentByRest();
        if (!call.Hub.Publish(message, call.Account.UserUid))
        {
            return call.RefuseAsync(Refusal.Business("message can not be sent: thread or its type is not known"));
        }

        return call.OkAsync(writer =>
        {
            if (call.Habits.SendAnswersText)
            {
                writer.WriteStringValue(json.GetString());
            }
            else
            {
                MessageShape.Older(writer, message, call.Habits);
            }
        });
    }

    private static Task ReactAsync(RestCall call, Body body)
    {
        if (body.Text("messageUid") is not { Length: > 0 } uid || body.Text("emoji") is not { Length: > 0 } emoji)
        {
            return call.RefuseAsync(Refusal.Bad("messageUid and emoji are required"));
        }

        if (call.Desk.Reactions.Toggle(uid, emoji, call.Account.UserUid) is null)
        {
            return call.RefuseAsync(Refusal.Business("message not found"));
        }

        HistoryRow? row;
        lock (call.Hub.Gate)
        {
            row = call.Hub.Store.FindEntry(uid) is { } entry ? HistorySearch.Row(call.Hub, entry) : null;
        }

        return row is { } changed
            ? call.OkAsync(json => MessageShape.Write(json, call, changed))
            : call.RefuseAsync(Refusal.Business("message not found"));
    }
}
