using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Core;
using Weiyu.Client.Mqtt;
using Weiyu.Client.Rest;

namespace Weiyu.Bot.Delivery;

/// <summary>Makes the MQTT connection from the configuration.</summary>
internal sealed class MqttConnectionFactory(IServiceProvider services, WeiyuRestClient rest, IOptions<WeiyuOptions> options, TimeProvider time, ILogger<MqttConnection> log)
{
    /// <summary>Where it connects to.</summary>
    public string Url => options.Value.MqttUrl;

    /// <summary>Makes it; it does nothing until it is run.</summary>
    public MqttConnection Create(Func<ReceivedPacket, ValueTask> receive) =>
        new(Options(options.Value, RestClientFactory.DeviceUid(services, options.Value)), IdentifyAsync, receive, time, log);

    /// <summary>The connection's options.</summary>
    public static MqttConnectionOptions Options(WeiyuOptions weiyu, string deviceUid) => new()
    {
        Uri = new Uri(weiyu.MqttUrl),
        Channel = weiyu.Channel,
        DeviceUid = deviceUid,
        KeepAlive = weiyu.KeepAlive,
        ConnectTimeout = weiyu.ConnectTimeout,
        ReconnectMin = weiyu.ReconnectMin,
        ReconnectMax = weiyu.ReconnectMax,
        MaxPacketSize = weiyu.MaxPacketSize,
        AllowInvalidCertificates = weiyu.AllowInvalidCertificates,
    };

    /// <summary>How long a token that came in place of a refused one is shown again before another is asked for: a login makes a row in the server each time.</summary>
    private static readonly RetryDelay RenewPause = new(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(30));

    private int _renewals;
    private DateTimeOffset _renewed;

    /// <summary>The session's token; where the server refused that, one login in its place, and another only after a while.</summary>
    private async ValueTask<MqttIdentity> IdentifyAsync(MqttIdentity? refused, CancellationToken cancellationToken)
    {
        var session = await rest.LoginAsync(cancellationToken);
        if (refused is null)
        {
            _renewals = 0;
        }
        else if (refused.AccessToken == session.AccessToken && (_renewals == 0 || time.GetUtcNow() - _renewed >= RenewPause.Nominal(_renewals)))
        {
            (_renewals, _renewed) = (_renewals + 1, time.GetUtcNow());
            session = await rest.RenewAsync(session, cancellationToken);
        }

        return new MqttIdentity(session.UserUid, session.Username, session.AccessToken);
    }
}
