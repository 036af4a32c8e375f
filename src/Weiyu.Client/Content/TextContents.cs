using System.Text.Json.Nodes;
using Weiyu.Client.Messages;

namespace Weiyu.Client.Content;

/// <summary>
/// TEXT: the words themselves, or since 2026 also <c>{text, translatedText}</c>. Words that merely look like JSON (a visitor pastes some) stay words.
/// </summary>
public sealed record TextContent : MessageContent
{
    /// <summary>The words, where they are all there is; null for an object.</summary>
    private readonly string? _words;

    public TextContent(string text)
        : base(MessageTypes.Text) => _words = text;

    internal TextContent(JsonObject json, string wire)
        : base(MessageTypes.Text, json, wire)
    {
    }

    /// <summary>What was written, in the language in which it was written.</summary>
    public string Text
    {
        get => _words ?? Get("text") ?? "";
        init
        {
            if (_words is null) Set("text", value);
            else _words = value;
        }
    }

    /// <summary>What the platform made of it in the reader's language; null when nothing.</summary>
    public string? TranslatedText => Get("translatedText");

    public bool Equals(TextContent? other) => other is not null && Type == other.Type && ToWire() == other.ToWire();

    public override int GetHashCode() => HashCode.Combine(Type, Text);

    public override string ToWire() => _words ?? base.ToWire();

    public override string PlainText(string locale = "zh") => Text;

    /// <summary>Whether an object is the official form of a TEXT, and not something that somebody pasted.</summary>
    internal static bool IsOfficial(JsonObject json) =>
        json["text"] is JsonValue text && text.TryGetValue<string>(out _)
        && (json.Count == 1 || json.ContainsKey("translatedText") || json.ContainsKey("reactions"));
}

/// <summary>
/// SYSTEM, NOTICE, CONTINUE, AUTO_CLOSED, AGENT_CLOSED, VISITOR_CLOSED, NOTIFICATION_*, ERROR: what the platform itself says. Plain text from older
/// servers; from those of 2026 an object {type, content, title, extra}, of a NOTICE {noticeUid, title, content, level, …}.
/// </summary>
public sealed record NoteContent : MessageContent
{
    public NoteContent()
        : base(MessageTypes.Notice)
    {
    }

    internal NoteContent(string type, JsonObject json, string wire)
        : base(type, json, wire)
    {
    }

    public string? Title { get => Get("title"); init => Set("title", value); }

    public string? Content { get => Get("content"); init => Set("content", value); }

    /// <summary>What kind of note, in the platform's words.</summary>
    public string? NoteType { get => Get("type"); init => Set("type", value); }

    public string? NoticeUid { get => Get("noticeUid"); init => Set("noticeUid", value); }

    /// <summary>A JSON object, as text.</summary>
    public string? Extra { get => Get("extra"); init => Set("extra", value); }

    /// <summary>Of a closing: whether the visitor is asked if the matter is settled; null when nothing says so.</summary>
    public ResolvedPrompt? ResolvedPrompt =>
        GetObject("extra")?["resolvedPrompt"] is JsonObject prompt ? new ResolvedPrompt((JsonObject)prompt.DeepClone()) : null;

    public override string PlainText(string locale = "zh") => Lines(Title == Content ? null : Title, Content);
}

/// <summary>The question to the visitor whether the matter is settled, which closes with the conversation.</summary>
public sealed record ResolvedPrompt : JsonPart
{
    internal ResolvedPrompt(JsonObject json)
        : base(json)
    {
    }

    public bool? Show => GetBoolean("show");

    public string? ThreadUid => Get("threadUid");

    /// <summary>Whether the visitor has answered.</summary>
    public bool? Submitted => GetBoolean("submitted");

    /// <summary>What the visitor answered.</summary>
    public bool? Resolved => GetBoolean("resolved");
}
