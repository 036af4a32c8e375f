using System.Globalization;

namespace Weiyu.Bot.Configuration;

/// <summary>Durations as people write them: <c>500ms</c>, <c>30s</c>, <c>10m</c>, <c>2h</c>, <c>7d</c>, and .NET's <c>00:00:30</c>.</summary>
internal static class Duration
{
    /// <summary>Reads a duration. A bare number is refused: nobody knows whether it means seconds or days.</summary>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = default;
        text = text?.Trim();
        if (string.IsNullOrEmpty(text)) return false;
        if (text == "0") return true;
        var letters = text.TrimStart('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '.');
        if (letters.Length == 0 || letters.Contains(':', StringComparison.Ordinal))
        {
            return text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out duration);
        }

        if (!double.TryParse(text[..^letters.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return false;
        double? milliseconds = letters.Trim().ToLowerInvariant() switch
        {
            "ms" => 1,
            "s" or "sec" => 1_000,
            "m" or "min" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => null,
        } * number;
        if (milliseconds is not { } value || value > TimeSpan.FromDays(36_500).TotalMilliseconds) return false;
        duration = TimeSpan.FromMilliseconds(value);
        return true;
    }

    /// <summary>As people write it.</summary>
    public static string Show(TimeSpan duration) => duration switch
    {
        { TotalSeconds: < 1 } => $"{duration.TotalMilliseconds:0} ms",
        { TotalMinutes: < 1 } => $"{duration.TotalSeconds:0.##} s",
        { TotalHours: < 1 } => $"{duration.TotalMinutes:0.##} min",
        { TotalDays: < 1 } => $"{duration.TotalHours:0.##} h",
        _ => $"{duration.TotalDays:0.##} days",
    };
}
