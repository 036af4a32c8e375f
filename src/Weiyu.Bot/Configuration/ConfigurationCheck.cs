using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace Weiyu.Bot.Configuration;

/// <summary>A wrong or missing value.</summary>
/// <param name="Key">Its key, such as <c>Weiyu:KeepAlive</c>.</param>
/// <param name="Problem">What is wrong and what was expected.</param>
internal sealed record ConfigurationProblem(string Key, string Problem)
{
    /// <summary>With the ways of setting it.</summary>
    public override string ToString() =>
        $"{Key}: {Problem}{Environment.NewLine}    Set it in appsettings.json, as the environment variable {Key.Replace(":", "__", StringComparison.Ordinal)}, or with --{Key} VALUE.";
}

/// <summary>Checks the whole configuration before anything starts, and reports all mistakes together.</summary>
internal static class ConfigurationCheck
{
    /// <summary>Checks every section, and writes durations such as <c>30s</c> in the form that binding understands.</summary>
    /// <returns>All problems; none when the configuration is good.</returns>
    public static List<ConfigurationProblem> Check(IConfigurationRoot configuration, IEnumerable<(string Section, Type Options)> sections)
    {
        var problems = new List<ConfigurationProblem>();
        foreach (var (section, type) in sections) CheckSection(configuration, section, type, problems);
        return problems;
    }

    private static void CheckSection(IConfigurationRoot configuration, string path, Type type, List<ConfigurationProblem> problems)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite))
        {
            var key = $"{path}:{property.Name}";
            var valueType = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            if (IsSection(valueType))
            {
                CheckSection(configuration, key, valueType, problems);
                continue;
            }

            var value = configuration[key];
            if (value is null) continue;
            if (value.Length == 0 && valueType != typeof(string))
            {
                configuration[key] = null;
                continue;
            }

            if (Read(value, valueType) is not { } read)
            {
                problems.Add(new(key, $"'{value}' is not {Expected(valueType)}{Range(property)}."));
                continue;
            }

            if (read is TimeSpan duration) configuration[key] = duration.ToString("c", CultureInfo.InvariantCulture);
            foreach (var rule in property.GetCustomAttributes<ValidationAttribute>())
            {
                if (!rule.IsValid(read)) problems.Add(new(key, rule is RequiredAttribute ? "it is empty." : $"{value} is out of range{Range(property)}."));
            }
        }
    }

    private static bool IsSection(Type type) => type.IsClass && type != typeof(string) && type.Namespace?.StartsWith("Weiyu", StringComparison.Ordinal) == true;

    private static object? Read(string value, Type type)
    {
        if (type == typeof(string)) return value;
        if (type == typeof(TimeSpan)) return Duration.TryParse(value, out var duration) ? duration : null;
        if (type.IsEnum) return Enum.TryParse(type, value, ignoreCase: true, out var name) && Enum.IsDefined(type, name!) ? name : null;
        try
        {
            return TypeDescriptor.GetConverter(type).ConvertFromInvariantString(value);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or NotSupportedException or InvalidCastException)
        {
            return null;
        }
    }

    private static string Expected(Type type) => type switch
    {
        _ when type == typeof(TimeSpan) => "a duration such as 500ms, 30s, 10m or 2h",
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(int) || type == typeof(long) => "a whole number",
        _ when type == typeof(double) => "a number",
        { IsEnum: true } => $"one of {string.Join(", ", Enum.GetNames(type))}",
        _ => $"a value of type {type.Name}",
    };

    private static string Range(PropertyInfo property) => property.GetCustomAttribute<RangeAttribute>() is { } range
        ? $" (from {Show(range.Minimum, range.OperandType)} to {Show(range.Maximum, range.OperandType)})"
        : "";

    private static string Show(object bound, Type type) =>
        type == typeof(TimeSpan) && TimeSpan.TryParse(bound.ToString(), CultureInfo.InvariantCulture, out var span) ? Duration.Show(span) : $"{bound}";
}
