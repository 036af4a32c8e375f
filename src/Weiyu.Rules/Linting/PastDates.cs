using Weiyu.Text.Dates;
using Weiyu.Rules.Grammar;
using Weiyu.Rules.Model;
using Weiyu.Rules.Model.Conditions;
using Weiyu.Rules.Notices;

namespace Weiyu.Rules.Linting;

/// <summary>Finds what is over: rules and notices that will never come again.</summary>
internal sealed class PastDates(RuleBook book, DateTimeOffset now, List<RuleProblem> problems)
{
    /// <summary>Checks rules and notices.</summary>
    public void Check()
    {
        var local = WallClock.At(now, book.Calendar.Zone);
        foreach (var rule in book.Rules)
        {
            if (rule.Until is { } until && until <= local) Past(rule.At, $"The rule '{rule.Id}' is over since {until:yyyy-MM-dd}");
            if (rule is { From: { } from, Until: { } end } && from >= end) problems.Warn(rule.At, "unreachable", $"The rule '{rule.Id}' can never answer: its 'until' lies before its 'from'.", "Exchange them, or correct one.");
            foreach (var date in rule.If?.Parts.OfType<DateIs>() ?? [])
            {
                if (date.Last is { } last && last < DateOnly.FromDateTime(local)) Past(date.At, $"The last day of 'date' in the rule '{rule.Id}' was {last:yyyy-MM-dd}");
            }
        }

        foreach (var notice in book.Section<IReadOnlyList<NoticeDefinition>>("notices").SelectMany(n => n).Where(n => n.Enabled))
        {
            if (notice.Schedule.Next(now, notice.Zone ?? book.Calendar.Zone) is null) Past(notice.Position, $"The notice '{notice.Id}' never comes again");
        }
    }

    private void Past(Position at, string what) => problems.Warn(at, "past-date", $"{what}.", "Renew the date, or take it out.");
}
