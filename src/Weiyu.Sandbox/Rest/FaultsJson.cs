using System.Text.Json;

namespace Weiyu.Sandbox.Rest;

/// <summary>
/// Faults as JSON: the members are the properties of <see cref="SandboxFaults"/> in camelCase (durations in milliseconds, enumerations by name); only
/// those that are there are changed. Commands: <c>clear</c>, <c>dropConnections</c>, <c>expireTokens</c> (true), <c>seed</c> (number),
/// <c>nextPacketIdentifier</c> (number).
/// </summary>
internal static class FaultsJson
{
    private static readonly string[] Commands = ["clear", "dropConnections", "expireTokens", "seed", "nextPacketIdentifier"];

    private static readonly System.Reflection.PropertyInfo[] Properties = [.. typeof(SandboxFaults).GetProperties().Where(p => p.CanWrite)];

    public static void Write(Utf8JsonWriter json, SandboxFaults faults)
    {
        json.WriteStartObject();
        foreach (var property in Properties)
        {
            json.WritePropertyName(NameOf(property));
            switch (property.GetValue(faults))
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

        json.WriteEndObject();
    }

    /// <summary>What is wrong with the body; null: nothing, and it is done.</summary>
    public static string? Apply(Body body, SandboxFaults faults)
    {
        if (body.Root.ValueKind != JsonValueKind.Object)
        {
            return "a JSON object is wanted";
        }

        if (body.Flag("clear") == true)
        {
            faults.Clear();
        }

        foreach (var member in body.Root.EnumerateObject())
        {
            if (Commands.Contains(member.Name))
            {
                continue;
            }

            if (Properties.FirstOrDefault(p => NameOf(p) == member.Name) is not { } property || !TryRead(member.Value, property.PropertyType, out var value))
            {
                return $"'{member.Name}' is no fault, or its value is not what it takes";
            }

            property.SetValue(faults, value);
        }

        if (body.Int("seed") is { } seed)
        {
            faults.Reseed(seed);
        }

        if (body.Flag("expireTokens") == true)
        {
            faults.ExpireTokens();
        }

        if (body.Flag("dropConnections") == true)
        {
            faults.DropConnections();
        }

        return null;
    }

    private static string NameOf(System.Reflection.PropertyInfo property) => JsonNamingPolicy.CamelCase.ConvertName(property.Name);

    private static bool TryRead(JsonElement json, Type type, out object? value)
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
