using System.Text.Json;
using System.Text.Json.Nodes;
using Weiyu.Bot.Handlers.Opinions;
using Weiyu.Bot.Handlers.Rules.Model;
using Weiyu.Bot.Handlers.Rules.Templates;
using Weiyu.Bot.Pipeline;
using Weiyu.Client.Content;
using Weiyu.Client.Messages;

namespace Weiyu.Bot.Handlers.Rules.Running;

/// <summary>What conditions and templates can see in a turn.</summary>
internal sealed class RuleScope
{
    private TemplateValues? _values;

    public RuleScope(TurnContext turn, RuleBook book, JsonObject? locals = null) => (Turn, Book, Locals, Event) = (turn, book, locals ?? [], turn.Message is null ? turn.Event : null);

    /// <summary>The turn.</summary>
    public TurnContext Turn { get; }

    /// <summary>What happened, where the turn is no message's; also a rating or a reaction that came as a message.</summary>
    public BotEvent? Event { get; init; }

    /// <summary>The rules that were current when the turn began.</summary>
    public RuleBook Book { get; }

    /// <summary>What was asked for and what tools gave, within one rule.</summary>
    public JsonObject Locals { get; }

    /// <summary>The time of the turn by the calendar's clock.</summary>
    public DateTimeOffset LocalNow => TimeZoneInfo.ConvertTime(Turn.Now, Book.Calendar.Zone);

    /// <summary>The visitor's language; the folder's default until it is known.</summary>
    public string Locale => Turn.State.Locale ?? Book.DefaultLocale;

    /// <summary>Whether the message is the visitor's first since the conversation was opened.</summary>
    public bool IsFirst => Turn.Message is not null && RuleMemory.Of(Turn.State).MessagesSinceOpening(Turn.State) == 0;

    /// <summary>The values by name.</summary>
    public TemplateValues Values => _values ??= Build();

    /// <summary>The names that every template knows.</summary>
    public static IReadOnlyList<string> Roots { get; } =
        ["message", "visitor", "agent", "thread", "vars", "call", "now", "text", "locale", "channel", "event", "owner", "misses", "tags", "answers"];

    /// <summary>The members of the names whose members are fixed.</summary>
    public static IReadOnlyDictionary<string, string[]> Members { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["message"] = ["uid", "type", "content", "createdAt"],
        ["visitor"] = ["uid", "nickname", "avatar", "type", "extra"],
        ["agent"] = ["uid", "nickname", "avatar"],
        ["thread"] = ["uid", "topic", "type", "state", "channel", "extra"],
    };

    private TemplateValues Build()
    {
        var (thread, message, state) = (Turn.Thread, Turn.Message, Turn.State);
        var values = new TemplateValues { Zone = Book.Calendar.Zone }
            .Set("thread", () => new JsonObject
            {
                ["uid"] = thread.Uid, ["topic"] = thread.Topic, ["type"] = thread.Type, ["state"] = thread.State, ["channel"] = thread.Channel, ["extra"] = ReadExtra(thread.Extra),
            })
            .Set("message", () => new JsonObject
            {
                ["uid"] = message?.Uid ?? "", ["type"] = message?.Type ?? "", ["content"] = ContentOf(message), ["createdAt"] = message?.CreatedAt ?? "",
            })
            .Set("visitor", () => UserJson(VisitorOf(Turn)))
            .Set("agent", () => UserJson(Turn.Bot.SenderIn(thread.Type)))
            .Set("vars", () => new JsonObject(state.Vars.Select(v => KeyValuePair.Create(v.Key, v.Value?.DeepClone()))))
            .Set("now", () => LocalNow)
            .Set("text", () => Turn.Text)
            .Set("locale", () => Locale)
            .Set("channel", () => message is { Channel.Length: > 0 } ? message.Channel : thread.Channel)
            .Set("owner", () => state.Ownership.Owner.ToString())
            .Set("misses", () => (long)state.Misses)
            .Set("tags", () => new JsonArray([.. state.Tags.Select(t => JsonValue.Create(t))]))
            .Set("event", EventJson);
        foreach (var (name, value) in Locals) values.Set(name, () => Locals[name] ?? value);
        values.Set("call", () => Locals["call"]);
        values.Set("answers", () => Locals);
        return values;
    }

    /// <summary>Makes values added to <see cref="Locals"/> since visible.</summary>
    public void Refresh() => _values = null;

    /// <summary>Who the bot talks to.</summary>
    public static Wire.User VisitorOf(TurnContext turn) => turn.Thread.User is { Uid.Length: > 0 } user ? user : turn.Message?.User ?? new Wire.User();

    /// <summary>As it came; of a text, which may come with its translation, the words.</summary>
    private static string ContentOf(Wire.Message? message) =>
        message is { Type: MessageTypes.Text } ? MessageContent.Read(message).PlainText() : message?.Content ?? "";

    private JsonObject EventJson()
    {
        var json = Event?.Data?.DeepClone() as JsonObject ?? [];
        json["name"] = Event?.Name ?? "";
        json["argument"] = Event?.Argument ?? "";
        if (!json.ContainsKey("score") && Event?.Name == BotEvents.Rating)
        {
            foreach (var name in (ReadOnlySpan<string>)["rate", "rating", "stars", "value"])
            {
                if (json[name] is { } score) json["score"] = score.DeepClone();
            }
        }

        // Tests of rules may write the emoji alone.
        if (Event?.Name == BotEvents.Reaction && !json.ContainsKey("reaction"))
            json["reaction"] = Reactions.Of(TemplateValues.Show(json["emoji"] ?? json["argument"]));
        return json;
    }

    private static JsonObject UserJson(Wire.User user) => new()
    {
        ["uid"] = user.Uid, ["nickname"] = user.Nickname, ["avatar"] = user.Avatar, ["type"] = user.Type, ["extra"] = ReadExtra(user.Extra),
    };

    private static JsonNode? ReadExtra(string extra)
    {
        if (extra.Length is 0 or > 64_000) return null;
        try
        {
            return JsonNode.Parse(extra, documentOptions: new JsonDocumentOptions { MaxDepth = 16 }) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
