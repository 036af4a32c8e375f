using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Delivery;
using Weiyu.Bot.Core;
using Weiyu.Bot.Storage;
using Weiyu.Client.Messages;
using Weiyu.Client.Rest;

namespace Weiyu.Bot.Outbox;

/// <summary>Carries out the outbox items that are calls and no messages. A call may be repeated after a crash: all of them may be.</summary>
internal sealed class ActionRunner(
    WeiyuRestClient rest, IBotIdentitySource identity, IHttpClientFactory http, TopicBook topics, IOptions<BotOptions> options, TimeProvider time)
{
    /// <summary>The name of the HTTP client for webhooks.</summary>
    public const string WebhookClient = "webhook";

    private const int MaxAttempts = 8;
    private static readonly RetryDelay Retry = new(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(30));
    private static readonly TimeSpan RoomPause = TimeSpan.FromSeconds(2);

    /// <summary>Carries one out, with bounded retries.</summary>
    public async Task<OutboxEnd> RunAsync(OutboxItem item, CancellationToken cancellationToken)
    {
        var arguments = JsonNode.Parse(item.Payload)?.AsObject() ?? [];
        string? error = null;
        for (var attempt = 0; ;)
        {
            try
            {
                await RunAsync(item.Kind, arguments, item.Uid, cancellationToken);
                return OutboxEnd.Confirmed(item.Kind == ServerActions.Webhook ? "webhook" : "http", "200");
            }
            catch (Exception e) when (e is WeiyuApiException or HttpRequestException)
            {
                error = e.Message;
                if (++attempt >= MaxAttempts) return OutboxEnd.Failed(error);
            }
            catch (Exception e) when (e is WeiyuUnavailableException or WeiyuLoginRefusedException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                error = e.Message;
            }

            if (time.GetUtcNow() - item.Since > options.Value.GiveUpAfter) return OutboxEnd.Failed(error);
            await Task.Delay(Retry.After(attempt + 1, item.Uid), time, cancellationToken);
        }
    }

    private Task RunAsync(string kind, JsonObject arguments, string uid, CancellationToken cancellationToken) => kind switch
    {
        ServerActions.CloseThread => rest.CloseThreadAsync(Thread(arguments), cancellationToken),
        ServerActions.UpdateTags => rest.UpdateTagsAsync(Thread(arguments), [.. arguments["tags"]!.AsArray().Select(t => t!.GetValue<string>())], cancellationToken),
        ServerActions.UpdateNote => rest.UpdateNoteAsync(Thread(arguments), Text(arguments, "note"), cancellationToken),
        ServerActions.AcceptThread => AcceptAsync(Thread(arguments), cancellationToken),
        ServerActions.AgentStatus => identity.Current?.Agent is { } agent
            ? rest.UpdateAgentStatusAsync(agent.Uid, Text(arguments, "status"), cancellationToken)
            : Task.CompletedTask,
        ServerActions.Webhook => PostAsync(arguments, uid, cancellationToken),
        _ => throw new WeiyuApiException(0, $"There is no action '{kind}'."),
    };

    /// <summary>
    /// Takes a queued visitor as soon as the agent has room. Those behind wait in the order in which they came: they are in the same lane.
    /// One who has left the queue is let go.
    /// </summary>
    private async Task AcceptAsync(Wire.Thread thread, CancellationToken cancellationToken)
    {
        var began = time.GetUtcNow();
        while (time.GetUtcNow() - began < options.Value.GiveUpAfter)
        {
            if (await rest.FindThreadAsync(thread, cancellationToken) is { Thread.State: { Length: > 0 } state } && state is not (ThreadStates.Queuing or ThreadStates.New)) return;
            if (await HasRoomAsync(cancellationToken))
            {
                try
                {
                    await rest.AcceptThreadAsync(thread, cancellationToken);
                    topics.Add([thread.Topic]);
                    return;
                }
                catch (WeiyuApiException)
                {
                    // Somebody was faster, here or there; what the server says next will tell.
                }
            }

            await Task.Delay(RoomPause, time, cancellationToken);
        }
    }

    /// <summary>Whether the agent has room. Where the server does not say (no permission; none does since 2026), trying tells.</summary>
    private async Task<bool> HasRoomAsync(CancellationToken cancellationToken)
    {
        try
        {
            // A server in trouble says that there is no agent: that is no room now.
            return await rest.FindAgentAsync(cancellationToken) is { HasRoom: true };
        }
        catch (WeiyuException)
        {
            return true;
        }
    }

    private async Task PostAsync(JsonObject arguments, string uid, CancellationToken cancellationToken)
    {
        using var client = http.CreateClient(WebhookClient);
        using var request = new HttpRequestMessage(HttpMethod.Post, Text(arguments, "url"));
        request.Content = new StringContent(arguments["body"]?.ToJsonString() ?? "{}", System.Text.Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation("Idempotency-Key", uid);
        foreach (var (name, value) in arguments["headers"]?.AsObject() ?? []) request.Headers.TryAddWithoutValidation(name, value?.ToString());
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    private static Wire.Thread Thread(JsonObject arguments) => new() { Uid = Text(arguments, "uid"), Topic = Text(arguments, "topic") };

    private static string Text(JsonObject arguments, string name) => arguments[name]?.ToString() ?? "";
}
