using System.Globalization;
using System.Text.RegularExpressions;
using Weiyu.Bot.Calendars;
using Weiyu.Bot.Handlers.Opinions;
using Weiyu.Bot.Handlers.Rules.Loading;
using Weiyu.Bot.Handlers.Rules.Model;
using Weiyu.Client.Messages;
using Weiyu.Text.Dates;
using Weiyu.Text.Matching;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Bot.Handlers.Rules.Conditions;

/// <summary>Reads <c>if:</c>.</summary>
internal static class ConditionParser
{
    private static readonly string[] Groups = ["thread", "visitor", "vars", "message", "event", "agent"];

    private static readonly string[] Fields =
    [
        "thread.uid", "thread.topic", "thread.type", "thread.state", "thread.channel", "channel", "locale", "owner", "misses", "text",
        "visitor.uid", "visitor.nickname", "visitor.avatar", "visitor.type", "message.uid", "message.type", "message.content", "agent.uid", "agent.nickname",
        "event.name", "event.argument",
    ];

    /// <summary>The names that a condition can begin with, for messages and the schema.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Fields, "visitor.extra.NAME", "thread.extra.NAME", "vars.NAME", "event.NAME", "calendar", "first", "time", "day", "tag", "rating",
        "reaction", "any", "all", "not",
    ];

    /// <summary>Reads a mapping of conditions, all of which must hold; null (with mistakes) when it is none.</summary>
    public static Condition? Parse(YamlNode node, YamlSection section, Func<string, bool>? isLocal = null)
    {
        if (section.Map(node, "'if'") is not { } map) return null;
        var found = new List<Condition>();
        foreach (var (key, keyNode, value) in section.Entries(map))
        {
            if (value is YamlMappingNode nested && Groups.Contains(key))
            {
                foreach (var (member, memberNode, memberValue) in section.Entries(nested)) Add($"{key}.{member}", memberNode, memberValue);
            }
            else
            {
                Add(key, keyNode, value);
            }
        }

        return found.Count == 1 ? found[0] : new AllOf(section.At(node), found);

        void Add(string key, YamlNode keyNode, YamlNode value)
        {
            if (One(key, keyNode, value, section, isLocal) is { } condition) found.Add(condition);
        }
    }

    private static Condition? One(string key, YamlNode keyNode, YamlNode value, YamlSection section, Func<string, bool>? isLocal)
    {
        var at = section.At(keyNode);
        switch (key)
        {
            case "any":
                return new AnyOf(at, Several(value, section, isLocal));
            case "all":
                return new AllOf(at, Several(value, section, isLocal));
            case "not":
                return new AllOf(at, [.. Several(value, section, isLocal).Select(c => new NotOf(at, c))]);
            case "calendar":
                switch ((value as YamlScalarNode)?.Value)
                {
                    case "open": return new CalendarIs(at, true);
                    case "closed": return new CalendarIs(at, false);
                    default:
                        section.Error(value, "wrong-value", "'calendar' must be open or closed.", "Write calendar: open or calendar: closed.");
                        return null;
                }

            case "first":
                return section.Flag(value, "'first'") is { } first ? new FirstIs(at, first) : null;
            case "time":
                return Times(value, section) is { Count: > 0 } spans ? new TimeIs(at, spans) : null;
            case "day":
                return Days(value, section) is { Count: > 0 } days ? new DayIs(at, days) : null;
            case "tag" or "tags":
                return new TagIs(at, [.. section.Texts(value, "A tag").Select(t => t.Text)]);
            case "rating":
                return Test(value, section) is { } rating ? new FieldIs(at, "event.score", rating) : null;
            case "reaction":
                if (Test(value, section) is not { } reaction) return null;
                const string Cure = "Write up, down or other; 'event.emoji' asks for the emoji itself.";
                if (reaction.EqualTo.FirstOrDefault(r => !Reactions.All.Contains(r)) is { } strange)
                    section.Error(value, "wrong-value", $"'{strange}' is no reaction.", Cure);
                return new FieldIs(at, "event.reaction", reaction);
            default:
                if (!IsField(key) && isLocal?.Invoke(key.Split('.')[0]) != true)
                {
                    section.Error(keyNode, "unknown-condition", $"The condition '{key}' is unknown.", Nearest.Advice(key, Names));
                    return null;
                }

                if (Test(value, section) is not { } test) return null;
                CheckThreadType(key, test, value, section);
                return new FieldIs(at, key, test);
        }
    }

    /// <summary>Whether a dotted name is a field that conditions can ask for.</summary>
    private static bool IsField(string key) =>
        Array.IndexOf(Fields, key) >= 0
        || key.StartsWith("visitor.extra.", StringComparison.Ordinal) || key.StartsWith("thread.extra.", StringComparison.Ordinal)
        || (key.Length > 5 && key.StartsWith("vars.", StringComparison.Ordinal)) || (key.Length > 6 && key.StartsWith("event.", StringComparison.Ordinal));

    private static List<Condition> Several(YamlNode value, YamlSection section, Func<string, bool>? isLocal) =>
        [.. YamlSection.Items(value).Select(item => Parse(item, section, isLocal)).OfType<Condition>()];

    private static ValueTest? Test(YamlNode node, YamlSection section)
    {
        if (node is not YamlMappingNode map)
        {
            var tests = section.Texts(node, "The value").Select(t => ValueTest.Parse(t.Text)).ToList();
            // Several that it must not be are all meant: one of them would always hold.
            return tests.Count == 0 ? null : tests.TrueForAll(t => t.IsUnwanted) ? ValueTest.AllOf(tests) : ValueTest.OneOf(tests);
        }

        var found = new List<ValueTest>();
        foreach (var (key, keyNode, value) in section.Entries(map))
        {
            switch (key)
            {
                case "not" when Test(value, section) is { } inner:
                    found.Add(ValueTest.Not(inner));
                    break;
                case "exists" when section.Flag(value, "'exists'") is { } there:
                    found.Add(ValueTest.Exists(there));
                    break;
                case "min" when section.Number(value, "'min'", double.MinValue, double.MaxValue) is { } min:
                    found.Add(ValueTest.Parse(string.Create(CultureInfo.InvariantCulture, $">={min}")));
                    break;
                case "max" when section.Number(value, "'max'", double.MinValue, double.MaxValue) is { } max:
                    found.Add(ValueTest.Parse(string.Create(CultureInfo.InvariantCulture, $"<={max}")));
                    break;
                case "match" when section.Text(value, "'match'") is { } source && PatternParser.Compile(source, value, section) is { } regex:
                    found.Add(ValueTest.Matches(regex));
                    break;
                case "not" or "exists" or "min" or "max" or "match":
                    break;
                default:
                    section.UnknownKey(keyNode, key, "a condition", ["not", "exists", "min", "max", "match"]);
                    break;
            }
        }

        return found.Count > 0 ? ValueTest.AllOf(found) : null;
    }

    private static void CheckThreadType(string key, ValueTest test, YamlNode node, YamlSection section)
    {
        if (key != "thread.type") return;
        foreach (var type in test.EqualTo)
        {
            if (!ThreadTypes.IsKnown(type.ToUpperInvariant()))
                section.Error(node, "unknown-name", $"'{type}' is no thread type.", Nearest.Advice(type.ToUpperInvariant(), [ThreadTypes.Agent, ThreadTypes.Workgroup, ThreadTypes.Unified, ThreadTypes.Robot, ThreadTypes.Member, ThreadTypes.Group, ThreadTypes.Ticket, ThreadTypes.Channel]));
        }
    }

    private static List<(TimeOnly From, TimeOnly To)> Times(YamlNode node, YamlSection section)
    {
        var spans = new List<(TimeOnly, TimeOnly)>();
        foreach (var (text, item) in section.Texts(node, "'time'"))
        {
            foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                var ends = part.Split('-', StringSplitOptions.TrimEntries);
                if (ends.Length == 2 && TimeOf(ends[0]) is { } from && TimeOf(ends[1]) is { } to) spans.Add((from, to));
                else section.Error(item, "wrong-value", $"'{part}' is no span of time.", "Write it as \"09:00-18:00\"; one such as \"22:00-06:00\" runs past midnight.");
            }
        }

        return spans;

        static TimeOnly? TimeOf(string text) => text == "24:00" ? TimeOnly.MaxValue
            : TimeOnly.TryParseExact(text, ["HH:mm", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;
    }

    private static HashSet<DayOfWeek> Days(YamlNode node, YamlSection section)
    {
        var days = new HashSet<DayOfWeek>();
        foreach (var (text, item) in section.Texts(node, "'day'"))
        {
            if (WeekdayNames.FindAll(text) is { } found) days.UnionWith(found);
            else section.Error(item, "wrong-value", $"'{text}' names no weekday.", "Write mon … sun, a range such as mon-fri, or weekends.");
        }

        return days;
    }
}
