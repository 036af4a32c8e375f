using Microsoft.Extensions.Configuration;
using Weiyu.Bot.Commands.Doctor;
using Weiyu.Bot.Tests.Llm.Support;

namespace Weiyu.Bot.Tests.Llm;

public sealed class DoctorTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_model_is_no_fault() =>
        Assert.Equal(CheckVerdict.Good, Assert.Single(await ThinkingChecks.ModelsAsync(new ConfigurationBuilder().Build(), Cancellation)).Verdict);

    [Fact]
    public async Task Each_model_gets_a_verdict_of_its_own()
    {
        await using var server = await MisbehavingModelServer.StartAsync();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Llm:Endpoint"] = server.Endpoint, ["Llm:Model"] = "first", ["Llm:Fallbacks:0:Model"] = "second", ["Llm:EmbeddingModel"] = "vectors",
        }).Build();
        server.Embeds = false;
        server.Script(Behave.Say("OK"), call =>
        {
            call.Context.Response.StatusCode = 401;
            return Task.CompletedTask;
        });

        var checks = await ThinkingChecks.ModelsAsync(configuration, Cancellation);

        Assert.Equal([("model", CheckVerdict.Good), ("model", CheckVerdict.Bad), ("embeddings", CheckVerdict.Bad)], checks.Select(c => (c.Part, c.Verdict)));
        Assert.Equal("first answers", checks[0].Finding);
        Assert.Equal("second: It answered with status 401.", checks[1].Finding);
        Assert.Contains("Llm:ApiKey", checks[1].Cure, StringComparison.Ordinal);
    }
}
