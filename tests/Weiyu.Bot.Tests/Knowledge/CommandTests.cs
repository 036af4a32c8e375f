using System.CommandLine;
using System.Text.Json;
using Weiyu.Bot.Commands;
using Weiyu.Knowledge.Tests.Support;

namespace Weiyu.Bot.Tests.Knowledge;

public sealed class CommandTests : IDisposable
{
    private readonly KnowledgeSandbox _box = new();

    public void Dispose() => _box.Dispose();

    [Fact]
    public async Task Search_prints_passages_scores_and_why_as_json()
    {
        _box.With("a.csv", "question,answer\nrefund time,three days\n");
        var (code, output) = await RunAsync("search", "refund tmie", "--json", "--top", "3");
        Assert.Equal(0, code);
        var first = JsonDocument.Parse(output).RootElement.GetProperty("passages")[0];
        Assert.Equal("a.csv#refund-time", first.GetProperty("source").GetString());
        Assert.True(first.GetProperty("score").GetDouble() > 0.5);
        Assert.Equal("refund", first.GetProperty("why").GetProperty("matched")[0].GetString());
    }

    [Fact]
    public async Task Search_that_finds_nothing_is_a_finding()
    {
        _box.With("a.csv", "question,answer\nrefund time,three days\n");
        Assert.Equal(1, (await RunAsync("search", "unicorns", "--json")).Code);
    }

    [Fact]
    public async Task A_number_out_of_range_is_a_usage_error() => Assert.Equal(2, (await RunAsync("search", "x", "--top", "0")).Code);

    [Fact]
    public async Task Eval_fails_below_the_wanted_recall()
    {
        _box.With("a.csv", "question,answer\nrefund time,three days\nparking,behind\n").With("eval.csv", "question,expected\nrefund time,a.csv#refund-time\nunicorns,a.csv#parking\n");
        var file = Path.Combine(_box.Folder, "eval.csv");
        Assert.Equal(0, (await RunAsync("eval", file, "--json", "--min-recall", "0.5")).Code);
        var (code, output) = await RunAsync("eval", file, "--json", "--min-recall", "0.6");
        Assert.Equal(1, code);
        Assert.Equal(0.5, JsonDocument.Parse(output).RootElement.GetProperty("recallAt1").GetDouble());
        Assert.Equal(1, (await RunAsync("eval", file, "--json", "--max-refused", "0.4")).Code);
    }

    [Fact]
    public async Task Eval_without_questions_is_a_usage_error() => Assert.Equal(2, (await RunAsync("eval", Path.Combine(_box.Folder, "missing.csv"))).Code);

    private async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        var output = new StringWriter();
        string[] configuration = ["--Bot:RulesPath", _box.Root, "--Bot:DataPath", Path.Combine(_box.Root, "data")];
        var root = new RootCommand { KnowledgeCommand.Create() };
        var code = await root.Parse(["knowledge", .. arguments, .. configuration]).InvokeAsync(new InvocationConfiguration { Output = output }, KnowledgeSandbox.Stop);
        return (code, output.ToString());
    }
}
