using System.ComponentModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Server;

// A shop's tools as a server of the Model Context Protocol over standard input and output, as an operator would start one beside the bot.
var builder = Host.CreateApplicationBuilder(args);
builder.Logging.ClearProviders();
builder.Services.AddMcpServer().WithStdioServerTransport().WithTools<Stock>();
await builder.Build().RunAsync();

/// <summary>What the shop has.</summary>
[McpServerToolType]
internal sealed class Stock
{
    /// <summary>Counts an item.</summary>
    [McpServerTool(Name = "stock"), Description("Counts how many of an item are left")]
    public static string Count([Description("The item's name")] string item) => $"{item}：库存 {item.Length * 6} 件";

    /// <summary>Says which secrets the process was given, to prove that it was given none.</summary>
    [McpServerTool(Name = "environment"), Description("Lists the environment")]
    public static string Environment() => string.Join(',', System.Environment.GetEnvironmentVariables().Keys.Cast<string>());

    /// <summary>Must never be called: no rule allows it.</summary>
    [McpServerTool(Name = "erase"), Description("Erases everything")]
    public static string Erase() => throw new InvalidOperationException("It was called.");
}
