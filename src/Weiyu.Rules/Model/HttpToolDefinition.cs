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

    /// <summary>Whether a call changes the world: a model may then call it only with what the visitor or a tool gave, once a turn, and after a yes.</summary>
    public bool Changes { get; init; }

    /// <summary>Whether, and with what words, the visitor is asked before a model changes something; null: asked, in words made of the description and the values.</summary>
    public ToolConfirmation? Confirm { get; init; }

    /// <summary>The path in the response of what must identify this visitor, or else nothing of it is spoken; null: the response is no person's.</summary>
    public string? Owner { get; init; }
}

/// <summary>The question before a change.</summary>
/// <param name="Asks">Whether it is asked.</param>
/// <param name="Text">Its words; the arguments are values of the template. Null: the usual ones.</param>
internal sealed record ToolConfirmation(bool Asks, LocalizedText? Text);

/// <summary>An argument of a tool.</summary>
internal sealed record ToolParameter(string Name, string Type, string Description, bool Required)
{
    /// <summary>An expression that the whole value must match; null: any.</summary>
    public string? Pattern { get; init; }

    /// <summary>The least that a number may be; null: no bound.</summary>
    public double? Min { get; init; }

    /// <summary>The most that a number may be; null: no bound.</summary>
    public double? Max { get; init; }

    /// <summary>The only values that it may have; empty: any.</summary>
    public IReadOnlyList<string> OneOf { get; init; } = [];
}
