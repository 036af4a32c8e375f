using System.Reflection;
using System.Text.Json;
using Weiyu.Sandbox.Rest.Answers;

namespace Weiyu.Sandbox.Rest;

/// <summary>
/// Habits as JSON: the members are the properties of <see cref="SandboxHabits"/>; only those that are there are changed. Commands: <c>generation</c>
/// (Y2024, Y2025, Y2026), which is applied first, and <c>restart</c> (true): MQTT connections end.
/// </summary>
internal static class HabitsJson
{
    private const string Generation = "generation";
    private const string Restart = "restart";

    private static readonly PropertyInfo[] Properties =
        [.. typeof(SandboxHabits).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite)];

    public static void Write(Utf8JsonWriter json, SandboxHabits habits)
    {
        json.WriteStartObject();
        foreach (var property in Properties) PropertyJson.Write(json, property, habits);

        json.WriteEndObject();
    }

    /// <summary>What is wrong with the body; null: nothing, and it is done.</summary>
    public static string? Apply(Body body, SandboxServer server)
    {
        if (body.Root.ValueKind != JsonValueKind.Object) return "a JSON object is wanted";

        SandboxGeneration? generation = null;
        if (body.TryGet(Generation, out var named))
        {
            if (!PropertyJson.TryRead(named, typeof(SandboxGeneration), out var read))
            {
                return $"'{Generation}' is {string.Join(", ", Enum.GetNames<SandboxGeneration>())}";
            }

            generation = (SandboxGeneration)read!;
        }

        var habits = (generation is { } wanted ? server.HabitsOf(wanted) : server.Habits) with { };
        foreach (var member in body.Root.EnumerateObject().Where(m => m.Name is not (Generation or Restart)))
        {
            if (Array.Find(Properties, p => PropertyJson.NameOf(p) == member.Name) is not { } property
                || !PropertyJson.TryRead(member.Value, property.PropertyType, out var value))
            {
                return $"'{member.Name}' is no habit, or its value is not what it takes";
            }

            property.SetValue(habits, value);
        }

        try
        {
            server.Habits = habits;
        }
        catch (ArgumentException e)
        {
            return e.Message;
        }

        if (body.Flag(Restart) == true) server.Faults.DropConnections();

        return null;
    }
}
