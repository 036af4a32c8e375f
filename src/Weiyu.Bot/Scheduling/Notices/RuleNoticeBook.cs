using Weiyu.Bot.Calendars;
using Weiyu.Bot.Handlers.Rules;

namespace Weiyu.Bot.Scheduling.Notices;

/// <summary>The notices of the rules that are in force.</summary>
internal sealed class RuleNoticeBook : INoticeBook
{
    /// <summary>The section's name in rule files.</summary>
    public const string Section = "notices";

    private readonly RuleBookSource _rules;

    public RuleNoticeBook(RuleBookSource rules)
    {
        _rules = rules;
        _rules.Changed += _ => Changed?.Invoke();
    }

    /// <inheritdoc/>
    public event Action? Changed;

    /// <inheritdoc/>
    public IReadOnlyList<NoticeDefinition> Notices => [.. _rules.Current.Section<IReadOnlyList<NoticeDefinition>>(Section).SelectMany(n => n)];

    /// <inheritdoc/>
    public WorkCalendar Calendar => _rules.Current.Calendar;

    /// <inheritdoc/>
    public string DefaultLocale => _rules.Current.DefaultLocale;

    /// <inheritdoc/>
    public string? Folder => _rules.Current.Folder.Length > 0 ? _rules.Current.Folder : null;
}
