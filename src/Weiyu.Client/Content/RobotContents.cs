using System.Text.Json.Nodes;
using Weiyu.Client.Messages;

namespace Weiyu.Client.Content;

/// <summary>Where a robot found its answer.</summary>
public sealed record RobotSource : JsonPart
{
    public RobotSource()
    {
    }

    internal RobotSource(JsonObject json)
        : base(json)
    {
    }

    public string? SourceType { get => Get("sourceType"); init => Set("sourceType", value); }

    public string? SourceUid { get => Get("sourceUid"); init => Set("sourceUid", value); }

    public string? SourceName { get => Get("sourceName"); init => Set("sourceName", value); }

    public string? FileName { get => Get("fileName"); init => Set("fileName", value); }

    public string? FileUrl { get => Get("fileUrl"); init => Set("fileUrl", value); }

    public string? ContentSummary { get => Get("contentSummary"); init => Set("contentSummary", value); }

    public decimal? Score { get => GetNumber("score"); init => Set("score", value); }
}

/// <summary>ROBOT*, ROBOT_STREAM*: what one of the platform's robots says; of a stream each message holds a piece.</summary>
public sealed record RobotContent : MessageContent
{
    public RobotContent()
        : base(MessageTypes.Robot)
    {
    }

    internal RobotContent(string type, JsonObject json, string wire)
        : base(type, json, wire)
    {
    }

    public string? Question { get => Get("question"); init => Set("question", value); }

    public string? QuestionUid { get => Get("questionUid"); init => Set("questionUid", value); }

    public string? Answer { get => Get("answer", "content"); init => Set("answer", value); }

    /// <summary>What the model thought before it answered.</summary>
    public string? ReasonContent { get => Get("reasonContent"); init => Set("reasonContent", value); }

    public IReadOnlyList<RobotSource> Sources
    {
        get => GetParts("sources", "sourceName", static json => new RobotSource(json));
        init => Set("sources", value);
    }

    public string? KbUid { get => Get("kbUid"); init => Set("kbUid", value); }

    public string? RobotUid { get => Get("robotUid"); init => Set("robotUid", value); }

    public override string PlainText(string locale = "zh") => Answer ?? "";
}

/// <summary>PREVIEW: what a visitor is typing at this moment. Never answered, never stored.</summary>
public sealed record PreviewContent : MessageContent
{
    public PreviewContent()
        : base(MessageTypes.Preview)
    {
    }

    internal PreviewContent(string type, JsonObject json, string wire)
        : base(type, json, wire)
    {
    }

    public long? Version { get => GetInteger("v"); init => Set("v", (decimal?)value); }

    public string? Content { get => Get("content"); init => Set("content", value); }

    /// <summary>The visitor emptied the box.</summary>
    public bool? Clear { get => GetBoolean("clear"); init => Set("clear", value); }

    /// <summary>Epoch milliseconds.</summary>
    public long? TimestampMillis { get => GetInteger("ts"); init => Set("ts", (decimal?)value); }

    public override string PlainText(string locale = "zh") => Content ?? "";
}
