using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Weiyu.Client.Messages;

namespace Weiyu.Client.Content;

/// <summary>
/// A typed view of a JSON object that somebody else may have written. Members are read as what they are meant to be, whatever JSON type they came in;
/// members that are not known here stay in the object and are written again.
/// </summary>
public abstract record JsonPart
{
    private readonly JsonObject _json;

    private protected JsonPart() => _json = [];

    private protected JsonPart(JsonObject json) => _json = json;

    /// <summary>A copy has its own object, so that <c>with</c> never changes the original.</summary>
    protected JsonPart(JsonPart original) => _json = (JsonObject)original._json.DeepClone();

    /// <summary>The names of all members, the unknown ones too.</summary>
    public IEnumerable<string> Members => _json.Select(member => member.Key);

    /// <summary>Any member as text: null when absent or null, its JSON when it is no string.</summary>
    public string? Get(string member) => TextOf(_json[member]);

    public virtual bool Equals(JsonPart? other) => other is not null && EqualityContract == other.EqualityContract && JsonNode.DeepEquals(_json, other._json);

    public override int GetHashCode() => HashCode.Combine(EqualityContract, _json.Count);

    /// <summary>The object as JSON.</summary>
    public string ToJson() => _json.ToJsonString(JsonText.Options);

    internal JsonObject CopyJson() => (JsonObject)_json.DeepClone();

    private protected string? Get(string member, string otherName) => Get(member) ?? Get(otherName);

    private protected long? GetInteger(string member) => GetNumber(member) is { } number && Math.Abs(number) < 9e15m ? (long)number : null;

    private protected decimal? GetNumber(string member) => NumberOf(Get(member));

    private protected bool? GetBoolean(string member) => BooleanOf(Get(member));

    /// <summary>A number in a text; null when it is none.</summary>
    private protected static decimal? NumberOf(string? text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private protected static bool? BooleanOf(string? text) => text?.Trim().ToUpperInvariant() switch
    {
        "TRUE" or "1" or "YES" => true,
        "FALSE" or "0" or "NO" => false,
        _ => null,
    };

    /// <summary>An object, also one inside a string; null for anything else.</summary>
    private protected JsonObject? GetObject(string member) => ObjectOf(_json[member]);

    /// <summary>The objects of a list. A single object counts as a list of one, a string as an object with that <paramref name="bareMember"/>.</summary>
    private protected IReadOnlyList<T> GetParts<T>(string member, string bareMember, Func<JsonObject, T> create)
    {
        var parts = new List<T>();
        foreach (var item in Items(_json[member]))
        {
            if (ObjectOf(item) is { } json)
            {
                parts.Add(create(json));
            }
            else if (TextOf(item) is { Length: > 0 } text)
            {
                parts.Add(create(new JsonObject { [bareMember] = text }));
            }
        }

        return parts;
    }

    /// <summary>The texts of a list; a single value counts as a list of one.</summary>
    private protected IReadOnlyList<string> GetTexts(string member) => [.. Items(_json[member]).Select(TextOf).OfType<string>()];

    private protected void Set(string member, string? value) => Put(member, value is null ? null : JsonValue.Create(value));

    private protected void Set(string member, decimal? value) => Put(member, value is { } number ? JsonValue.Create(number) : null);

    /// <summary>An amount: a number on the wire where the text is one, as the platform's own clients write it, else the text.</summary>
    private protected void SetAmount(string member, string? value)
    {
        if (NumberOf(value) is { } number) Set(member, number);
        else Set(member, value);
    }

    private protected void Set(string member, bool? value) => Put(member, value is { } flag ? JsonValue.Create(flag) : null);

    private protected void Set(string member, JsonObject? value) => Put(member, value);

    private protected void Set(string member, IEnumerable<string> values) => Put(member, new JsonArray([.. values.Select(v => (JsonNode)JsonValue.Create(v))]));

    private protected void Set(string member, IEnumerable<JsonPart> parts) => Put(member, new JsonArray([.. parts.Select(p => (JsonNode)p.CopyJson())]));

    private protected virtual void Changed()
    {
    }

    private void Put(string member, JsonNode? value)
    {
        Changed();
        if (value is null)
        {
            _json.Remove(member);
        }
        else
        {
            _json[member] = value;
        }
    }

    private static IEnumerable<JsonNode?> Items(JsonNode? node)
    {
        if (node is JsonValue && TextOf(node) is { } text && text.TrimStart().StartsWith('[') && ForeignJson.TryParse(text, out var inner))
        {
            node = inner;
        }

        switch (node)
        {
            case null:
                yield break;
            case JsonArray array:
                foreach (var item in array) yield return item;

                break;
            default:
                yield return node;
                break;
        }
    }

    private static JsonObject? ObjectOf(JsonNode? node) => node switch
    {
        JsonObject json => json,
        JsonValue when TextOf(node) is { } text && text.TrimStart().StartsWith('{') && ForeignJson.TryParse(text, out var inner) => inner as JsonObject,
        _ => null,
    };

    private static string? TextOf(JsonNode? node) => node switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        _ => node.ToJsonString(JsonText.Options),
    };
}
