using System.CommandLine;
using System.Text.Json;
using Weiyu.Bot.Commands;
using Weiyu.Bot.Core;
using Weiyu.Bot.Tests.Llm.Support;
using Weiyu.Knowledge.Tests.Support;
using Xunit;

namespace Weiyu.Bot.Tests.Llm;

/// <summary><c>knowledge eval FILE --replies</c>: what visitors would get from knowledge and model together.</summary>
public sealed class ReplyEvaluationTests : IDisposable
{
    private readonly KnowledgeSandbox _box = new();

    public void Dispose() => _box.Dispose();

    [Fact]
    public async Task Replies_are_counted_as_grounded_or_not_and_handed_off_or_not_with_their_tokens()
    {
        await using var server = await MisbehavingModelServer.StartAsync();
        server.Otherwise = call => call.Last("user") switch
        {
            var q when q.Contains("invented", StringComparison.Ordinal) => Behave.Say("Parking costs 99 dollars.")(call),
            var q when q.Contains("unicorns", StringComparison.Ordinal) => Behave.CallTools(("hand_over_to_human", """{"reason":"unknown"}"""))(call),
            var q when q.Contains("down", StringComparison.Ordinal) => Behave.Status(500)(call),
            _ => Behave.Say("You can park behind the house for 5 dollars. [p1]")(call),
        };
        _box.With("a.csv", "question,answer\nrefund time,three days\nwhere can I park my car,behind the house for 5 dollars\n")
            .With("eval.csv", "question,expected,locale\nrefund time,a.csv#refund-time,en\nis there parking nearby,a.csv,en\nan invented parking price,a.csv,en\nunicorns,none,en\ndown with parking,a.csv,en\n");

        var (code, output) = await RunAsync(server.Endpoint, "--replies", "--json", "--min-grounded", "0.9");
        Assert.Equal(1, code);
        var replies = JsonDocument.Parse(output).RootElement.GetProperty("replies");
        Assert.Equal((5, 1, 4), (replies.GetProperty("questions").GetInt32(), replies.GetProperty("byKnowledge").GetInt32(), replies.GetProperty("toModel").GetInt32()));
        Assert.Equal((0.25, 0.25, 0.25, 0.25), (Rate("answered"), Rate("handedOff"), Rate("rejected"), Rate("noReply")));
        Assert.Equal((0.5, 1.0, 0.0), (Rate("grounded"), Rate("fromExpectedSource"), Rate("answeredOutOfScope")));
        Assert.True(replies.GetProperty("tokensIn").GetInt64() >= 300);
        Assert.Equal("ungrounded money", replies.GetProperty("replies")[2].GetProperty("reason").GetString());
        Assert.Equal("HandedOver", replies.GetProperty("replies")[3].GetProperty("outcome").GetString());

        double Rate(string name) => replies.GetProperty(name).GetDouble();
    }

    [Fact]
    public async Task Without_a_model_that_is_a_mistake_of_the_configuration()
    {
        _box.With("a.csv", "question,answer\nrefund time,three days\n").With("eval.csv", "question,expected\nrefund time,a.csv\n");
        Assert.Equal(ExitCodes.BadConfiguration, (await RunAsync("", "--replies", "--json")).Code);
    }

    private async Task<(int Code, string Output)> RunAsync(string endpoint, params string[] options)
    {
        var output = new StringWriter();
        string[] words =
        [
            "eval", Path.Combine(_box.Folder, "eval.csv"), .. options, "--Bot:RulesPath", Path.GetDirectoryName(_box.Folder)!, "--Knowledge:Folder", Path.GetFileName(_box.Folder),
            "--Bot:DataPath", Path.Combine(Path.GetDirectoryName(_box.Folder)!, "data"), .. (endpoint.Length > 0 ? (string[])["--Llm:Endpoint", endpoint, "--Llm:Model", "small", "--Llm:Retries", "0", "--Llm:TryAgain", "false"] : []),
        ];
        var code = await KnowledgeCommand.Create().Parse(words).InvokeAsync(new InvocationConfiguration { Output = output }, TestContext.Current.CancellationToken);
        return (code, output.ToString());
    }
}
