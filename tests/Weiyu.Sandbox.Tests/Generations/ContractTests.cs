using Weiyu.Sandbox.Rest;

namespace Weiyu.Sandbox.Tests.Generations;

/// <summary>What is served today against the platform's published list of operations.</summary>
public sealed class ContractTests
{
    /// <summary>What is not in the list, and why it is served all the same.</summary>
    private static readonly Dictionary<string, string> Explained = new(StringComparer.Ordinal)
    {
        ["GET /api/v1/agent/query/user"] = "younger than the list: an alias of the path without /user, seen in servers of mid-2026",
        ["GET /api/v1/thread/query/user"] = "younger than the list: an alias of the path without /user, seen in servers of mid-2026",
        ["GET /api/v1/message/query/user"] = "younger than the list: an alias of the path without /user, seen in servers of mid-2026",
        ["POST /api/v1/agent/force/logout"] = "younger than the list: seen in servers of mid-2026",
        ["POST /api/v1/agent/restore/login"] = "younger than the list: seen in servers of mid-2026",
        ["POST /api/v1/message/reaction/toggle"] = "younger than the list: seen in servers of mid-2026",
    };

    [Fact]
    public void Every_call_of_today_is_in_the_published_list_or_explained()
    {
        var published = Published();
        var unknown = Served(SandboxGeneration.Y2026).Where(call => !published.Contains(call) && !Explained.ContainsKey(call));
        Assert.Empty(unknown);
    }

    [Fact]
    public void Nothing_is_explained_that_is_in_the_list_or_is_not_served()
    {
        var published = Published();
        var served = Served(SandboxGeneration.Y2026);
        Assert.DoesNotContain(Explained.Keys, published.Contains);
        Assert.DoesNotContain(Explained.Keys, call => !served.Contains(call));
    }

    [Fact]
    public void The_history_of_before_is_gone_and_that_of_today_was_not_there_before()
    {
        Assert.DoesNotContain("GET /api/v1/message/query/topic", Served(SandboxGeneration.Y2026));
        Assert.Contains("GET /api/v1/message/query/topic", Served(SandboxGeneration.Y2025));
        Assert.DoesNotContain("GET /api/v1/message/thread/topic", Served(SandboxGeneration.Y2025));
        Assert.Equal(Served(SandboxGeneration.Y2025), Served(SandboxGeneration.Y2024));
    }

    private static HashSet<string> Served(SandboxGeneration generation) =>
        [.. RestServer.Routes.Where(r => r.IsServed(SandboxHabits.Of(generation))).Select(r => $"{r.Method} {r.Path}")];

    private static HashSet<string> Published()
    {
        using var reader = new StreamReader(typeof(ContractTests).Assembly.GetManifestResourceStream("operations.tsv")!);
        var rows = reader.ReadToEnd().Split('\n').Select(line => line.Trim().Split('\t'));
        return [.. rows.Where(row => row is [_, ['/', ..]]).Select(row => $"{row[0]} {row[1]}")];
    }
}
