using Weiyu.Rules.Notices;
using Weiyu.Text.Dates;

namespace Weiyu.Bot.Scheduling.Notices;

/// <summary>Notices in words, for tables, JSON and the console.</summary>
internal static class NoticeWords
{
    /// <summary>The most unreachable lines of an audience that are shown one by one.</summary>
    public const int MaxUnreachable = 5;

    /// <summary>An audience in words.</summary>
    public static string Describe(NoticeAudience audience)
    {
        var parts = new List<string>();
        if (audience.Csv is { } csv) parts.Add(csv);
        if (audience.Topics.Count > 0) parts.Add(audience.Topics.Count <= 2 ? string.Join(", ", audience.Topics) : $"{audience.Topics.Count} topics");
        if (audience.Threads is { } filter)
        {
            var words = new List<string> { filter.OpenOnly ? "open conversations" : "all conversations" };
            if (filter.Types.Count > 0) words.Add($"type {string.Join("/", filter.Types)}");
            if (filter.Channels.Count > 0) words.Add($"channel {string.Join("/", filter.Channels)}");
            if (filter.Tags.Count > 0) words.Add($"tag {string.Join("/", filter.Tags)}");
            if (filter.Locales.Count > 0) words.Add($"locale {string.Join("/", filter.Locales)}");
            if (filter.ActiveWithin is { } within) words.Add($"active within {Durations.Write(within)}");
            parts.Add(string.Join(", ", words));
        }

        return string.Join(" + ", parts);
    }
}
