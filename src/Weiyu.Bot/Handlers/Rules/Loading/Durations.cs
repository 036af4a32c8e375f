using System.Globalization;
using System.Text;

namespace Weiyu.Bot.Handlers.Rules.Loading;

/// <summary>Lengths of time as rule files write them: <c>500ms</c>, <c>2s</c>, <c>3m</c>, <c>1h30m</c>, <c>7d</c>.</summary>
internal static class Durations
{
    private static readonly System.Buffers.SearchValues<char> Digits = System.Buffers.SearchValues.Create("0123456789.");

    /// <summary>What a length of time looks like, for messages.</summary>
    public const string Shape = "a length of time such as 30s, 10m, 1h30m or 7d";

    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    /// <summary>Reads one; from 0 to ten years.</summary>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var rest = text.AsSpan().Trim();
        if (rest.IsEmpty || rest.Length > 32) return false;
        if (rest is "0") return true;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(Digits);
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return false;
            rest = rest[digits..];
            var letters = rest.IndexOfAnyExceptInRange('a', 'z');
            var unit = letters < 0 ? rest : rest[..letters];
            double? seconds = unit switch { "ms" => 0.001, "s" => 1, "m" or "min" => 60, "h" => 3600, "d" => 86400, "w" => 604800, _ => null };
            if (seconds is null || number * seconds.Value > Longest.TotalSeconds) return false;
            duration += TimeSpan.FromSeconds(number * seconds.Value);
            rest = rest[unit.Length..];
        }

        return duration <= Longest;
    }

    /// <summary>Writes one the same way.</summary>
    public static string Write(TimeSpan duration)
    {
        if (duration <= TimeSpan.Zero) return "0s";
        var text = new StringBuilder();
        if (duration.Days > 0) text.Append(CultureInfo.InvariantCulture, $"{duration.Days}d");
        if (duration.Hours > 0) text.Append(CultureInfo.InvariantCulture, $"{duration.Hours}h");
        if (duration.Minutes > 0) text.Append(CultureInfo.InvariantCulture, $"{duration.Minutes}m");
        if (duration.Seconds > 0) text.Append(CultureInfo.InvariantCulture, $"{duration.Seconds}s");
        if (duration.Milliseconds > 0) text.Append(CultureInfo.InvariantCulture, $"{duration.Milliseconds}ms");
        return text.ToString();
    }
}
