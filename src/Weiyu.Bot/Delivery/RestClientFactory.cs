using System.Net;
using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Client.Rest;

namespace Weiyu.Bot.Delivery;

/// <summary>Makes the REST client from the configuration.</summary>
internal static class RestClientFactory
{
    /// <summary>Makes it.</summary>
    public static WeiyuRestClient Create(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<WeiyuOptions>>().Value;
        return Create(
            options, services.GetRequiredService<BotPaths>(), services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<WeiyuRestClient>>(), DeviceUid(services, options),
            new LoginMemoryFile(services.GetRequiredService<DataFolder>().FullPath));
    }

    /// <summary>Makes it, without a container.</summary>
    public static WeiyuRestClient Create(WeiyuOptions options, BotPaths paths, TimeProvider time, ILogger<WeiyuRestClient>? logger, string deviceUid, ILoginMemory memory)
    {
#pragma warning disable CA2000 // lives as long as the process
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = options.ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AutomaticDecompression = DecompressionMethods.All,
            AllowAutoRedirect = false,
        };
#pragma warning disable CA5359 // only where the operator asked for it; verified otherwise
        if (options.AllowInvalidCertificates) handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
#pragma warning restore CA2000
        return new WeiyuRestClient(
            client, Credentials(options, paths),
            new WeiyuRestOptions
            {
                ApiUrl = new Uri(options.ApiUrl),
                OrgUid = options.OrgUid.Length > 0 ? options.OrgUid : null,
                DeviceUid = deviceUid,
                Timeout = options.HttpTimeout,
                LoginRetry = options.LoginRetry,
            },
            time, logger, memory: memory);
    }

    /// <summary>The device's uid: configured, or made once.</summary>
    public static string DeviceUid(IServiceProvider services, WeiyuOptions options) =>
        options.DeviceUid.Length > 0 ? options.DeviceUid : services.GetRequiredService<DataFolder>().DeviceUid();

    private static WeiyuCredentials Credentials(WeiyuOptions options, BotPaths paths) => options switch
    {
        { AccessTokenFile.Length: > 0 } => WeiyuCredentials.AccessToken(token => ReadAsync(paths.Resolve(options.AccessTokenFile), token)),
        { AccessToken.Length: > 0 } => WeiyuCredentials.AccessToken(options.AccessToken),
        { PasswordFile.Length: > 0 } => WeiyuCredentials.Password(options.Username, token => ReadAsync(paths.Resolve(options.PasswordFile), token)),
        _ => WeiyuCredentials.Password(options.Username, options.Password),
    };

    private static async ValueTask<string> ReadAsync(string file, CancellationToken cancellationToken) => (await File.ReadAllTextAsync(file, cancellationToken)).Trim();
}
