using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.Tools;
using Weiyu.Rules.Loading;
using Weiyu.Rules.Model;
using Weiyu.Rules.Templates;

namespace Weiyu.Bot.Tests.Tools;

/// <summary>What an HTTP tool of the rules asks for, and what it refuses to ask for.</summary>
public sealed class HttpToolTests : IDisposable
{
    private const string Orders = "https://shop.example/v1/orders/{{ no }}";
    private readonly Shop _shop = new();

    public void Dispose() => _shop.Dispose();

    [Theory]
    [InlineData("123", "/v1/orders/123")]
    [InlineData("a/b", "/v1/orders/a%2Fb")]
    [InlineData("a\\b", "/v1/orders/a%5Cb")]
    [InlineData("1?all=1", "/v1/orders/1%3Fall%3D1")]
    [InlineData("1#x", "/v1/orders/1%23x")]
    [InlineData("1;x=2", "/v1/orders/1%3Bx%3D2")]
    [InlineData("@evil.example", "/v1/orders/%40evil.example")]
    [InlineData("//evil.example/x", "/v1/orders/%2F%2Fevil.example%2Fx")]
    [InlineData("V1.2", "/v1/orders/V1.2")]
    [InlineData("...", "/v1/orders/...")]
    [InlineData("订单 7", "/v1/orders/%E8%AE%A2%E5%8D%95%207")]
    public async Task A_value_keeps_its_place_in_the_path(string no, string path)
    {
        Assert.True((await CallAsync(Orders, ("no", no))).Ok);
        Assert.Equal($"https://shop.example{path}", Assert.Single(_shop.Urls));
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("%2e")]
    [InlineData("%2E%2e")]
    [InlineData(".%2E")]
    [InlineData("%252e%252e")]
    [InlineData("../refunds")]
    [InlineData("..\\refunds")]
    [InlineData("1/../2")]
    [InlineData("")]
    public async Task A_value_that_would_lead_elsewhere_is_refused_and_nothing_is_asked_for(string no)
    {
        var result = await CallAsync(Orders, ("no", no));
        Assert.Equal((false, "an argument does not fit into the URL"), (result.Ok, result.Error));
        Assert.Empty(_shop.Urls);
    }

    [Theory]
    [InlineData("https://shop.example/v1/orders/.{{ no }}", ".")]
    [InlineData("https://shop.example/v1/orders/{{ no }}{{ no }}", ".")]
    [InlineData("https://shop.example/v1/orders/{{ no | replace: '%2F', '/' }}", "1/../2")]
    [InlineData("https://shop.example/v1/{{ no }}/lines", "..")]
    [InlineData("https://shop.example/v1/{{ no }}/lines", "")]
    [InlineData("https://shop.example/v1/orders/{{ no }}/?full=1", "..")]
    [InlineData("https://shop.example/v1/orders/{{ no }}/?full=1", "")]
    public async Task That_holds_for_whatever_the_template_makes_of_it(string url, string no)
    {
        Assert.False((await CallAsync(url, ("no", no))).Ok);
        Assert.Empty(_shop.Urls);
    }

    [Theory]
    [InlineData("..", "..")]
    [InlineData("", "")]
    [InlineData("a&admin=1", "a%26admin%3D1")]
    [InlineData("a#b/../c", "a%23b%2F..%2Fc")]
    public async Task A_value_in_the_query_is_just_a_value(string q, string written)
    {
        Assert.True((await CallAsync("https://shop.example/v1/search?q={{ q }}&n=1", ("q", q))).Ok);
        Assert.Equal($"https://shop.example/v1/search?q={written}&n=1", Assert.Single(_shop.Urls));
    }

    [Fact]
    public async Task A_template_that_leaves_a_part_out_decides_itself_what_nothing_means()
    {
        Assert.True((await CallAsync("https://shop.example/v1/orders/{% if no %}{{ no }}{% endif %}", ("other", "1"))).Ok);
        Assert.Equal("https://shop.example/v1/orders/", Assert.Single(_shop.Urls));
    }

    [Theory]
    [InlineData("https://{{ host }}/orders")]
    [InlineData("https://shop.example{{ rest }}")]
    [InlineData("https://shop.example:{{ port }}/orders")]
    [InlineData("https://shop.example@{{ host }}/orders")]
    public void A_host_that_is_not_written_out_is_no_tool(string url)
    {
        var folder = Directory.CreateTempSubdirectory("weiyu-tools-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "a.yaml"), $"tools:\n  order: {{url: \"{url}\"}}\nrules:\n  - {{id: a, when: x, say: y}}\n");
            Assert.Contains(new RuleLoader(WeiyuPlatform.Words).Load(folder.FullName).Problems, p => p.Code == "wrong-value");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_same_call_keeps_its_idempotency_key_and_another_one_has_its_own()
    {
        const string url = "https://shop.example/v1/refunds";
        await CallAsync(url, ("no", "1"), ("amount", "2"));
        await CallAsync(url, ("amount", "2"), ("no", "1"));
        await CallAsync(url, ("no", "2"), ("amount", "2"));
        await CallAsync(url, ("no", "12"), ("amount", ""));
        Assert.Equal(4, _shop.Keys.Count);
        Assert.Equal(_shop.Keys[0], _shop.Keys[1]);
        Assert.Equal(3, _shop.Keys.Distinct().Count());
        Assert.All(_shop.Keys, k => Assert.Matches("^q1-order.lookup-[0-9a-f]{16}$", k));
    }

    [Fact]
    public async Task The_order_of_members_within_an_argument_makes_no_other_call()
    {
        await CallAsync("https://shop.example/v1/refunds", new JsonObject { ["lines"] = new JsonArray(new JsonObject { ["a"] = 1, ["b"] = 2 }, 3) });
        await CallAsync("https://shop.example/v1/refunds", new JsonObject { ["lines"] = new JsonArray(new JsonObject { ["b"] = 2, ["a"] = 1 }, 3) });
        await CallAsync("https://shop.example/v1/refunds", new JsonObject { ["lines"] = new JsonArray(3, new JsonObject { ["b"] = 2, ["a"] = 1 }) });
        Assert.Equal(_shop.Keys[0], _shop.Keys[1]);
        Assert.NotEqual(_shop.Keys[0], _shop.Keys[2]);
    }

    private Task<ToolResult> CallAsync(string url, params (string Name, string Value)[] arguments) =>
        CallAsync(url, new JsonObject(arguments.Select(a => KeyValuePair.Create(a.Name, (JsonNode?)a.Value))));

    private Task<ToolResult> CallAsync(string url, JsonObject arguments)
    {
        Assert.True(TemplateEngine.TryParse(url, out var template, out _));
        var caller = new HttpToolCaller(_shop, new ToolSecrets(new ConfigurationBuilder().Build()), TimeProvider.System);
        var tool = new HttpTool(new HttpToolDefinition("order.lookup", default) { Url = template! }, caller);
        return tool.CallAsync(arguments, new ToolCall(new(), "q1", TimeSpan.FromSeconds(30)), TestContext.Current.CancellationToken);
    }

    /// <summary>Answers everything, and remembers what it was asked.</summary>
    private sealed class Shop : HttpMessageHandler, IHttpClientFactory
    {
        public List<string> Urls { get; } = [];

        public List<string> Keys { get; } = [];

        public HttpClient CreateClient(string name) => new(this, disposeHandler: false);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Urls.Add(request.RequestUri!.AbsoluteUri);
            Keys.Add(Assert.Single(request.Headers.GetValues("Idempotency-Key")));
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("{}") });
        }
    }
}
