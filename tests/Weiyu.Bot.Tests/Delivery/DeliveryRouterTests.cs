using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Delivery;
using Weiyu.Bot.Telemetry;
using Weiyu.Client.Messages;
using Weiyu.Client.Rest;
using Xunit;

namespace Weiyu.Bot.Tests.Delivery;

/// <summary>The way that a message takes while there is no line.</summary>
public sealed class DeliveryRouterTests : IDisposable
{
    private readonly Server _server = new();
    private readonly ServiceProvider _services;
    private readonly DeliveryRouter _router;

    public DeliveryRouterTests()
    {
        _services = new ServiceCollection().AddMetrics().AddLogging().AddSingleton<BotTelemetry>().AddSingleton<AgentLine>().BuildServiceProvider();
        var rest = new WeiyuRestClient(
            new HttpClient(_server, disposeHandler: false), WeiyuCredentials.AccessToken("t"), new WeiyuRestOptions { ApiUrl = new Uri("http://weiyu.example/"), DeviceUid = "d" }, TimeProvider.System);
        _router = new DeliveryRouter(
            new MqttRoute(_services.GetRequiredService<AgentLine>(), Options.Create(new WeiyuOptions())), new HttpRoute(rest), _services.GetRequiredService<BotTelemetry>());
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _services.Dispose();
        _server.Dispose();
    }

    [Fact]
    public async Task Without_a_line_it_goes_over_http_and_the_answer_is_the_proof() => Assert.Equal(("http", DeliveryStatus.Confirmed), await SendAsync("""{"code":200,"message":"ok","data":{}}"""));

    [Fact]
    public async Task A_no_in_the_body_is_a_no_whatever_the_status_says() => Assert.Equal(("http", DeliveryStatus.Refused), await SendAsync("""{"code":500,"message":"操作失败"}"""));

    [Fact]
    public async Task What_never_reached_the_server_was_not_sent()
    {
        _server.Fails = new HttpRequestException(HttpRequestError.ConnectionError);

        Assert.Equal(("http", DeliveryStatus.NotSent), await SendAsync(""));
    }

    [Fact]
    public async Task Who_waits_for_the_line_is_woken_when_it_changes()
    {
        var waiting = _router.ChangedAsync(Cancellation);
        Assert.False(waiting.IsCompleted);

        _router.Changed();

        await waiting.WaitAsync(TimeSpan.FromSeconds(10), Cancellation);
    }

    private async Task<(string Route, DeliveryStatus Status)> SendAsync(string answer)
    {
        _server.Answer = answer;
        var message = new Wire.Message { Uid = "m", Type = MessageTypes.Text, Content = "好", Thread = new Wire.Thread { Topic = Topics.Agent("a", "v"), Type = ThreadTypes.Agent } };
        var (route, result) = await _router.SendAsync(message, Cancellation);
        return (route, result.Status);
    }

    private sealed class Server : HttpMessageHandler
    {
        public string Answer { get; set; } = "";

        public HttpRequestException? Fails { get; set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (Fails is { } failure) return Task.FromException<HttpResponseMessage>(failure);
            var isProfile = !request.RequestUri!.AbsolutePath.Contains("send", StringComparison.Ordinal);
            var body = isProfile ? """{"code":200,"message":"ok","data":{"uid":"u","username":"bot","nickname":"Bot","currentOrganization":{"uid":"o"}}}""" : Answer;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") });
        }
    }
}
