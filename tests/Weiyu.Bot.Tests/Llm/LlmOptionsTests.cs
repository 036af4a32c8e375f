using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Weiyu.Bot.Handlers.Llm;
using Weiyu.Bot.Handlers.Llm.Tools;
using Xunit;

namespace Weiyu.Bot.Tests.Llm;

public class LlmOptionsTests
{
    [Fact]
    public void Nothing_configured_is_fine_and_means_no_model() => Assert.False(Read([]).IsOn);

    [Theory]
    [InlineData("Llm:Endpoint", "not an address")]
    [InlineData("Llm:Endpoint", "ftp://api.example/v1")]
    [InlineData("Llm:Endpoint", "https://user:pass@api.example/v1")]
    [InlineData("Llm:Model", "")]
    [InlineData("Llm:ApiKeyFile", "/nowhere/key")]
    [InlineData("Llm:Fallbacks:0:ApiKey", "x")]
    [InlineData("Llm:Fallbacks:0:Endpoint", "nonsense")]
    [InlineData("Llm:AllowedHosts:0", "https://shop.example/")]
    [InlineData("Llm:Timeout", "00:00:00")]
    [InlineData("Llm:Temperature", "3")]
    [InlineData("Llm:MaxConcurrent", "0")]
    [InlineData("Llm:Signal", "SHOUTING")]
    public void A_wrong_value_is_named(string key, string value)
    {
        var error = Assert.Throws<OptionsValidationException>(() => Read([("Llm:Endpoint", "https://api.example/v1"), ("Llm:Model", "m"), (key, value)]));
        Assert.Contains(key.Split(':')[1], error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("pass@", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Mcp:Servers:a:Command", "")]
    [InlineData("Mcp:Servers:a:Url", "nonsense")]
    [InlineData("Mcp:Servers:a b:Command", "x")]
    public void A_wrong_server_is_named(string key, string value) =>
        Assert.Contains("Mcp:Servers:a", Assert.Throws<OptionsValidationException>(() => Services([(key, value)]).GetRequiredService<IOptions<McpOptions>>().Value).Message, StringComparison.Ordinal);

    private static LlmOptions Read(IEnumerable<(string Key, string Value)> settings) => Services(settings).GetRequiredService<IOptions<LlmOptions>>().Value;

    private static ServiceProvider Services(IEnumerable<(string Key, string Value)> settings)
    {
        var values = new Dictionary<string, string?>();
        foreach (var (key, value) in settings) values[key] = value;
        return new ServiceCollection().AddLogging().AddLlm(new ConfigurationBuilder().AddInMemoryCollection(values).Build()).BuildServiceProvider();
    }
}
