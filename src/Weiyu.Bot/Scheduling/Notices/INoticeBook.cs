using Weiyu.Rules.Calendars;
using Weiyu.Rules.Notices;

namespace Weiyu.Bot.Scheduling.Notices;

/// <summary>The notices of the rules that are in force.</summary>
internal interface INoticeBook
{
    /// <summary>The notices; null until rules were loaded.</summary>
    IReadOnlyList<NoticeDefinition>? Notices { get; }

    /// <summary>The calendar.</summary>
    WorkCalendar Calendar { get; }

    /// <summary>The language of visitors whose language is not known.</summary>
    string DefaultLocale { get; }

    /// <summary>The folder that CSV files are in; null when there is none.</summary>
    string? Folder { get; }

    /// <summary>Called after other rules came into force.</summary>
    event Action? Changed;
}

/// <summary>What follows from a book.</summary>
internal static class NoticeBookExtensions
{
    /// <summary>A notice; null when there is none of that id.</summary>
    public static NoticeDefinition? Find(this INoticeBook book, string id) => book.Notices?.FirstOrDefault(n => n.Id == id);

    /// <summary>The zone of a notice's times.</summary>
    public static TimeZoneInfo ZoneOf(this INoticeBook book, NoticeDefinition notice) => notice.Zone ?? book.Calendar.Zone;
}
