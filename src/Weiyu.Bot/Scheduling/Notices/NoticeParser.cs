using System.Text.RegularExpressions;
using Weiyu.Bot.Calendars;
using Weiyu.Bot.Handlers.Rules;
using Weiyu.Bot.Handlers.Rules.Loading;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Bot.Scheduling.Notices;

/// <summary>
/// Reads the section <c>notices</c> of a rule file. Members of a notice: <c>id</c>; one of <c>cron</c>, <c>at</c>, <c>every</c>;
/// <c>timezone</c>, <c>from</c>, <c>until</c>; <c>to</c>; <c>say</c> or <c>send</c>; <c>calendar</c>, <c>quiet</c>, <c>misfire</c>,
/// <c>hold_if_replied</c>, <c>rate</c>, <c>even_when_human</c>, <c>enabled</c>.
/// </summary>
internal static partial class NoticeParser
{
    /// <summary>What a notice may hold.</summary>
    public static readonly string[] Known =
    [
        "id", "cron", "at", "every", "timezone", "from", "until", "to", "say", "send", "calendar", "quiet", "misfire", "hold_if_replied", "rate",
        "even_when_human", "enabled",
    ];

    /// <summary>Reads the section; a notice with an error is left out and noted.</summary>
    /// <param name="node">The section: a list.</param>
    /// <param name="file">The file, relative to the rules folder.</param>
    /// <param name="problems">Where problems go.</param>
    /// <param name="rulesFolder">Where CSV files are; null: they are not looked at.</param>
    /// <param name="isLocale">Whether texts may be given in a language; null: in any.</param>
    public static IReadOnlyList<NoticeDefinition> Parse(YamlNode node, string file, List<RuleProblem> problems, string? rulesFolder = null, Func<string, bool>? isLocale = null)
    {
        if (rulesFolder?.Length == 0) rulesFolder = null;
        var yaml = new YamlSection(file, problems);
        if (YamlSection.IsNull(node)) return [];
        if (node is not YamlSequenceNode list)
        {
            yaml.Error(node, "wrong-shape", "notices must be a list.", "Begin each notice with '- id: name'.");
            return [];
        }

        var notices = new List<NoticeDefinition>();
        foreach (var item in list.Children)
        {
            var errors = problems.Count(p => p.Severity == ProblemSeverity.Error);
            var notice = yaml.Map(item, "A notice") is { } map ? One(yaml, map, rulesFolder, isLocale ?? (_ => true)) : null;
            if (notice is not null && problems.Count(p => p.Severity == ProblemSeverity.Error) == errors) notices.Add(notice);
        }

        Duplicates(notices, problems);
        return notices;
    }

    /// <summary>Notes ids that stand twice; for the notices of all files together.</summary>
    public static void Duplicates(IEnumerable<NoticeDefinition> notices, List<RuleProblem> problems)
    {
        foreach (var twice in notices.GroupBy(n => n.Id, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            foreach (var (file, line, column) in twice.Skip(1).Select(n => n.Position))
            {
                if (problems.Exists(p => p.Code == "duplicate-notice" && p.File == file && p.Line == line)) continue;
                problems.Add(new RuleProblem(file, line, column, ProblemSeverity.Error, "duplicate-notice",
                    $"The notice '{twice.Key}' is there already ({twice.First().Position}).", "Give each notice an id of its own."));
            }
        }
    }

    private static NoticeDefinition? One(YamlSection yaml, YamlMappingNode map, string? rulesFolder, Func<string, bool> isLocale)
    {
        var members = new Dictionary<string, YamlNode>(StringComparer.Ordinal);
        foreach (var (key, keyNode, value) in yaml.Entries(map))
        {
            if (Known.Contains(key, StringComparer.Ordinal)) members[key] = value;
            else yaml.UnknownKey(keyNode, key, "a notice", Known);
        }

        var id = Id(yaml, map, members);
        var schedule = ScheduleParser.Parse(yaml, map, members);
        var to = AudienceParser.Parse(yaml, map, members.GetValueOrDefault("to"), rulesFolder, out var columns);
        var delivery = DeliveryParser.Parse(yaml, map, members, columns);
        foreach (var locale in delivery?.Texts.Keys.Where(l => l.Length > 0 && !isLocale(l)) ?? [])
            yaml.Error(members.GetValueOrDefault("say") ?? members["send"], "unknown-locale", $"'{locale}' is no language of this folder.", "Use a language of 'locale: {available: […]}', such as zh or en, or add it there.");
        if (id is null || schedule is null || to is null || delivery is null) return null;
        return new NoticeDefinition
        {
            Id = id,
            Position = yaml.At(map),
            Enabled = !members.TryGetValue("enabled", out var enabled) || (yaml.Flag(enabled, "enabled") ?? true),
            Schedule = schedule,
            Zone = members.TryGetValue("timezone", out var zone) ? CalendarParser.Zone(yaml, zone) : null,
            CalendarOpen = members.TryGetValue("calendar", out var calendar) ? Calendar(yaml, calendar) : null,
            To = to,
            Delivery = delivery,
        };
    }

    private static string? Id(YamlSection yaml, YamlMappingNode map, Dictionary<string, YamlNode> members)
    {
        if (!members.TryGetValue("id", out var node))
        {
            yaml.Error(map, "no-id", "The notice has no id.", "Write '- id: name' as its first line; the id must stay the same for ever.");
            return null;
        }

        if (yaml.Text(node, "id") is not { } id) return null;
        if (IdShape().IsMatch(id) && !id.StartsWith("once-", StringComparison.Ordinal)) return id;
        yaml.Error(node, "bad-id", $"'{id}' can't be an id.", "Use letters, digits, '-', '_' and '.', at most 64, beginning with a letter or digit; 'once-' is kept for one-off notices.");
        return null;
    }

    private static bool? Calendar(YamlSection yaml, YamlNode node)
    {
        switch (yaml.Text(node, "calendar"))
        {
            case "open": return true;
            case "closed": return false;
            case { } other:
                yaml.Error(node, "wrong-value", $"calendar can't be '{other}'.", "Write open or closed.");
                return null;
            default: return null;
        }
    }

    [GeneratedRegex(@"^[\p{L}\p{Nd}][\p{L}\p{Nd}._-]{0,63}$", RegexOptions.NonBacktracking)]
    private static partial Regex IdShape();
}
