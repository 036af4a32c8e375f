using System.Diagnostics;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Delivery;
using Weiyu.Client.Mqtt;
using Weiyu.Client.Rest;

namespace Weiyu.Bot.Commands.Doctor;

/// <summary>
/// Does the MQTT line come up, and does the server take the subscriptions? Where no bot is running the line is the bot's own (the same client id), so that no
/// session is left behind on the server; what comes in is not acknowledged, and waits for the bot.
/// </summary>
internal static class LineChecks
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Looks.</summary>
    public static async Task<List<Check>> LookAsync(
        WeiyuOptions weiyu, Session session, RunningBot? running, string device, IReadOnlyList<string> topics, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        var started = Stopwatch.GetTimestamp();
        var connection = new MqttConnection(
            MqttConnectionFactory.Options(weiyu, device),
            (_, _) => ValueTask.FromResult(new MqttIdentity(session.UserUid, session.Username, session.AccessToken)), _ => ValueTask.CompletedTask);
        var line = connection.RunAsync(patience.Token);
        try
        {
            await connection.WaitForAsync(MqttConnectionState.Connected, patience.Token);
            var connected = new Check("connection", CheckVerdict.Good, $"{weiyu.MqttUrl} in {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms");
            return [connected, running is null ? await SubscribeAsync(connection, topics, patience.Token) : await running.SubscriptionsAsync(cancellationToken)];
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return [Down(weiyu, connection), new Check("subscriptions", CheckVerdict.Skipped, "not looked at: it needs the connection")];
        }
        finally
        {
            await patience.CancelAsync();
            await line;
        }
    }

    private static async Task<Check> SubscribeAsync(MqttConnection connection, IReadOnlyList<string> topics, CancellationToken cancellationToken)
    {
        try
        {
            var refused = await connection.SubscribeAsync(topics, cancellationToken);
            return refused.Count == 0
                ? new Check("subscriptions", CheckVerdict.Good, $"{topics.Count} topics, all accepted")
                : new Check("subscriptions", CheckVerdict.Bad, $"{refused.Count} of {topics.Count} topics are refused: {string.Join(", ", refused.Take(5))}", "Let the account read these topics: look at the broker's access rules.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested || connection.State == MqttConnectionState.Connected)
        {
            return new Check("subscriptions", CheckVerdict.Bad, "the server does not answer SUBSCRIBE", "Look into the server's log; it may close the line on topics that it does not know.");
        }
    }

    private static Check Down(WeiyuOptions weiyu, MqttConnection connection)
    {
        var failure = connection.LastFailure;
        return new Check(
            "connection", CheckVerdict.Bad, $"{weiyu.MqttUrl}: {failure?.Message ?? "no answer"}",
            ServerChecks.Cure(
                failure?.Reason == MqttFailureReason.InvalidCertificate,
                failure?.Reason == MqttFailureReason.RefusedCredentials
                    ? "The REST login works and the broker refuses its token: let the broker ask Weiyu, or give it the same accounts."
                    : "Check Weiyu:MqttUrl (ws:// or wss://, path /websocket) and the proxy in front of it. Answers go over HTTP meanwhile."));
    }
}
