using System.Text.Json.Nodes;
using Weiyu.Client.Messages;

namespace Weiyu.Client.Content;

/// <summary>LOCATION. The documentation's client writes {address, type}.</summary>
public sealed record LocationContent : MessageContent
{
    public LocationContent()
        : base(MessageTypes.Location)
    {
    }

    internal LocationContent(string type, JsonObject json, string wire)
        : base(type, json, wire)
    {
    }

    /// <summary>Degrees.</summary>
    public decimal? Latitude { get => GetNumber("latitude"); init => Set("latitude", value); }

    /// <summary>Degrees.</summary>
    public decimal? Longitude { get => GetNumber("longitude"); init => Set("longitude", value); }

    public string? Address { get => Get("address"); init => Set("address", value); }

    public string? Caption { get => Get("label"); init => Set("label", value); }

    public override string PlainText(string locale = "zh") =>
        Label(locale, "位置", "location", Caption, Address ?? (Latitude is { } north && Longitude is { } east ? FormattableString.Invariant($"{north}, {east}") : null));
}

/// <summary>LINK, URL, CARD and ARTICLE.</summary>
public sealed record LinkContent : MessageContent
{
    public LinkContent()
        : base(MessageTypes.Link)
    {
    }

    internal LinkContent(string type, JsonObject json, string wire)
        : base(type, json, wire)
    {
    }

    public string? Url { get => Get("url"); init => Set("url", value); }

    public string? Title { get => Get("title", "label"); init => Set("title", value); }

    public string? Description { get => Get("description"); init => Set("description", value); }

    public string? ImageUrl { get => Get("imageUrl"); init => Set("imageUrl", value); }

    public override string PlainText(string locale = "zh") => Label(locale, "链接", "link", Title, Description, Url);
}

/// <summary>BUTTON and BUTTON_SUBMIT (the button that was pressed).</summary>
public sealed record ButtonContent : MessageContent
{
    public ButtonContent()
        : base(MessageTypes.Button)
    {
    }

    internal ButtonContent(string type, JsonObject json, string wire)
        : base(type, json, wire)
    {
    }

    /// <summary>What the button does, e.g. opens a URL or sends its payload.</summary>
    public string? ButtonType { get => Get("type"); init => Set("type", value); }

    public string? Title { get => Get("title", "label"); init => Set("title", value); }

    public string? Payload { get => Get("payload"); init => Set("payload", value); }

    public string? Url { get => Get("url"); init => Set("url", value); }

    public override string PlainText(string locale = "zh") => Title ?? Payload ?? Url ?? "";
}
