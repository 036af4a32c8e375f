using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Weiyu.Client.Messages;

namespace Weiyu.Sandbox.Rest;

/// <summary>History, what is unread, and sending without MQTT.</summary>
internal static class MessageCalls
{
    public static void Map(IEndpointRouteBuilder routes, RestServer server)
    {
        routes.MapGet("/api/v1/message/query/topic", http =>
        {
            var paging = Paging.Of(http.Request);
            List<Wire.Message> content;
            int total;
            lock (server.Hub.Gate)
            {
                (content, total) = server.Hub.Store.Page(http.Request.Query["topic"].ToString(), paging.Skip, paging.Size);
            }

            return Envelope.PageAsync(http, paging, content, total, RestJson.Message);
        });

        routes.MapGet("/api/v1/message/unread/query", http =>
        {
            var paging = Paging.Of(http.Request);
            List<Wire.Message> content;
            int total;
            lock (server.Hub.Gate)
            {
                (content, total) = server.Hub.Unread.Page(RestServer.Caller(http).UserUid, paging.Skip, paging.Size);
            }

            return Envelope.PageAsync(http, paging, content, total, RestJson.Message);
        });

        routes.MapGet("/api/v1/message/unread/count", http =>
        {
            int count;
            lock (server.Hub.Gate)
            {
                count = server.Hub.Unread.Count(RestServer.Caller(http).UserUid);
            }

            return Envelope.OkAsync(http, json => json.WriteNumberValue(count));
        });

        routes.MapPost("/api/v1/message/unread/clear", http =>
        {
            lock (server.Hub.Gate)
            {
                var userUid = RestServer.Caller(http).UserUid;
                server.Hub.Unread.Clear(userUid);
                foreach (var thread in server.Hub.Threads.Of(userUid))
                {
                    thread.UnreadCount = 0;
                }
            }

            return Envelope.OkAsync(http);
        });

        routes.MapPost("/api/v1/message/rest/send", http => SendAsync(http, server));
    }

    private static async Task SendAsync(HttpContext http, RestServer server)
    {
        var body = await Body.ReadAsync(http);
        if (!body.TryGet("json", out var json) || json.ValueKind != JsonValueKind.String || !MessageJson.TryRead(json.GetString(), out var message))
        {
            await Envelope.FailAsync(http, "json must be the message as a JSON string");
            return;
        }

        if (message.Uid.Length == 0 || message.Type.Length == 0 || message.User is null)
        {
            await Envelope.FailAsync(http, "message needs uid, type and user");
            return;
        }

        server.Hub.Counters.CountSentByRest();
        await (server.Hub.Publish(message, RestServer.Caller(http).UserUid)
            ? Envelope.OkAsync(http, writer => RestJson.Message(writer, message))
            : Envelope.FailAsync(http, "message can not be sent: thread or its type is not known"));
    }
}
