using System.Text.Json.Nodes;

namespace Weiyu.Client.Content;

/// <summary>
/// What a message says: <c>Message.content</c>, typed by <c>Message.type</c>. Reading never throws and keeps what it does not know; what was read and not
/// changed is written back letter by letter.
/// </summary>
public abstract record MessageContent : JsonPart
{
    private string? _wire;

    private protected MessageContent(string type) => Type = type;

    private protected MessageContent(string type, JsonObject json, string wire)
        : base(json)
    {
        Type = type;
        _wire = wire;
    }

    /// <summary>The message's type, see <see cref="Messages.MessageTypes"/>; unknown ones are legal.</summary>
    public string Type { get; init; }

    public virtual bool Equals(MessageContent? other) => base.Equals(other) && Type == other.Type;

    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Type);

    /// <summary>Reads any content of any type. Never throws: what does not fit its type becomes <see cref="UnknownContent"/>.</summary>
    public static MessageContent Read(string? type, string? content) => ContentReader.Read(type ?? "", content ?? "");

    /// <inheritdoc cref="Read(string?, string?)"/>
    public static MessageContent Read(Wire.Message message) => ContentReader.Read(message.Type, message.Content);

    /// <summary>The value of <c>Message.content</c>.</summary>
    public virtual string ToWire() => _wire ?? ToJson();

    /// <summary>
    /// What a person would read, for rules, models and summaries: the text itself, or a label (<c>[图片]</c>) and what describes the thing. Empty for
    /// what nobody reads (receipts, TYPING).
    /// </summary>
    /// <param name="locale">The language of the labels: <c>en…</c> is English, everything else Chinese.</param>
    public abstract string PlainText(string locale = "zh");

    private protected override void Changed() => _wire = null;

    private protected static string Label(string locale, string zh, string en, params ReadOnlySpan<string?> parts)
    {
        var text = $"[{(locale.StartsWith("en", StringComparison.OrdinalIgnoreCase) ? en : zh)}]";
        foreach (var part in parts)
        {
            if (!string.IsNullOrWhiteSpace(part)) text += " " + part.Trim();
        }

        return text;
    }

    private protected static string Lines(params ReadOnlySpan<string?> lines)
    {
        var text = "";
        foreach (var line in lines)
        {
            if (!string.IsNullOrWhiteSpace(line)) text += text.Length > 0 ? "\n" + line : line;
        }

        return text;
    }
}
