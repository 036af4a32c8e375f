using System.Reflection;
using System.Text.Json;

namespace Weiyu.Sandbox.Rest;

/// <summary>Properties as JSON members in camelCase: durations in milliseconds, enumerations by name.</summary>
internal static class PropertyJson
{
    public static string NameOf(PropertyInfo property) => JsonNamingPolicy.CamelCase.ConvertName(property.Name);

    public static void Write(Utf8JsonWriter json, PropertyInfo property, object target)
    {
        json.WritePropertyName(NameOf(property));
        switch (property.GetValue(target))
        {
            case TimeSpan time:
                json.WriteNumberValue(time.TotalMilliseconds);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int count:
                json.WriteNumberValue(count);
                break;
            case double fraction:
                json.WriteNumberValue(fraction);
                break;
            case var other:
                json.WriteStringValue(other?.ToString());
                break;
        }
    }

    /// <summary>False when the value is none of the type.</summary>
    public static bool TryRead(JsonElement json, Type type, out object? value)
    {
        value = json.ValueKind switch
        {
            JsonValueKind.Number when type == typeof(int) && json.TryGetInt32(out var count) => count,
            JsonValueKind.Number when type == typeof(double) => json.GetDouble(),
            JsonValueKind.Number when type == typeof(TimeSpan) => TimeSpan.FromMilliseconds(Math.Clamp(json.GetDouble(), 0, 86_400_000)),
            JsonValueKind.True or JsonValueKind.False when type == typeof(bool) => json.GetBoolean(),
            JsonValueKind.String when type == typeof(string) => json.GetString(),
            JsonValueKind.String when type.IsEnum && Enum.TryParse(type, json.GetString(), ignoreCase: true, out var named) => named,
            _ => null,
        };
        return value is not null;
    }
}
