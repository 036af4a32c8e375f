using System.Net.Sockets;
using System.Security.Authentication;

namespace Weiyu.Client.Rest;

/// <summary>Why a server can't be reached, in words that name who is at fault: its name, its port, its certificate, or a proxy on the way. Holds no content and no secrets.</summary>
public static class ConnectionTrouble
{
    /// <summary>The reason; null where nothing better can be said than what the system says.</summary>
    /// <param name="error">What was thrown.</param>
    /// <param name="address">What was to be reached; null: not known.</param>
    public static string? Of(Exception? error, Uri? address)
    {
        var proxy = ProxyOf(address);
        var by = proxy is null ? "" : $" (through the proxy {proxy.Host}:{proxy.Port} of HTTP_PROXY or HTTPS_PROXY)";
        for (var e = error; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError }:
                    return $"the proxy {(proxy is null ? "on the way" : $"{proxy.Host}:{proxy.Port}")} does not let it through; check HTTP_PROXY, HTTPS_PROXY and NO_PROXY";
                case AuthenticationException when IsNoTls(e):
                    return $"what answers there speaks no TLS: is the address to begin with http:// or ws:// instead of https:// or wss://?{by}";
                case AuthenticationException:
                    return $"its TLS certificate is not trusted: {Certificate(e)}{by}";
                case SocketException socket when proxy is not null:
                    return $"the proxy {proxy.Host}:{proxy.Port} can't be reached ({Words(socket)}); check HTTP_PROXY, HTTPS_PROXY and NO_PROXY";
                case SocketException socket:
                    return address is null ? Words(socket) : $"{address.Host}:{address.Port}: {Words(socket)}";
            }
        }

        return null;
    }

    private static string Words(SocketException e) => e.SocketErrorCode switch
    {
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "there is no host of that name",
        SocketError.ConnectionRefused => "nothing listens there",
        SocketError.TimedOut => "no answer in time",
        SocketError.NetworkUnreachable or SocketError.HostUnreachable => "no way leads there",
        _ => e.Message,
    };

    /// <summary>Bytes that are no handshake: a plain port.</summary>
    private static bool IsNoTls(Exception e) => e.Message.Contains("frame", StringComparison.OrdinalIgnoreCase) || e.InnerException?.Message.Contains("wrong version number", StringComparison.OrdinalIgnoreCase) == true
        || e.GetBaseException().Message.Contains("wrong version number", StringComparison.OrdinalIgnoreCase) || e.GetBaseException().Message.Contains("packet length too long", StringComparison.OrdinalIgnoreCase);

    private static string Certificate(Exception e) => e.Message.Contains("UntrustedRoot", StringComparison.Ordinal) ? "its authority is unknown to this machine (self-signed?)"
        : e.Message.Contains("RemoteCertificateNameMismatch", StringComparison.Ordinal) ? "it is for another host name"
        : e.Message.Contains("NotTimeValid", StringComparison.Ordinal) ? "it is out of date, or this machine's clock is wrong" : e.GetBaseException().Message;

    private static Uri? ProxyOf(Uri? address)
    {
        if (address is null) return null;
        try
        {
            return HttpClient.DefaultProxy.IsBypassed(address) || HttpClient.DefaultProxy.GetProxy(address) is not { } proxy || proxy == address ? null : proxy;
        }
        catch (Exception e) when (e is InvalidOperationException or UriFormatException or PlatformNotSupportedException)
        {
            return null;
        }
    }
}
