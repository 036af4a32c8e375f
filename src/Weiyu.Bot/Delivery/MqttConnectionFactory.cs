using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Client.Mqtt;
using Weiyu.Client.Rest;

namespace Weiyu.Bot.Delivery;

/// <summary>Makes the MQTT connection from the configuration.</summary>
internal sealed class MqttConnectionFactory(IServiceProvider services, WeiyuRestClient rest, IOptions<WeiyuOptions> options, TimeProvider time, ILogger<MqttConnection> log)
{
    /// <summary>Makes it; it does nothing until it is run.</summary>
    public MqttConnection Create(Func<ReceivedPacket, ValueTask> receive)
    {
        var weiyu = options.Value;
        return new MqttConnection(
            new MqttConnectionOptions
            {
                Uri = new Uri(weiyu.MqttUrl),
                Channel = weiyu.Channel,
                DeviceUid = RestClientFactory.DeviceUid(services, weiyu),
                KeepAlive = weiyu.KeepAlive,
                ConnectTimeout = weiyu.ConnectTimeout,
                ReconnectMin = weiyu.ReconnectMin,
                ReconnectMax = weiyu.ReconnectMax,
                MaxPacketSize = weiyu.MaxPacketSize,
                AllowInvalidCertificates = weiyu.AllowInvalidCertificates,
            },
            IdentifyAsync, receive, time, log);
    }

    private async ValueTask<MqttIdentity> IdentifyAsync(CancellationToken cancellationToken)
    {
        var session = await rest.LoginAsync(cancellationToken);
        return new MqttIdentity(session.UserUid, session.Username, session.AccessToken);
    }
}
