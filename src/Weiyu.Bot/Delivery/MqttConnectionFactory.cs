using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
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

    /// <summary>The session's token; where the server refused that, one login in its place.</summary>
    private async ValueTask<MqttIdentity> IdentifyAsync(MqttIdentity? refused, CancellationToken cancellationToken)
    {
        var session = await rest.LoginAsync(cancellationToken);
        if (refused is not null && refused.AccessToken == session.AccessToken) session = await rest.RenewAsync(session, cancellationToken);
        return new MqttIdentity(session.UserUid, session.Username, session.AccessToken);
    }
}
