using Weiyu.Text.Matching;

namespace Weiyu.Bot.Hosting;

/// <summary>Finds keys that nothing reads: slips of the keys that would otherwise be passed over in silence.</summary>
internal static class UnknownKeys
{
    /// <summary>All of them, with the name that was perhaps meant. They do not stop the start: a key may be meant for another version.</summary>
    public static List<ConfigurationProblem> Find(IConfiguration configuration, IReadOnlyCollection<(string Section, Type Options)> sections)
    {
        var types = sections.ToDictionary(s => s.Section, s => s.Options, StringComparer.OrdinalIgnoreCase);
        var roots = types.Keys.Where(k => !k.Contains(':', StringComparison.Ordinal)).ToList();
        var unknown = new List<ConfigurationProblem>();
        foreach (var root in configuration.GetChildren())
        {
            if (types.TryGetValue(root.Key, out var type)) Walk(root, type, types, unknown);
            // Other programs' variables are none of our business, unless they look like a slip.
            else if (root.GetChildren().Any() && Nearest.Of(root.Key, roots) is { } near) unknown.Add(new(root.Key, $"there is no such section. Did you mean '{near}'?"));
        }

        return unknown;
    }

    private static void Walk(IConfigurationSection section, Type type, Dictionary<string, Type> types, List<ConfigurationProblem> unknown)
    {
        var settings = ConfigurationCheck.Settings(type).ToDictionary(p => p.Name, p => p.PropertyType, StringComparer.OrdinalIgnoreCase);
        foreach (var (path, options) in types)
        {
            if (path.LastIndexOf(':') is > 0 and var end && section.Path.Equals(path[..end], StringComparison.OrdinalIgnoreCase)) settings[path[(end + 1)..]] = options;
        }

        foreach (var child in section.GetChildren())
        {
            if (!settings.TryGetValue(child.Key, out var setting)) unknown.Add(new(child.Path, $"there is no such key. {Nearest.Advice(child.Key, settings.Keys)}"));
            else if (ConfigurationCheck.IsSection(setting)) Walk(child, setting, types, unknown);
            else if (ConfigurationCheck.ElementOf(setting) is { } element && ConfigurationCheck.IsSection(element)) foreach (var entry in child.GetChildren()) Walk(entry, element, types, unknown);
        }
    }
}
