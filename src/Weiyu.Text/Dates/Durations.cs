using System.Buffers;
using System.Globalization;
using System.Text;

namespace Weiyu.Text.Dates;

/// <summary>How freely a length of time may be written.</summary>
public enum DurationStyle
{
    /// <summary>As in files that a schema describes: small letters, no blanks, up to ten years.</summary>
    Strict,

    /// <summary>As people type a setting: capitals and blanks too, <c>sec</c>, .NET's <c>00:00:30</c>, up to a hundred years.</summary>
    Lenient,
}

/// <summary>
/// Lengths of time as people write them: <c>500ms</c>, <c>2s</c>, <c>3m</c>, <c>1h30m</c>, <c>7d</c>, <c>2w</c>. A bare number is refused: nobody knows whether
/// it means seconds or days. Only 0 needs no unit.
/// </summary>
public static class Durations
{
    /// <summary>What a length of time looks like, for messages.</summary>
    public const string Shape = "a length of time such as 30s, 10m, 1h30m or 7d";

    private const int MaxLength = 32;
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");
    private static readonly SearchValues<char> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3_650);
    private static readonly TimeSpan LongestSetting = TimeSpan.FromDays(36_500);

    /// <summary>Reads one; false when it is none, or longer than the style allows.</summary>
    public static bool TryParse(string? text, out TimeSpan duration, DurationStyle style = DurationStyle.Strict)
    {
        duration = TimeSpan.Zero;
        var isLenient = style == DurationStyle.Lenient;
        var longest = isLenient ? LongestSetting : Longest;
        var rest = text.AsSpan().Trim();
        if (rest.IsEmpty || rest.Length > MaxLength) return false;
        if (rest is "0") return true;
        if (isLenient && rest.Contains(':')) return TimeSpan.TryParse(rest, CultureInfo.InvariantCulture, out duration);
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(Digits);
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return false;
            rest = isLenient ? rest[digits..].TrimStart(' ') : rest[digits..];
            var letters = rest.IndexOfAnyExcept(Letters);
            var unit = letters < 0 ? rest : rest[..letters];
            if (SecondsOf(unit, isLenient) is not { } seconds || number * seconds > longest.TotalSeconds) return false;
            duration += TimeSpan.FromSeconds(number * seconds);
            rest = isLenient ? rest[unit.Length..].TrimStart(' ') : rest[unit.Length..];
        }

        return duration <= longest;
    }

    /// <summary>Writes one so that it can be read again: <c>1h30m</c>.</summary>
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

    /// <summary>Writes one for people to read, in its greatest unit, rounded: <c>1.5 h</c>.</summary>
    public static string Describe(TimeSpan duration) => duration switch
    {
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0} ms"),
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.##} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMinutes:0.##} min"),
        { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalHours:0.##} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalDays:0.##} days"),
    };

    private static double? SecondsOf(ReadOnlySpan<char> unit, bool isLenient)
    {
        if (isLenient) unit = unit.ToString().ToLowerInvariant();
        return unit switch
        {
            "ms" => 0.001,
            "s" => 1,
            "sec" when isLenient => 1,
            "m" or "min" => 60,
            "h" => 3_600,
            "d" => 86_400,
            "w" => 604_800,
            _ => null,
        };
    }
}
