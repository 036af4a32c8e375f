using System.Globalization;
using Weiyu.Bot.Hosting;

namespace Weiyu.Bot.Tests.Configuration;

/// <summary>The list of keys for operators is true and complete.</summary>
public sealed class DocumentationTests
{
    private static readonly string[] Rows = [.. File.ReadLines(Path.Combine(Root(), "src", "Weiyu.Bot", "Configuration", "README.md")).Where(l => l.StartsWith("| `", StringComparison.Ordinal))];

    public static TheoryData<string, string> Keys => [.. OptionSections.All.SelectMany(s => Leaves(s.Section, s.Options))];

    [Theory]
    [MemberData(nameof(Keys))]
    public void Every_key_is_in_the_list_with_its_default(string key, string value) =>
        Assert.Single(Rows, r => r.StartsWith($"| `{key}` | {(value.Length > 0 ? $"`{value}`" : "–")} | ", StringComparison.Ordinal));

    [Fact]
    public void The_list_holds_no_key_that_nothing_reads() => Assert.Equal(Keys.Count, Rows.Length);

    private static IEnumerable<(string Key, string Default)> Leaves(string path, Type type)
    {
        var defaults = Activator.CreateInstance(type);
        foreach (var property in ConfigurationCheck.Settings(type))
        {
            var key = $"{path}:{property.Name}";
            var element = ConfigurationCheck.ElementOf(property.PropertyType);
            if (element is not null) key += property.PropertyType.GetGenericTypeDefinition() == typeof(List<>) ? ":0" : ":NAME";
            if (ConfigurationCheck.IsSection(element ?? property.PropertyType)) foreach (var leaf in Leaves(key, element ?? property.PropertyType)) yield return leaf;
            else yield return (key, element is null ? Text(property.GetValue(defaults)) : "");
        }
    }

    private static string Text(object? value) => value switch
    {
        TimeSpan { Ticks: 0 } => "0",
        TimeSpan time when time.TotalSeconds % 1 != 0 => $"{time.TotalMilliseconds:0}ms",
        TimeSpan time when time.TotalMinutes % 1 != 0 => $"{time.TotalSeconds:0}s",
        TimeSpan time when time.TotalHours % 1 != 0 => $"{time.TotalMinutes:0}m",
        TimeSpan time when time.TotalHours > 24 => $"{time.TotalDays:0}d",
        TimeSpan time => $"{time.TotalHours:0}h",
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Weiyu.Bot.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The solution is not above the tests.");
    }
}
