using System.Text.Json.Nodes;
using Weiyu.Client.Messages;

namespace Weiyu.Client.Content;

/// <summary>THREAD: what is known of a thread. User, agent, robot and workgroup are JSON texts: <see cref="JsonPart.Get(string)"/>.</summary>
public sealed record ThreadContent : MessageContent
{
    public ThreadContent()
        : base(MessageTypes.Thread)
    {
    }

    internal ThreadContent(string type, JsonObject json, string wire)
        : base(type, json, wire)
    {
    }

    public string? Uid { get => Get("uid"); init => Set("uid", value); }

    public string? Topic { get => Get("topic"); init => Set("topic", value); }

    public string? ThreadType { get => Get("type"); init => Set("type", value); }

    public string? Status { get => Get("status"); init => Set("status", value); }

    /// <summary>What was said last.</summary>
    public string? Preview { get => Get("preview"); init => Set("preview", value); }

    public override string PlainText(string locale = "zh") => Preview ?? "";
}

/// <summary>ROUTING_POOL: a visitor waits for an agent to take the thread.</summary>
public sealed record RoutingPoolContent : MessageContent
{
    public RoutingPoolContent()
        : base(MessageTypes.RoutingPool)
    {
    }

    internal RoutingPoolContent(string type, JsonObject json, string wire)
        : base(type, json, wire)
    {
    }

    public string? Content { get => Get("content"); init => Set("content", value); }

    public string? RoutingPoolUid { get => Get("routingPoolUid"); init => Set("routingPoolUid", value); }

    public string? ThreadUid { get => Get("threadUid"); init => Set("threadUid", value); }

    /// <summary>Epoch milliseconds.</summary>
    public long? ServerTimestamp { get => GetInteger("serverTimestamp"); init => Set("serverTimestamp", (decimal?)value); }

    public override string PlainText(string locale = "zh") => Content ?? "";
}

/// <summary>PREFORM: the form that a visitor fills in before the conversation.</summary>
public sealed record PreformContent : MessageContent
{
    public PreformContent()
        : base(MessageTypes.Preform)
    {
    }

    internal PreformContent(string type, JsonObject json, string wire)
        : base(type, json, wire)
    {
    }

    public string? FormUid { get => Get("formUid"); init => Set("formUid", value); }

    /// <summary>The fields, a JSON text.</summary>
    public string? FormSchema { get => Get("formSchema"); init => Set("formSchema", value); }

    public long? FormVersion { get => GetInteger("formVersion"); init => Set("formVersion", (decimal?)value); }

    public override string PlainText(string locale = "zh") => Label(locale, "表单", "form");
}
