using System.ComponentModel.DataAnnotations;

namespace Weiyu.Bot.Configuration;

/// <summary>The section <c>Weiyu</c>: the server and the account.</summary>
internal sealed class WeiyuOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Weiyu";

    /// <summary>Where the REST API is.</summary>
    public string ApiUrl { get; set; } = "http://127.0.0.1:9003";

    /// <summary>Where MQTT over WebSocket is.</summary>
    public string MqttUrl { get; set; } = "ws://127.0.0.1:9885/websocket";

    /// <summary>The login name.</summary>
    public string Username { get; set; } = "";

    /// <summary>The password; or <see cref="PasswordFile"/>.</summary>
    public string Password { get; set; } = "";

    /// <summary>A file that holds the password, read again at every login.</summary>
    public string PasswordFile { get; set; } = "";

    /// <summary>A token issued in the admin console, in place of name and password.</summary>
    public string AccessToken { get; set; } = "";

    /// <summary>A file that holds the token, read again at every login.</summary>
    public string AccessTokenFile { get; set; } = "";

    /// <summary>The device in the MQTT client id; empty: made once and kept in the data folder.</summary>
    public string DeviceUid { get; set; } = "";

    /// <summary>The channel in the MQTT client id and in every message.</summary>
    public string Channel { get; set; } = "web";

    /// <summary>The organisation; empty: the account's current one.</summary>
    public string OrgUid { get; set; } = "";

    /// <summary>Accepts any TLS certificate. Only for trials.</summary>
    public bool AllowInvalidCertificates { get; set; }

    /// <summary>MQTT keep-alive. From 5 s to 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "00:10:00")]
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long connecting may take, MQTT and HTTP. From 1 s to 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The first pause before connecting again. From 0.1 s to 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan ReconnectMin { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause. From 0.1 s to 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan ReconnectMax { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The largest MQTT packet in bytes; longer messages go over HTTP. From 1,024 to 268,435,455.</summary>
    [Range(1024, 268_435_455)]
    public int MaxPacketSize { get; set; } = 10_240;

    /// <summary>How far the server's history lags behind what it accepted. From 0 to 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan StoreLag { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often, while connected, the histories of threads that changed are looked through for what the broker lost. From 1 s to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan SweepEvery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often threads that changed are looked through while MQTT is down. From 0.2 s to 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.2", "00:10:00")]
    public TimeSpan PollEvery { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long the server's echo of a message is waited for before it is looked up. From 0.1 s to 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan EchoTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long an HTTP call may take. From 1 s to 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan HttpTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// When a refused login is tried once more; afterwards the same credentials are tried less than twice an hour, so that the server does not lock the
    /// account. From 1 s to 10 minutes.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan LoginRetry { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The zone of the server's times, an IANA name.</summary>
    public string TimeZone { get; set; } = "Asia/Shanghai";
}
