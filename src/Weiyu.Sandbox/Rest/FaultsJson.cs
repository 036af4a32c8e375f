using System.Text.Json;
using Weiyu.Sandbox.Rest.Answers;

namespace Weiyu.Sandbox.Rest;

/// <summary>
/// Faults as JSON: the members are the properties of <see cref="SandboxFaults"/> in camelCase (durations in milliseconds, enumerations by name); only
/// those that are there are changed. <c>failingPaths</c> is an object of beginnings of paths and their failures (<c>none</c> takes one out).
/// Commands: <c>clear</c>, <c>dropConnections</c>, <c>expireTokens</c> (true), <c>seed</c> (number), <c>nextPacketIdentifier</c> (number).
/// </summary>
internal static class FaultsJson
{
    private static readonly string[] Commands = ["clear", "dropConnections", "expireTokens", "seed", "nextPacketIdentifier", Paths];

    private const string Paths = "failingPaths";

    private static readonly System.Reflection.PropertyInfo[] Properties = [.. typeof(SandboxFaults).GetProperties().Where(p => p.CanWrite)];

    public static void Write(Utf8JsonWriter json, SandboxFaults faults)
    {
        json.WriteStartObject();
        foreach (var property in Properties) PropertyJson.Write(json, property, faults);

        json.WriteStartObject(Paths);
        foreach (var (path, failure) in faults.FailingPaths) json.WriteString(path, failure.ToString());

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>What is wrong with the body; null: nothing, and it is done.</summary>
    public static string? Apply(Body body, SandboxFaults faults)
    {
        if (body.Root.ValueKind != JsonValueKind.Object) return "a JSON object is wanted";

        if (body.Flag("clear") == true) faults.Clear();

        foreach (var member in body.Root.EnumerateObject())
        {
            if (Commands.Contains(member.Name)) continue;

            if (Array.Find(Properties, p => PropertyJson.NameOf(p) == member.Name) is not { } property
                || !PropertyJson.TryRead(member.Value, property.PropertyType, out var value))
            {
                return $"'{member.Name}' is no fault, or its value is not what it takes";
            }

            property.SetValue(faults, value);
        }

        if (body.TryGet(Paths, out var paths) && FailPaths(paths, faults) is { } wrong)
        {
            return $"'{wrong}' is no path with a failure";
        }

        if (body.Int("seed") is { } seed) faults.Reseed(seed);

        if (body.Flag("expireTokens") == true) faults.ExpireTokens();

        if (body.Flag("dropConnections") == true) faults.DropConnections();

        return null;
    }

    /// <summary>What can't be read; null: nothing.</summary>
    private static string? FailPaths(JsonElement paths, SandboxFaults faults)
    {
        if (paths.ValueKind != JsonValueKind.Object) return Paths;

        foreach (var path in paths.EnumerateObject())
        {
            if (path.Name.Length == 0 || !PropertyJson.TryRead(path.Value, typeof(RestFailure), out var failure)) return path.Name;

            faults.FailPath(path.Name, (RestFailure)failure!);
        }

        return null;
    }
}
