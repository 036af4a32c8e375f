using System.Net.Sockets;
using System.Security.Authentication;
using Weiyu.Client.Rest;

namespace Weiyu.Client.Tests.Rest;

/// <summary>Why a server can't be reached.</summary>
public sealed class ConnectionTroubleTests
{
    private static readonly Uri Address = new("https://weiyu.invalid:8443/v1");

    [Theory]
    [InlineData(SocketError.HostNotFound, "weiyu.invalid:8443: there is no host of that name")]
    [InlineData(SocketError.ConnectionRefused, "weiyu.invalid:8443: nothing listens there")]
    [InlineData(SocketError.TimedOut, "weiyu.invalid:8443: no answer in time")]
    [InlineData(SocketError.NetworkUnreachable, "weiyu.invalid:8443: no way leads there")]
    public void The_name_or_the_port_is_at_fault(SocketError error, string why) =>
        Assert.Equal(why, ConnectionTrouble.Of(new HttpRequestException("x", new SocketException((int)error)), Address));

    [Theory]
    [InlineData("The remote certificate is invalid because of errors in the certificate chain: UntrustedRoot", "its authority is unknown")]
    [InlineData("The remote certificate is invalid according to the validation procedure: RemoteCertificateNameMismatch", "another host name")]
    [InlineData("The remote certificate is invalid because of errors in the certificate chain: NotTimeValid", "out of date")]
    [InlineData("Cannot determine the frame size or a corrupted frame was received.", "speaks no TLS")]
    public void The_certificate_is_at_fault_or_there_is_none(string message, string why) =>
        Assert.Contains(why, ConnectionTrouble.Of(new HttpRequestException("x", new AuthenticationException(message)), Address), StringComparison.Ordinal);

    [Fact]
    public void Of_anything_else_nothing_is_said() => Assert.Null(ConnectionTrouble.Of(new InvalidOperationException("secret"), Address));
}
