using Weiyu.Rules;
using Weiyu.Rules.Calendars;
using Weiyu.Rules.Loading;
using Weiyu.Rules.Model;
using Weiyu.Rules.Notices;

namespace Weiyu.Bot.Scheduling.Notices;

/// <summary>The notices of the rules that are in force.</summary>
internal sealed class RuleNoticeBook : INoticeBook
{
    /// <summary>The section's name in rule files.</summary>
    public static string Section => RuleFileGrammar.Notices.Name;

    private readonly RuleBookSource _rules;
    private volatile Read? _read;

    public RuleNoticeBook(RuleBookSource rules)
    {
        _rules = rules;
        _rules.Changed += _ => Changed?.Invoke();
    }

    /// <inheritdoc/>
    public event Action? Changed;

    /// <inheritdoc/>
    public IReadOnlyList<NoticeDefinition> Notices
    {
        get
        {
            var book = _rules.Current;
            if (_read is { } read && ReferenceEquals(read.Book, book)) return read.Notices;
            IReadOnlyList<NoticeDefinition> notices = [.. book.Section<IReadOnlyList<NoticeDefinition>>(Section).SelectMany(n => n).DistinctBy(n =>
                n.Id, StringComparer.Ordinal)];
            _read = new Read(book, notices);
            return notices;
        }
    }

    /// <inheritdoc/>
    public WorkCalendar Calendar => _rules.Current.Calendar;

    /// <inheritdoc/>
    public string DefaultLocale => _rules.Current.DefaultLocale;

    /// <inheritdoc/>
    public string? Folder => _rules.Current.Folder.Length > 0 ? _rules.Current.Folder : null;

    private sealed record Read(RuleBook Book, IReadOnlyList<NoticeDefinition> Notices);
}
