using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Weiyu.Client.Mqtt;
using Weiyu.Client.Tests.Support;

namespace Weiyu.Client.Tests.Mqtt;

public sealed class TlsTests : IAsyncLifetime
{
    private WebApplication _app = null!;
    private X509Certificate2 _certificate = null!;
    private Uri _url = null!;

    public async ValueTask InitializeAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        _certificate = X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.UseHttps(_certificate)));
        _app = builder.Build();
        _app.UseWebSockets();
        _app.Run(async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync("mqtt");
            var buffer = new byte[4096];
            await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted);
            await socket.SendAsync(new byte[] { 0x20, 2, 0, 0 }, System.Net.WebSockets.WebSocketMessageType.Binary, true, context.RequestAborted);
            await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted);
        });
        await _app.StartAsync(TestContext.Current.CancellationToken);
        _url = new Uri(_app.Urls.Single().Replace("https", "wss", StringComparison.Ordinal) + "/websocket");
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        _certificate.Dispose();
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused()
    {
        await using var running = new RunningConnection(_url).Start();
        Assert.Equal(MqttFailureReason.InvalidCertificate, await running.NextFailureAsync());
    }

    [Fact]
    public async Task A_certificate_is_not_looked_at_when_told_so()
    {
        await using var running = await new RunningConnection(_url, o => o with { AllowInvalidCertificates = true }).ConnectedAsync();
        Assert.Equal(MqttConnectionState.Connected, running.Connection.State);
    }
}
