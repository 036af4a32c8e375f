using System.Text.Json.Nodes;
using Weiyu.Client.Messages;

namespace Weiyu.Client.Content;

/// <summary>IMAGE and STICKER. The documentation's client writes {url, type}.</summary>
public sealed record ImageContent : MessageContent
{
    public ImageContent()
        : base(MessageTypes.Image)
    {
    }

    internal ImageContent(string type, JsonObject json, string wire)
        : base(type, json, wire)
    {
    }

    public string? Url { get => Get("url"); init => Set("url", value); }

    /// <summary>What the picture shows; <c>label</c> on the wire.</summary>
    public string? Caption { get => Get("label"); init => Set("label", value); }

    public string? Width { get => Get("width"); init => Set("width", value); }

    public string? Height { get => Get("height"); init => Set("height", value); }

    public override string PlainText(string locale = "zh") => Label(locale, "图片", "image", Caption);
}

/// <summary>FILE and DOCUMENT.</summary>
public sealed record FileContent : MessageContent
{
    public FileContent()
        : base(MessageTypes.File)
    {
    }

    internal FileContent(string type, JsonObject json, string wire)
        : base(type, json, wire)
    {
    }

    public string? Url { get => Get("url"); init => Set("url", value); }

    public string? Name { get => Get("name", "filename"); init => Set("name", value); }

    /// <summary>A number of bytes, or text such as 2MB, as the sender wrote it.</summary>
    public string? Size { get => Get("size"); init => Set("size", value); }

    /// <summary>The MIME type or extension; the documentation's client writes FILE.</summary>
    public string? MediaType { get => Get("type"); init => Set("type", value); }

    public string? Caption { get => Get("caption"); init => Set("caption", value); }

    public string? Thumbnail { get => Get("thumbnail"); init => Set("thumbnail", value); }

    public string? Hash { get => Get("hash"); init => Set("hash", value); }

    public override string PlainText(string locale = "zh") => Label(locale, "文件", "file", Name, Caption);
}

/// <summary>AUDIO, VOICE and MUSIC.</summary>
public sealed record AudioContent : MessageContent
{
    public AudioContent()
        : base(MessageTypes.Audio)
    {
    }

    internal AudioContent(string type, JsonObject json, string wire)
        : base(type, json, wire)
    {
    }

    public string? Url { get => Get("url"); init => Set("url", value); }

    /// <summary>Seconds, as text.</summary>
    public string? Duration { get => Get("duration"); init => Set("duration", value); }

    public string? Format { get => Get("format"); init => Set("format", value); }

    public string? Caption { get => Get("caption", "label"); init => Set("caption", value); }

    public override string PlainText(string locale = "zh") => Type == MessageTypes.Voice ? Label(locale, "语音", "voice", Caption) : Label(locale, "音频", "audio", Caption);
}

/// <summary>VIDEO.</summary>
public sealed record VideoContent : MessageContent
{
    public VideoContent()
        : base(MessageTypes.Video)
    {
    }

    internal VideoContent(string type, JsonObject json, string wire)
        : base(type, json, wire)
    {
    }

    public string? Url { get => Get("url"); init => Set("url", value); }

    public string? CoverUrl { get => Get("coverUrl"); init => Set("coverUrl", value); }

    /// <summary>Seconds, as text.</summary>
    public string? Duration { get => Get("duration"); init => Set("duration", value); }

    public string? Width { get => Get("width"); init => Set("width", value); }

    public string? Height { get => Get("height"); init => Set("height", value); }

    public string? Format { get => Get("format"); init => Set("format", value); }

    public string? Caption { get => Get("caption", "label"); init => Set("caption", value); }

    public override string PlainText(string locale = "zh") => Label(locale, "视频", "video", Caption);
}
