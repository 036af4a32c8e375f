using Microsoft.Extensions.Options;

namespace Weiyu.Bot.Handlers.Llm.Tools;

/// <summary>The section <c>Mcp</c>: servers of the Model Context Protocol whose tools rules may allow as <c>server.tool</c>.</summary>
internal sealed class McpOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Mcp";

    /// <summary>The servers by name: letters, digits and <c>-</c>.</summary>
    public Dictionary<string, McpServerOptions> Servers { get; set; } = [];
}

/// <summary>A server: a program that is started, or an address.</summary>
internal sealed class McpServerOptions
{
    /// <summary>The program; empty with <see cref="Url"/>.</summary>
    public string Command { get; set; } = "";

    /// <summary>Its arguments.</summary>
    public List<string> Arguments { get; set; } = [];

    /// <summary>Its environment, besides the little that every program gets. The bot's own environment (with its secrets) is not handed on.</summary>
    public Dictionary<string, string> Environment { get; set; } = [];

    /// <summary>The address; empty with <see cref="Command"/>.</summary>
    public string Url { get; set; } = "";

    /// <summary>Headers of every request, such as <c>Authorization</c>.</summary>
    public Dictionary<string, string> Headers { get; set; } = [];

    /// <summary>Names of its tools that change something (without the server's name; <c>*</c>: all): they need values from the visitor or a tool, and a yes. Those that the server itself calls destructive do so, too.</summary>
    public List<string> Changes { get; set; } = [];

    /// <summary>How long it may take to connect. From 1 s to 2 min.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(15);
}

/// <summary>Names every server that can't be used.</summary>
internal sealed class McpOptionsValidator : IValidateOptions<McpOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, McpOptions options)
    {
        var errors = new List<string>();
        foreach (var (key, server) in options.Servers)
        {
            if (!key.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')) errors.Add($"Mcp:Servers:{key}: the name must consist of letters, digits and '-'.");
            if ((server.Command.Length == 0) == (server.Url.Length == 0)) errors.Add($"Mcp:Servers:{key}: set either Command (a program to start) or Url (an address).");
            if (server.Url.Length > 0 && (!Uri.TryCreate(server.Url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")))
            {
                errors.Add($"Mcp:Servers:{key}:Url: expected an http or https address.");
            }

            if (server.ConnectTimeout < TimeSpan.FromSeconds(1) || server.ConnectTimeout > TimeSpan.FromMinutes(2)) errors.Add($"Mcp:Servers:{key}:ConnectTimeout: expected 1 s to 2 min.");
        }

        return errors.Count > 0 ? ValidateOptionsResult.Fail(errors) : ValidateOptionsResult.Success;
    }
}
