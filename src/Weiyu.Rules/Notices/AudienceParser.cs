using Weiyu.Rules.Calendars;
using Weiyu.Rules.Grammar;
using Weiyu.Rules.Templates;
using Weiyu.Text.Matching;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Rules.Notices;

/// <summary>To whom a notice goes.</summary>
internal static class AudienceParser
{
    /// <summary>The most topics that a notice may name itself.</summary>
    public const int MaxTopics = 10_000;

    private const int MaxShown = 3;

    /// <summary><c>to</c>.</summary>
    public static readonly Mapping<Draft> Members = new Mapping<Draft>("to", static (_, _) => new())
        .Raw("threads", Shapes.Words("open", "all"), (d, at) => (d.SaysThreads, d.Filter) = (true, d.Filter with { OpenOnly = OpenOnly(at) }),
            "`open` or `all` conversations, narrowed by the next five", "会话：`open` 未关闭的或 `all` 全部；可用下面五项缩小范围")
        .Key("type", Shapes.TextNodes("type").As(Types), (d, types, at) => d.Narrow(at, d.Filter with { Types = types }), "`AGENT`, `WORKGROUP` …",
            "`AGENT`、`WORKGROUP` 等")
        .Key("channel", Shapes.Texts("channel"), (d, channels, at) => d.Narrow(at, d.Filter with { Channels = channels }),
            "where the visitor writes from", "访客从哪里来")
        .Key("tag", Shapes.Texts("tag"), (d, tags, at) => d.Narrow(at, d.Filter with { Tags = tags }), "with one of these tags, which rules set",
            "有其中一个标签（规则打的）")
        .Key("locale", Shapes.Texts("locale"), (d, locales, at) => d.Narrow(at, d.Filter with { Locales = locales }), "the visitor's language",
            "访客的语言")
        .Key("active_within", Shapes.Duration, (d, within, at) => d.Narrow(at, d.Filter with { ActiveWithin = within }),
            "somebody wrote within this time", "多久之内有人说过话")
        .Key("topics", Shapes.TextNodes("A topic").As(Topics), (d, topics) => d.AddTopics(topics), "named topics: `org/agent/…`",
            "指定的主题：`org/agent/…`")
        .Key("groups", Shapes.Texts("A group"), (d, groups, at) => d.AddTopics(groups.Select(at.Section.Folder.Platform.GroupTopic)),
            "groups by their uids",
            "指定的群（uid）")
        .Raw("csv", Shapes.Text, (d, at) => (d.SaysOthers, d.Csv) = (true, Csv(at, d)),
            "a file of this folder: a line of column names, one of them `topic` or `group`; `locale` is the language; every other column "
            + "is a variable. As Excel saves it; a line that reaches nobody is named by `rules lint` and stands in the ledger",
            "本文件夹里的表：第一行是列名，其中要有 `topic` 或 `group`；`locale` 是语言；其余每一列都是变量。Excel 存的 CSV 可直接用（含 GBK 编码）；送不到人的行，`rules lint` 会指出，发送记录里也会写明");

    /// <summary>
    /// Reads <c>to</c>: to whom (null, with a problem, when that can't be read), and the variables that a table gives (null when they are not known).
    /// </summary>
    public static (NoticeAudience? To, IReadOnlyList<string>? Columns) Parse(YamlNode node, YamlSection yaml)
    {
        if (!Members.TryRead(node, yaml, "to", out var draft)) return (null, []);
        if (draft.Topics.Count > MaxTopics) yaml.Error(node, "too-many", $"to names {draft.Topics.Count} topics.",
            $"Name at most {MaxTopics}; put more into a CSV file.");
        if (!draft.SaysThreads)
        {
            foreach (var filter in draft.Filters)
                yaml.Error(filter.KeyNode, "filter-without-threads", $"{filter.Name} filters conversations, but none are named.",
                    "Add threads: open.");
            if (draft.Topics.Count == 0 && !draft.SaysOthers) yaml.Error(node, "no-audience", "to names nobody.",
                "Write threads: open, topics, groups or csv.");
        }

        return (new NoticeAudience { Threads = draft.SaysThreads ? draft.Filter : null, Topics = draft.Topics, Csv = draft.Csv }, draft.Columns);
    }

    private static bool OpenOnly(Found at)
    {
        var which = at.Section.Text(at.Node, "threads");
        if (which is not ("open" or "all"))
            at.Section.Error(at.Node, "wrong-value", $"threads can't be '{which}'.",
                "Write open (conversations that are not closed) or all (every one the bot knows).");
        return which != "all";
    }

    private static List<string> Types(List<(string Text, YamlNode Node)> texts, YamlNode node, YamlSection yaml)
    {
        var platform = yaml.Folder.Platform;
        foreach (var type in texts.Where(t => !platform.IsThreadType(t.Text.ToUpperInvariant())))
            yaml.Error(type.Node, "unknown-thread-type", $"'{type.Text.ToUpperInvariant()}' is no type of thread.",
                Nearest.Advice(type.Text.ToUpperInvariant(), platform.ThreadTypes));

        return texts.ConvertAll(t => t.Text.ToUpperInvariant());
    }

    private static List<string> Topics(List<(string Text, YamlNode Node)> texts, YamlNode node, YamlSection yaml)
    {
        foreach (var (text, item) in texts.Where(t => !yaml.Folder.Platform.IsTopic(t.Text)))
            yaml.Error(item, "bad-topic", $"'{text}' is no topic.",
                "Write it as the server does, without a leading slash: org/group/UID, org/agent/UID/VISITOR …");
        return [.. texts.Select(t => t.Text).Where(yaml.Folder.Platform.IsTopic)];
    }

    private static string? Csv(Found at, Draft draft)
    {
        var (yaml, node) = (at.Section, at.Node);
        draft.Columns = null;
        if (yaml.Text(node, "csv") is not { } path) return null;
        if (yaml.Folder.Path is not { } rulesFolder) return path;
        if (RulesFolderFile.Find(yaml, node, path, rulesFolder) is not { } full) return null;
        try
        {
            var noted = new List<RuleProblem>();
            draft.Columns = CsvTargets.Columns(full, noted);
            foreach (var problem in noted) yaml.Warn(node, problem.Code, $"'{path}': {problem.Message}", problem.Cure);
            var unreachable = CsvTargets.Read(full, yaml.Folder.Platform).Where(t => t.Problem is not null).ToList();
            foreach (var target in unreachable.Take(MaxShown))
                yaml.Warn(node, "csv-line", $"'{path}', {target.Topic}: {target.Problem}. The line is left out.",
                    "Correct the line, or take it out; a topic is written org/agent/UID/VISITOR, a group's uid stands in the column group.");
            if (unreachable.Count > MaxShown) yaml.Warn(node, "csv-line", $"'{path}': {unreachable.Count - MaxShown} further lines reach nobody.",
                "Correct them, or take them out.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            yaml.Error(node, "bad-csv", e.Message, "Save it as CSV (UTF-8) with a line of column names, one of them topic or group.");
        }

        return path;
    }

    /// <summary>An audience as it is gathered.</summary>
    internal sealed class Draft
    {
        /// <summary>Whether conversations are meant.</summary>
        public bool SaysThreads { get; set; }

        /// <summary>Whether topics or a table are named, also where they can't be read.</summary>
        public bool SaysOthers { get; set; }

        /// <summary>Which conversations.</summary>
        public ThreadFilter Filter { get; set; } = new();

        /// <summary>The keys that narrow conversations.</summary>
        public List<Found> Filters { get; } = [];

        /// <summary>Named topics.</summary>
        public List<string> Topics { get; } = [];

        /// <summary>The table.</summary>
        public string? Csv { get; set; }

        /// <summary>The variables that it gives; null: not known.</summary>
        public IReadOnlyList<string>? Columns { get; set; } = [];

        /// <summary>Narrows the conversations.</summary>
        public void Narrow(Found at, ThreadFilter filter)
        {
            Filter = filter;
            Filters.Add(at);
        }

        /// <summary>Adds topics.</summary>
        public void AddTopics(IEnumerable<string> topics)
        {
            Topics.AddRange(topics);
            SaysOthers = true;
        }
    }
}
