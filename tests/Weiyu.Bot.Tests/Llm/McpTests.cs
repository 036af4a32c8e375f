using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Weiyu.Bot.Handlers.Llm.Tools;
using Weiyu.Bot.Tests.Llm.Support;
using Xunit;

namespace Weiyu.Bot.Tests.Llm;

public class McpTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tools_of_a_server_can_be_allowed_by_rules_and_a_server_that_fails_is_skipped()
    {
        await using var server = await StartServerAsync();
        await using var bench = await LlmBench.StartAsync([("Mcp:Servers:shop:Url", server.Urls.First() + "/mcp"), ("Mcp:Servers:broken:Command", "/nowhere/at-all")]);
        var servers = bench.Services.GetRequiredService<McpServers>();
        await servers.StartAsync(Token);
        await Until(() => servers.Tools.Count == 1 && bench.Logs.Lines.Any(l => l.Contains("The MCP server broken is skipped", StringComparison.Ordinal)));

        bench.Server.Script(Behave.CallTools(("shop_stock", """{"item":"耳机"}""")), Behave.Say("耳机还有 12 件。"));
        var turn = await bench.AskAsync("耳机还有吗", tools: ["shop.*"]);
        Assert.Equal("耳机还有 12 件。", turn.Reply());
        Assert.Contains("shop.stock", turn.Why(), StringComparison.Ordinal);
        await servers.StopAsync(Token);
    }

    private static async Task Until(Func<bool> condition)
    {
        while (!condition()) await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Token);
    }

    /// <summary>The little of the protocol that a client needs, by hand.</summary>
    private static async Task<WebApplication> StartServerAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPost("/mcp", async (HttpContext context) =>
        {
            var request = (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!;
            JsonNode? result = request["method"]?.ToString() switch
            {
                "initialize" => new JsonObject
                {
                    ["protocolVersion"] = request["params"]!["protocolVersion"]!.DeepClone(), ["capabilities"] = new JsonObject { ["tools"] = new JsonObject() },
                    ["serverInfo"] = new JsonObject { ["name"] = "shop", ["version"] = "1" },
                },
                "tools/list" => JsonNode.Parse("""{"tools":[{"name":"stock","description":"Counts","inputSchema":{"type":"object","properties":{"item":{"type":"string"}},"required":["item"]}}]}"""),
                "tools/call" => new JsonObject { ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = $"{request["params"]!["arguments"]!["item"]} 有 12 件" }) },
                "ping" => new JsonObject(),
                _ => null,
            };
            if (request["id"] is not { } id)
            {
                context.Response.StatusCode = 202;
                return;
            }

            context.Response.ContentType = "application/json";
            var answer = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id.DeepClone() };
            if (result is not null) answer["result"] = result;
            else answer["error"] = new JsonObject { ["code"] = -32601, ["message"] = "unknown" };
            await context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted);
        });
        app.MapGet("/mcp", (HttpContext context) => context.Response.StatusCode = 405);
        await app.StartAsync(Token);
        return app;
    }
}
