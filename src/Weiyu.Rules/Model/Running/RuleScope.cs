using System.Text.Json;
using System.Text.Json.Nodes;
using Weiyu.Rules.Templates;

namespace Weiyu.Rules.Model.Running;

/// <summary>What conditions and templates can see.</summary>
/// <param name="facts">What is the case.</param>
/// <param name="state">What is remembered.</param>
/// <param name="book">The rules.</param>
/// <param name="locals">What was asked for and what tools gave, within one rule.</param>
internal class RuleScope(Facts facts, RuleState state, RuleBook book, JsonObject? locals = null)
{
    private TemplateValues? _values;

    /// <summary>What is the case.</summary>
    public Facts Facts { get; set; } = facts;

    /// <summary>What is remembered of the conversation.</summary>
    public RuleState State { get; } = state;

    /// <summary>The rules that were current when the turn began.</summary>
    public RuleBook Book { get; } = book;

    /// <summary>What was asked for and what tools gave, within one rule.</summary>
    public JsonObject Locals { get; } = locals ?? [];

    /// <summary>What the visitor read on the options that were picked, by the names of the questions.</summary>
    public JsonObject Titles { get; } = [];

    /// <summary>The time of the turn by the calendar's clock.</summary>
    public DateTimeOffset LocalNow => TimeZoneInfo.ConvertTime(Facts.Now, Book.Calendar.Zone);

    /// <summary>The visitor's language; the folder's default until it is known.</summary>
    public string Locale => State.Locale ?? Book.DefaultLocale;

    /// <summary>Whether the message is the visitor's first since the conversation was opened.</summary>
    public bool IsFirst => Facts.Message is not null && RuleMemory.Of(State).MessagesSinceOpening(State) == 0;

    /// <summary>The values by name.</summary>
    public TemplateValues Values => _values ??= Build();

    /// <summary>The names that every template knows.</summary>
    public static IReadOnlyList<string> Roots { get; } =
        ["message", "visitor", "agent", "thread", "vars", "call", "now", "text", "locale", "channel", "event", "owner", "misses", "tags", "answers", "titles", "mood"];

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
        var (thread, message) = (Facts.Thread, Facts.Message);
        var values = new TemplateValues { Zone = Book.Calendar.Zone }
            .Set("thread", () => new JsonObject
            {
                ["uid"] = thread.Uid, ["topic"] = thread.Topic, ["type"] = thread.Type, ["state"] = thread.State, ["channel"] = thread.Channel, ["extra"] = ReadExtra(thread.Extra),
            })
            .Set("message", () => new JsonObject
            {
                ["uid"] = message?.Uid ?? "", ["type"] = message?.Type ?? "", ["content"] = message?.Content ?? "", ["createdAt"] = message?.CreatedAt ?? "",
            })
            .Set("visitor", () => PersonJson(Facts.Visitor))
            .Set("agent", () => PersonJson(Facts.Agent))
            .Set("vars", () => new JsonObject(State.Vars.Select(v => KeyValuePair.Create(v.Key, v.Value?.DeepClone()))))
            .Set("now", () => LocalNow)
            .Set("text", () => Facts.Text)
            .Set("locale", () => Locale)
            .Set("channel", () => message is { Channel.Length: > 0 } ? message.Channel : thread.Channel)
            .Set("owner", () => Facts.Owner)
            .Set("mood", () => Facts.Mood ?? "")
            .Set("misses", () => (long)State.Misses)
            .Set("tags", () => new JsonArray([.. State.Tags.Select(t => JsonValue.Create(t))]))
            .Set("event", EventJson);
        foreach (var (name, value) in Locals) values.Set(name, () => Locals[name] ?? value);
        values.Set("call", () => Locals["call"]);
        values.Set("answers", () => Locals);
        values.Set("titles", () => Titles);
        return values;
    }

    /// <summary>Makes values added to <see cref="Locals"/> since visible.</summary>
    public void Refresh() => _values = null;

    private JsonObject EventJson()
    {
        var json = Facts.Event?.Data?.DeepClone() as JsonObject ?? [];
        json["name"] = Facts.Event?.Name ?? "";
        json["argument"] = Facts.Event?.Argument ?? "";
        if (!json.ContainsKey("score") && Facts.Event?.Name == RuleEvent.RatingName)
        {
            foreach (var name in (ReadOnlySpan<string>)["rate", "rating", "stars", "value"])
            {
                if (json[name] is { } score) json["score"] = score.DeepClone();
            }
        }

        // Tests of rules may write the emoji alone.
        if (Facts.Event?.Name == RuleEvent.ReactionName && !json.ContainsKey("reaction"))
            json["reaction"] = Reactions.Of(TemplateValues.Show(json["emoji"] ?? json["argument"]));
        return json;
    }

    private static JsonObject PersonJson(PersonFacts user) => new()
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
