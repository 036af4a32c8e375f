using Weiyu.Rules.Grammar;
using Weiyu.Rules.Templates;

namespace Weiyu.Rules.Model;

/// <summary>An HTTP tool as declared in a rule file's <c>tools:</c>.</summary>
/// <param name="Name">What rules call it.</param>
/// <param name="At">Where it stands.</param>
internal sealed record HttpToolDefinition(string Name, Position At)
{
    /// <summary>What it does, one sentence.</summary>
    public string Description { get; init; } = "";

    /// <summary>The URL; Liquid in it only behind the host, URL-encoded.</summary>
    public required TextTemplate Url { get; init; }

    /// <summary>GET, POST …</summary>
    public HttpMethod Method { get; init; } = HttpMethod.Get;

    /// <summary>Headers; <c>${secret:NAME}</c> in them is replaced at the call.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>The body; null: none for GET, else the arguments as JSON.</summary>
    public JsonTemplate? Body { get; init; }

    /// <summary>How long a call may take, unless the rule says otherwise.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often an idempotent call is tried again.</summary>
    public int Retries { get; init; } = 1;

    /// <summary>The most bytes that are read of a response.</summary>
    public int MaxSize { get; init; } = 256 * 1024;

    /// <summary>Which parts of the response the rule sees, by name: paths such as <c>data.items[0].status</c>; empty: all of it.</summary>
    public IReadOnlyList<(string Name, string Path)> Map { get; init; } = [];

    /// <summary>What must hold for an answer to be a success: a path and its value; null: the HTTP status alone.</summary>
    public (string Path, string Value)? Success { get; init; }

    /// <summary>The arguments.</summary>
    public IReadOnlyList<ToolParameter> Parameters { get; init; } = [];
}

/// <summary>An argument of a tool.</summary>
internal sealed record ToolParameter(string Name, string Type, string Description, bool Required);
