using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;
using Microsoft.Extensions.Logging;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;
using Weiyu.Client.Rest;

namespace Weiyu.Client.Mqtt;

/// <summary>One connection from CONNECT to its end. Never reused: what belongs to a dead connection cannot reach its successor.</summary>
internal sealed class MqttLink : IAsyncDisposable
{
    private static readonly TimeSpan FarewellTimeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan RetirementTimeout = TimeSpan.FromMinutes(1);

    private readonly MqttConnectionOptions _options;
    private readonly Func<ReceivedPacket, ValueTask> _receive;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly WatchedAdapter _adapter;
    private readonly IMqttClient _client;
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _connected;

    public MqttLink(MqttConnectionOptions options, Func<ReceivedPacket, ValueTask> receive, TimeProvider time, ILogger logger)
    {
        _options = options;
        _receive = receive;
        _time = time;
        _logger = logger;
        _adapter = new WatchedAdapter(options, time);
        _client = new MqttClientFactory().CreateMqttClient(_adapter);
        _client.ApplicationMessageReceivedAsync += OnReceivedAsync;
        _client.DisconnectedAsync += _ =>
        {
            _finished.TrySetResult();
            return Task.CompletedTask;
        };
    }

    /// <summary>Whether the server answers what it is asked, as far as is known.</summary>
    public bool IsHeard => _adapter.OwedFor < _options.AnswerTimeout;

    /// <summary>Null when connected, else why not.</summary>
    public async Task<MqttFailure?> ConnectAsync(MqttIdentity identity, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(_options.ConnectTimeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            var result = await _client.ConnectAsync(Describe(identity), both.Token);
            _connected = result.ResultCode == MqttClientConnectResultCode.Success;
            return Judge(result.ResultCode);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            return timeout.IsCancellationRequested
                ? Failure(MqttFailureReason.Unreachable, $"no answer within {_options.ConnectTimeout.TotalSeconds:0.#} s")
                : Judge(e);
        }
    }

    /// <summary>Waits for the end of the connection and says why it ended.</summary>
    public async Task<MqttFailure> WaitForEndAsync(CancellationToken cancellation)
    {
        // The library pings only when nothing was sent for a while: who sends would never learn that the other side is gone, or hears nothing.
        var look = _options.ProbeAfter < LongestLook ? _options.ProbeAfter : LongestLook;
        while (!_adapter.Ended.IsCompleted)
        {
            try
            {
                await _adapter.Ended.WaitAsync(look, _time, cancellation);
            }
            catch (TimeoutException) when (_adapter.Silence >= _options.ProbeAfter || !IsHeard)
            {
                await PingAsync(cancellation);
            }
            catch (TimeoutException)
            {
                // Neither silent nor deaf: all is well.
            }
        }

        return await _adapter.Ended is { } error ? Judge(error) : Failure(MqttFailureReason.ClosedByServer, "the server closed the connection");
    }

    /// <exception cref="NotConnectedException">The connection was lost on the way, or the server did not acknowledge in time.</exception>
    public async Task PublishAsync(string topic, ReadOnlyMemory<byte> payload, int qos, CancellationToken cancellation)
    {
        var message = new MqttApplicationMessage
        {
            Topic = topic,
            Payload = new(payload),
            QualityOfServiceLevel = (MqttQualityOfServiceLevel)qos,
        };
        await AskAsync(token => _client.PublishAsync(message, token), qos == 0 ? _options.ConnectTimeout : _options.AnswerTimeout, cancellation);
    }

    /// <summary>Returns the topics that the server refused.</summary>
    /// <exception cref="NotConnectedException">As for publishing.</exception>
    public async Task<IReadOnlyList<string>> SubscribeAsync(IReadOnlyList<string> topics, CancellationToken cancellation)
    {
        var request = new MqttClientSubscribeOptions
        {
            TopicFilters = [.. topics.Select(topic => new MqttTopicFilter { Topic = topic, QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce })],
        };
        var answer = await AskAsync(token => _client.SubscribeAsync(request, token), _options.ConnectTimeout, cancellation);
        return [.. answer.Items.Where(item => item.ResultCode > MqttClientSubscribeResultCode.GrantedQoS2).Select(item => item.TopicFilter.Topic)];
    }

    /// <exception cref="NotConnectedException">As for publishing.</exception>
    public async Task UnsubscribeAsync(IReadOnlyList<string> topics, CancellationToken cancellation) =>
        await AskAsync(token => _client.UnsubscribeAsync(new MqttClientUnsubscribeOptions { TopicFilters = [.. topics] }, token), _options.ConnectTimeout, cancellation);

    /// <summary>Says good-bye when the connection still stands, and lets go of it in any case.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_connected && !_adapter.Ended.IsCompleted)
        {
            await QuietlyAsync(_client.DisconnectAsync(new MqttClientDisconnectOptions(), CancellationToken.None), FarewellTimeout);
        }

        _adapter.Abort(null);
        _ = RetireAsync();
    }

    private static Exception Innermost(Exception error)
    {
        while (error.InnerException is { } inner) error = inner;

        return error;
    }

    private static bool Holds<T>(Exception? error)
        where T : Exception => error is not null && (error is T || Holds<T>(error.InnerException));

    private MqttClientOptions Describe(MqttIdentity identity) => new MqttClientOptionsBuilder()
        .WithWebSocketServer(o => o.WithUri(_options.Uri.AbsoluteUri))
        .WithProtocolVersion(MqttProtocolVersion.V311)
        .WithClientId($"{identity.UserUid}/{_options.Channel}/{_options.DeviceUid}")
        .WithCredentials(identity.Username, identity.AccessToken)
        .WithKeepAlivePeriod(_options.KeepAlive)
        .WithCleanSession(false)
        .WithTimeout(_options.ConnectTimeout)
        .Build();

    private MqttFailure Failure(MqttFailureReason reason, string message) => new(reason, message, _time.GetUtcNow());

    private MqttFailure? Judge(MqttClientConnectResultCode code) => code switch
    {
        MqttClientConnectResultCode.Success => null,
        MqttClientConnectResultCode.BadUserNameOrPassword => Failure(MqttFailureReason.RefusedCredentials, "the server refused user name or token (CONNACK 4)"),
        MqttClientConnectResultCode.NotAuthorized => Failure(MqttFailureReason.RefusedCredentials, "the server refused the authorisation (CONNACK 5)"),
        MqttClientConnectResultCode.ClientIdentifierNotValid => Failure(MqttFailureReason.RefusedClientId, "the server refused the client id (CONNACK 2)"),
        MqttClientConnectResultCode.ServerUnavailable => Failure(MqttFailureReason.Unreachable, "the server is not available (CONNACK 3)"),
        _ => Failure(MqttFailureReason.ProtocolError, $"the server refused the connection ({code})"),
    };

    private MqttFailure Judge(Exception error)
    {
        var cause = Innermost(error);
        return error switch
        {
            _ when Holds<AuthenticationException>(error) && ConnectionTrouble.Of(error, _options.Uri) is { } trouble && trouble.Contains("no TLS", StringComparison.Ordinal) =>
                Failure(MqttFailureReason.Unreachable, trouble),
            _ when Holds<AuthenticationException>(error) => Failure(MqttFailureReason.InvalidCertificate, $"the TLS certificate is not trusted: {cause.Message}"),
            _ when Holds<MqttProtocolViolationException>(error) || cause is ArgumentException or IndexOutOfRangeException or OverflowException =>
                Failure(MqttFailureReason.ProtocolError, $"the server broke the protocol: {cause.Message}"),
            _ when _adapter.WasOpen && cause is WebSocketException or SocketException { SocketErrorCode: SocketError.ConnectionReset } or MqttCommunicationException =>
                Failure(MqttFailureReason.ClosedByServer, "the server closed the connection"),
            _ => Failure(MqttFailureReason.Unreachable, cause.Message),
        };
    }

    private async Task PingAsync(CancellationToken cancellation)
    {
        try
        {
            await AskAsync(
                async token =>
                {
                    await _client.PingAsync(token);
                    return true;
                },
                _options.ProbeAfter,
                cancellation);
        }
        catch (NotConnectedException)
        {
            _adapter.Abort(new TimeoutException("The server no longer answers."));
        }
    }

    private async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, TimeSpan patience, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(patience, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            return await ask(both.Token);
        }
        catch (Exception e)
        {
            // The library turns a caller's cancellation into exceptions of its own.
            cancellation.ThrowIfCancellationRequested();
            throw new NotConnectedException(
                timeout.IsCancellationRequested ? $"The server did not acknowledge within {patience.TotalSeconds:0.#} s." : $"The connection was lost: {Innermost(e).Message}",
                e is not MqttClientNotConnectedException,
                e) { IsUnanswered = timeout.IsCancellationRequested };
        }
    }

    private async Task OnReceivedAsync(MqttApplicationMessageReceivedEventArgs args)
    {
        args.AutoAcknowledge = false;
        try
        {
            // What a dead connection left in the queue cannot be acknowledged any more: it will be sent again, or fetched.
            if (!_adapter.Ended.IsCompleted) await _receive(new ReceivedPacket(args, _logger));
        }
        catch (Exception e)
        {
            Log.ReceiverFailed(_logger, e);
        }
        finally
        {
            _adapter.Handled();
        }
    }

    /// <summary>
    /// The library must be through with its own end before it is disposed of, or its tasks fail unobserved. That may wait for a receiver, so nobody waits here.
    /// </summary>
    private async Task RetireAsync()
    {
        await QuietlyAsync(_finished.Task, RetirementTimeout);
        await QuietlyAsync(Task.Run(_client.Dispose), RetirementTimeout);
        _adapter.Dispose();
    }

    private async Task QuietlyAsync(Task farewell, TimeSpan timeout)
    {
        try
        {
            await farewell.WaitAsync(timeout, _time);
        }
        catch (Exception e)
        {
            // Only the way out; whatever happens to the farewell, it must not stay unobserved.
            _ = farewell.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            Log.FarewellFailed(_logger, e);
        }
    }
}
