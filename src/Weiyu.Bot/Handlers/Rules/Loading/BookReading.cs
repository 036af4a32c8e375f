using System.Collections.Frozen;
using Weiyu.Bot.Calendars;
using Weiyu.Bot.Handlers.Rules.Model;
using Weiyu.Bot.Handlers.Tools;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Bot.Handlers.Rules.Loading;

/// <summary>The way from sections to a book; used once.</summary>
internal sealed class BookReading(Dictionary<string, List<(string File, YamlNode Node)>> nodes, List<RuleProblem> problems, string folder, IReadOnlySet<string> tools)
{
    private readonly HashSet<string> _locales = new(StringComparer.OrdinalIgnoreCase);
    private string _defaultLocale = "zh";

    /// <summary>The word lists.</summary>
    public WordLists Words { get; } = new();

    /// <summary>A section's nodes, one a file.</summary>
    public IEnumerable<(YamlNode Node, YamlSection Section)> Of(string name) =>
        nodes.TryGetValue(name, out var found) ? found.Where(f => !YamlSection.IsNull(f.Node)).Select(f => (f.Node, new YamlSection(f.File, problems))) : [];

    /// <summary>Reads all sections.</summary>
    public RuleBook Read(
        IReadOnlyDictionary<string, IReadOnlyList<(string File, YamlNode Node)>> allNodes, IReadOnlyDictionary<string, IReadOnlyList<object>> others, IReadOnlyList<string> files, string version)
    {
        CheckVersion();
        foreach (var (node, section) in Of("words")) Words.Add(node, section);
        Words.ReadAll();
        var rules = ReadRules();
        var declared = Of("tools").SelectMany(t => new ToolParser(t.Section).Parse(t.Node)).ToList();
        foreach (var twice in declared.GroupBy(t => t.Name, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.ElementAt(1)))
            problems.Add(new(twice.At.File, twice.At.Line, twice.At.Column, ProblemSeverity.Error, "duplicate-id", $"The tool '{twice.Name}' is there twice.", "Rename or remove one of them."));
        var tests = Of("tests").SelectMany(t => new TestParser(t.Section).Parse(t.Node)).ToList();
        var book = new RuleBook(rules)
        {
            DefaultLocale = _defaultLocale,
            Locales = [.. _locales.Order(StringComparer.Ordinal)],
            Calendar = ReadCalendar(),
            Forms = ReadForms(),
            Tools = declared,
            Tests = tests,
            Texts = ReadTexts(),
            Sections = others,
            SectionNodes = allNodes,
            Files = files,
            Version = version,
            Folder = folder,
        };
        new References(book, tools, problems).Check();
        return book;
    }

    /// <summary>Whether texts may be given in a language; known once <see cref="ReadLocale"/> was called.</summary>
    public bool IsLocale(string key) => _locales.Count > 0 ? _locales.Contains(key) : LocalizedText.IsLocale(key);

    private void CheckVersion()
    {
        foreach (var (node, section) in Of("version"))
        {
            if (node is not YamlScalarNode { Value: "1" })
                section.Error(node, "wrong-version", "This is no version of rule files that the bot reads.", "Write 'version: 1'.");
        }
    }

    /// <summary>Reads the languages, which all other sections ask for. To be called first.</summary>
    public void ReadLocale()
    {
        var (seen, hasDefault) = (0, false);
        foreach (var (node, section) in Of("locale"))
        {
            if (++seen > 1) section.Error(node, "duplicate-id", "The section 'locale' is there twice.", "Keep one for the whole folder.");
            if (section.Map(node, "'locale'") is not { } map) continue;
            foreach (var (key, keyNode, value) in section.Entries(map))
            {
                switch (key)
                {
                    case "default" when section.Text(value, "'default'") is { } text:
                        (_defaultLocale, hasDefault) = (text, true);
                        break;
                    case "available":
                        foreach (var (text, item) in section.Texts(value, "A language"))
                        {
                            if (LocalizedText.IsLocale(text)) _locales.Add(text);
                            else section.Error(item, "wrong-value", $"'{text}' is no language.", "Write a code such as zh, en or zh-TW.");
                        }

                        break;
                    case "default":
                        break;
                    default:
                        section.UnknownKey(keyNode, key, "'locale'", ["default", "available"]);
                        break;
                }
            }

            if (_locales.Count > 0 && hasDefault && !_locales.Contains(_defaultLocale))
                section.Error(node, "unknown-locale", $"The default language '{_defaultLocale}' is not among the available ones.", "Add it to 'available'.");
        }
    }

    private List<Rule> ReadRules()
    {
        var rules = new List<Rule>();
        var ids = new Dictionary<string, Position>(StringComparer.Ordinal);
        foreach (var (node, section) in Of("rules"))
        {
            if (node is not YamlSequenceNode list)
            {
                section.Error(node, "wrong-shape", "'rules' must be a list.", "Begin each rule with '- id: …'.");
                continue;
            }

            var parser = new RuleParser(section, Words, IsLocale);
            foreach (var item in list.Children)
            {
                if (parser.Parse(item) is not { } rule) continue;
                if (ids.TryAdd(rule.Id, rule.At)) rules.Add(rule);
                else section.Error(item, "duplicate-id", $"The rule '{rule.Id}' is there twice.", $"The other one is at {ids[rule.Id]}: rename one of them.");
            }
        }

        // A stable sort: equal priorities keep the order of files and places.
        rules = [.. rules.OrderByDescending(r => r.Priority)];
        for (var i = 0; i < rules.Count; i++) rules[i].Order = i;
        return rules;
    }

    private WorkCalendar ReadCalendar()
    {
        WorkCalendar? calendar = null;
        foreach (var (node, section) in Of("calendar"))
        {
            if (calendar is not null) section.Error(node, "duplicate-id", "The section 'calendar' is there twice.", "Keep one for the whole folder.");
            if (section.Map(node, "'calendar'") is { } map) calendar = CalendarParser.Parse(map, section.File, problems, folder.Length > 0 ? folder : null);
        }

        return calendar ?? WorkCalendar.AlwaysOpen;
    }

    private FormSettings ReadForms()
    {
        var settings = new FormSettings();
        foreach (var (node, section) in Of("forms"))
        {
            if (section.Map(node, "'forms'") is not { } map) continue;
            foreach (var (key, keyNode, value) in section.Entries(map))
            {
                switch (key)
                {
                    case "cancel": settings = settings with { Cancel = [.. section.Texts(value, "A word").Select(t => t.Text)] }; break;
                    case "skip": settings = settings with { Skip = [.. section.Texts(value, "A word").Select(t => t.Text)] }; break;
                    case "timeout": settings = settings with { Timeout = section.Duration(value, "'timeout'") ?? settings.Timeout }; break;
                    case "cancelled": settings = settings with { Cancelled = Text(value, section) ?? settings.Cancelled }; break;
                    case "retry": settings = settings with { Retry = Text(value, section) ?? settings.Retry }; break;
                    case "gave_up": settings = settings with { GaveUp = Text(value, section) ?? settings.GaveUp }; break;
                    case "corrected": settings = settings with { Corrected = Text(value, section) ?? settings.Corrected }; break;
                    default: section.UnknownKey(keyNode, key, "'forms'", ["cancel", "skip", "timeout", "cancelled", "retry", "gave_up", "corrected"]); break;
                }
            }
        }

        return settings;
    }

    private FrozenDictionary<string, LocalizedText> ReadTexts()
    {
        var texts = new Dictionary<string, LocalizedText>(StringComparer.Ordinal);
        foreach (var (node, section) in Of("texts"))
        {
            if (section.Map(node, "'texts'") is not { } map) continue;
            foreach (var (key, keyNode, value) in section.Entries(map))
            {
                if (key != RuleBook.FallbackText) section.UnknownKey(keyNode, key, "'texts'", [RuleBook.FallbackText]);
                else if (Text(value, section) is { } text && !texts.TryAdd(key, text))
                    section.Error(keyNode, "duplicate-id", $"The text '{key}' is there twice.", "Keep one of them.");
            }
        }

        return texts.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private LocalizedText? Text(YamlNode node, YamlSection section) => LocalizedText.Parse(node, section, "The text", IsLocale);
}
