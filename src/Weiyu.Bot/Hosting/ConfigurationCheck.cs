using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Weiyu.Text.Dates;

namespace Weiyu.Bot.Hosting;

/// <summary>A wrong or missing value.</summary>
/// <param name="Key">Its key, such as <c>Weiyu:KeepAlive</c>.</param>
/// <param name="Problem">What is wrong and what was expected.</param>
internal sealed record ConfigurationProblem(string Key, string Problem)
{
    /// <summary>The ways of setting it.</summary>
    public string Cure => $"Set it in appsettings.json, as the environment variable {Key.Replace(":", "__", StringComparison.Ordinal)}, or with --{Key} VALUE.";

    /// <summary>With the ways of setting it.</summary>
    public override string ToString() => $"{Key}: {Problem}{Environment.NewLine}    {Cure}";
}

/// <summary>Checks every value of the configuration before anything starts, and reports all mistakes together.</summary>
internal static class ConfigurationCheck
{
    /// <summary>
    /// Checks every section, and writes durations such as <c>30s</c> in the form that binding understands. A value that can't be used gives way to the
    /// default once it is reported, so that the rest can be bound and checked too; an empty one is the default.
    /// </summary>
    /// <returns>All problems; none when the configuration is good.</returns>
    public static List<ConfigurationProblem> Check(IConfigurationRoot configuration, IEnumerable<(string Section, Type Options)> sections)
    {
        var problems = new List<ConfigurationProblem>();
        foreach (var (section, type) in sections) CheckSection(configuration, section, type, problems);
        return problems;
    }

    /// <summary>The settings of an options class.</summary>
    public static IEnumerable<PropertyInfo> Settings(Type options) => options.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite);

    /// <summary>Whether a type is a group of settings.</summary>
    public static bool IsSection(Type type) => type.IsClass && type.Namespace?.StartsWith("Weiyu", StringComparison.Ordinal) == true;

    /// <summary>What a list or dictionary holds; null for any other type.</summary>
    public static Type? ElementOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() is var kind && (kind == typeof(List<>) || kind == typeof(Dictionary<,>)) ? type.GenericTypeArguments[^1] : null;

    private static void CheckSection(IConfigurationRoot configuration, string path, Type type, List<ConfigurationProblem> problems)
    {
        var given = configuration.GetSection(path).GetChildren().Select(c => c.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var defaults = new Lazy<object?>(() => Activator.CreateInstance(type));
        foreach (var property in Settings(type).Where(p => given.Contains(p.Name) || IsSection(p.PropertyType)))
        {
            var key = $"{path}:{property.Name}";
            CheckValue(configuration, key, property.PropertyType, property, problems);
            // Binding would turn a key without a value into zero or null.
            if (configuration[key] is null && ElementOf(property.PropertyType) is null && !IsSection(property.PropertyType)) configuration[key] = Text(property.GetValue(defaults.Value));
        }
    }

    private static void CheckValue(IConfigurationRoot configuration, string key, Type declared, PropertyInfo? property, List<ConfigurationProblem> problems)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (IsSection(type))
        {
            CheckSection(configuration, key, type, problems);
            return;
        }

        if (ElementOf(type) is { } element)
        {
            CheckEntries(configuration, key, type, element, problems);
            return;
        }

        var value = configuration[key];
        if (value is null) return;
        if (value.Length == 0 && type != typeof(string))
        {
            configuration[key] = null;
            return;
        }

        if (Mistake(value, type, property) is { } mistake)
        {
            problems.Add(new(key, mistake));
            configuration[key] = null;
        }
        else if (Read(value, type) is TimeSpan duration)
        {
            configuration[key] = duration.ToString("c", CultureInfo.InvariantCulture);
        }
    }

    private static void CheckEntries(IConfigurationRoot configuration, string key, Type type, Type element, List<ConfigurationProblem> problems)
    {
        if (configuration[key] is { Length: > 0 })
        {
            var entry = type.GetGenericTypeDefinition() == typeof(List<>) ? "0" : "NAME";
            problems.Add(new(key, $"it holds several values; expected each in a key of its own, such as {key}:{entry}."));
        }

        foreach (var child in configuration.GetSection(key).GetChildren().ToList()) CheckValue(configuration, child.Path, element, null, problems);
    }

    private static string? Text(object? value) => value is TimeSpan duration ? duration.ToString("c", CultureInfo.InvariantCulture) : Convert.ToString(value, CultureInfo.InvariantCulture);

    private static string? Mistake(string value, Type type, PropertyInfo? property)
    {
        if (Read(value, type) is not { } read) return $"'{value}' is not {Expected(type)}{Range(property)}.";
        foreach (var rule in property?.GetCustomAttributes<ValidationAttribute>() ?? [])
        {
            if (rule.IsValid(read)) continue;
            return rule switch
            {
                RequiredAttribute => "it is empty.",
                RegularExpressionAttribute pattern => $"'{value}' is not of the form {pattern.Pattern}.",
                _ => $"{value} is out of range{Range(property)}.",
            };
        }

        return null;
    }

    private static object? Read(string value, Type type)
    {
        if (type == typeof(string)) return value;
        if (type == typeof(TimeSpan)) return Durations.TryParse(value, out var duration, DurationStyle.Lenient) ? duration : null;
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

    private static string Range(PropertyInfo? property) => property?.GetCustomAttribute<RangeAttribute>() is { } range
        ? $" (from {Show(range.Minimum, range.OperandType)} to {Show(range.Maximum, range.OperandType)})"
        : "";

    private static string Show(object bound, Type type) =>
        type == typeof(TimeSpan) && TimeSpan.TryParse(bound.ToString(), CultureInfo.InvariantCulture, out var span) ? Durations.Describe(span) : $"{bound}";
}
