using Weiyu.Bot.Calendars;
using Weiyu.Bot.Handlers.Rules;
using Weiyu.Bot.Handlers.Rules.Loading;
using Weiyu.Client.Messages;
using Weiyu.Text.Matching;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Bot.Scheduling.Notices;

/// <summary>Reads to whom a notice goes.</summary>
internal static class AudienceParser
{
    /// <summary>The most topics that a notice may name itself.</summary>
    public const int MaxTopics = 10_000;

    private const int MaxShown = 3;

    private static readonly string[] Known = ["threads", "type", "channel", "tag", "locale", "active_within", "topics", "groups", "csv"];

    /// <summary>Reads <c>to</c>; null, with a problem, when it names nobody.</summary>
    /// <param name="yaml">The file.</param>
    /// <param name="notice">The notice.</param>
    /// <param name="node">Its <c>to</c>.</param>
    /// <param name="rulesFolder">Where CSV files are; null: they are not looked at.</param>
    /// <param name="columns">The variables that the CSV gives; null when they are not known.</param>
    public static NoticeAudience? Parse(YamlSection yaml, YamlNode notice, YamlNode? node, string? rulesFolder, out IReadOnlyList<string>? columns)
    {
        columns = [];
        if (node is null)
        {
            yaml.Error(notice, "no-audience", "The notice does not say to whom.", "Write to: {threads: open}, to: {topics: [org/group/…]}, to: {groups: […]} or to: {csv: list.csv}.");
            return null;
        }

        if (yaml.Map(node, "to") is not { } map) return null;
        var members = new Dictionary<string, (YamlNode Key, YamlNode Value)>(StringComparer.Ordinal);
        foreach (var (key, keyNode, value) in yaml.Entries(map))
        {
            if (Known.Contains(key, StringComparer.Ordinal)) members[key] = (keyNode, value);
            else yaml.UnknownKey(keyNode, key, "to", Known);
        }

        var topics = new List<string>();
        if (members.TryGetValue("topics", out var named)) topics.AddRange(Topics(yaml, named.Value));
        if (members.TryGetValue("groups", out var groups)) topics.AddRange(yaml.Texts(groups.Value, "A group").Select(g => Client.Messages.Topics.Group(g.Text)));
        if (topics.Count > MaxTopics) yaml.Error(node, "too-many", $"to names {topics.Count} topics.", $"Name at most {MaxTopics}; put more into a CSV file.");
        var csv = members.TryGetValue("csv", out var file) ? Csv(yaml, file.Value, rulesFolder, out columns) : null;
        var threads = Threads(yaml, members);
        if (threads is null && topics.Count == 0 && csv is null && !members.ContainsKey("topics") && !members.ContainsKey("csv"))
        {
            yaml.Error(node, "no-audience", "to names nobody.", "Write threads: open, topics, groups or csv.");
        }

        return new NoticeAudience { Threads = threads, Topics = topics, Csv = csv };
    }

    private static ThreadFilter? Threads(YamlSection yaml, Dictionary<string, (YamlNode Key, YamlNode Value)> members)
    {
        if (!members.TryGetValue("threads", out var threads))
        {
            foreach (var name in (string[])["type", "channel", "tag", "locale", "active_within"])
            {
                if (members.TryGetValue(name, out var filter))
                    yaml.Error(filter.Key, "filter-without-threads", $"{name} filters conversations, but none are named.", "Add threads: open.");
            }

            return null;
        }

        var which = yaml.Text(threads.Value, "threads");
        if (which is not ("open" or "all")) yaml.Error(threads.Value, "wrong-value", $"threads can't be '{which}'.", "Write open (conversations that are not closed) or all (every one the bot knows).");
        var types = Words(yaml, members, "type").Select(t => t with { Text = t.Text.ToUpperInvariant() }).ToList();
        foreach (var (text, node) in types)
        {
            if (!ThreadTypes.IsKnown(text))
                yaml.Error(node, "unknown-thread-type", $"'{text}' is no type of thread.", Nearest.Advice(text, [ThreadTypes.Agent, ThreadTypes.Workgroup, ThreadTypes.Unified, ThreadTypes.Group, ThreadTypes.Robot, ThreadTypes.Member]));
        }

        return new ThreadFilter
        {
            OpenOnly = which != "all",
            Types = [.. types.Select(t => t.Text)],
            Channels = [.. Words(yaml, members, "channel").Select(w => w.Text)],
            Tags = [.. Words(yaml, members, "tag").Select(w => w.Text)],
            Locales = [.. Words(yaml, members, "locale").Select(w => w.Text)],
            ActiveWithin = members.TryGetValue("active_within", out var active) ? yaml.Duration(active.Value, "active_within") : null,
        };
    }

    private static List<(string Text, YamlNode Node)> Words(YamlSection yaml, Dictionary<string, (YamlNode Key, YamlNode Value)> members, string name) =>
        members.TryGetValue(name, out var member) ? yaml.Texts(member.Value, name) : [];

    private static IEnumerable<string> Topics(YamlSection yaml, YamlNode node)
    {
        foreach (var (text, item) in yaml.Texts(node, "A topic"))
        {
            if (Client.Messages.Topics.TryParse(text, out _)) yield return text;
            else yaml.Error(item, "bad-topic", $"'{text}' is no topic.", "Write it as the server does, without a leading slash: org/group/UID, org/agent/UID/VISITOR …");
        }
    }

    private static string? Csv(YamlSection yaml, YamlNode node, string? rulesFolder, out IReadOnlyList<string>? columns)
    {
        columns = null;
        if (yaml.Text(node, "csv") is not { } path) return null;
        if (rulesFolder is null) return path;
        if (RulesFolderFile.Find(yaml, node, path, rulesFolder) is not { } full) return null;
        try
        {
            var noted = new List<RuleProblem>();
            columns = CsvTargets.Columns(full, noted);
            foreach (var problem in noted) yaml.Warn(node, problem.Code, $"'{path}': {problem.Message}", problem.Cure);
            var unreachable = CsvTargets.Read(full).Where(t => t.Problem is not null).ToList();
            foreach (var target in unreachable.Take(MaxShown))
                yaml.Warn(node, "csv-line", $"'{path}', {target.Topic}: {target.Problem}. The line is left out.", "Correct the line, or take it out; a topic is written org/agent/UID/VISITOR, a group's uid stands in the column group.");
            if (unreachable.Count > MaxShown) yaml.Warn(node, "csv-line", $"'{path}': {unreachable.Count - MaxShown} further lines reach nobody.", "Correct them, or take them out.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            yaml.Error(node, "bad-csv", e.Message, "Save it as CSV (UTF-8) with a line of column names, one of them topic or group.");
        }

        return path;
    }
}
