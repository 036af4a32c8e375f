using System.Collections.Frozen;
using Weiyu.Rules.Calendars;
using Weiyu.Rules.Grammar;
using Weiyu.Rules.Model;
using Weiyu.Rules.Templates;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Rules.Loading;

/// <summary>The way from sections to a book; used once.</summary>
internal sealed class BookReading
{
    private readonly HashSet<string> _locales = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<(string File, YamlNode Node)>> _nodes;
    private readonly List<RuleProblem> _problems;
    private readonly IReadOnlySet<string> _tools;
    private readonly FolderContext _folder;
    private string _defaultLocale = "zh";

    /// <param name="nodes">The sections' nodes by their names, one a file.</param>
    /// <param name="problems">Where mistakes go.</param>
    /// <param name="folder">The folder; empty when the rules come from elsewhere.</param>
    /// <param name="tools">The tools in C#, which rules may name.</param>
    /// <param name="platform">The words of the platform.</param>
    public BookReading(
        Dictionary<string, List<(string File, YamlNode Node)>> nodes, List<RuleProblem> problems, string folder, IReadOnlySet<string> tools,
        Platform platform)
    {
        (_nodes, _problems, _tools) = (nodes, problems, tools);
        _folder = new FolderContext
        {
            IsLocale = key => _locales.Count > 0 ? _locales.Contains(key) : LocaleCodes.IsCode(key),
            Platform = platform,
            Path = folder.Length > 0 ? folder : null,
        };
    }

    /// <summary>The word lists.</summary>
    public WordLists Words => _folder.Words;

    /// <summary>A section's nodes, one a file.</summary>
    public IEnumerable<(YamlNode Node, YamlSection Section)> Of(string name) =>
        _nodes.TryGetValue(name, out var found)
            ? found.Where(f => !YamlSection.IsNull(f.Node)).Select(f => (f.Node, new YamlSection(f.File, _problems, _folder))) : [];

    /// <summary>Reads all sections.</summary>
    public RuleBook Read(
        IReadOnlyDictionary<string, IReadOnlyList<(string File, YamlNode Node)>> allNodes, IReadOnlyDictionary<string, IReadOnlyList<object>> others,
            IReadOnlyList<string> files, string version)
    {
        CheckVersion();
        foreach (var (node, section) in Of(RuleFileGrammar.Words.Name)) Words.Add(node, section);
        Words.ReadAll();
        var rules = ReadRules();
        var book = new RuleBook(rules)
        {
            DefaultLocale = _defaultLocale,
            Locales = [.. _locales.Order(StringComparer.Ordinal)],
            Calendar = ReadCalendar(),
            Forms = ReadForms(),
            Tools = ReadTools(),
            Tests = [.. Of(RuleFileGrammar.Tests.Name).SelectMany(t => TestParser.Parse(t.Node, t.Section))],
            Texts = ReadTexts(),
            Sections = others,
            SectionNodes = allNodes,
            Files = files,
            Version = version,
            Folder = _folder.Path ?? "",
        };
        new References(book, _tools, _problems).Check();
        return book;
    }

    private void CheckVersion()
    {
        foreach (var (node, section) in Of(RuleFileGrammar.Version.Name))
        {
            if (node is not YamlScalarNode { Value: "1" })
                section.Error(node, "wrong-version", "This is no version of rule files that the bot reads.", "Write 'version: 1'.");
        }
    }

    /// <summary>Reads the languages, which all other sections ask for. To be called first.</summary>
    public void ReadLocale()
    {
        var seen = 0;
        foreach (var (node, section) in Of(RuleFileGrammar.Locale.Name))
        {
            if (++seen > 1) section.Error(node, "duplicate-id", "The section 'locale' is there twice.", "Keep one for the whole folder.");
            if (!RuleFileGrammar.LocaleMembers.TryRead(node, section, "'locale'", out var locale)) continue;
            _locales.UnionWith(locale.Available);
            _defaultLocale = locale.Default ?? _defaultLocale;
            if (_locales.Count > 0 && locale.Default is not null && !_locales.Contains(_defaultLocale))
                section.Error(node, "unknown-locale", $"The default language '{_defaultLocale}' is not among the available ones.",
                    "Add it to 'available'.");
        }
    }

    private List<Rule> ReadRules()
    {
        var rules = new List<Rule>();
        var ids = new Dictionary<string, Position>(StringComparer.Ordinal);
        foreach (var (node, section) in Of(RuleFileGrammar.Rules.Name))
        {
            if (node is not YamlSequenceNode list)
            {
                section.Error(node, "wrong-shape", "'rules' must be a list.", "Begin each rule with '- id: …'.");
                continue;
            }

            foreach (var item in list.Children)
            {
                if (!RuleParser.Rule.TryRead(item, section, "A rule", out var rule)) continue;
                if (ids.TryAdd(rule.Id, rule.At)) rules.Add(rule);
                else section.Error(item, "duplicate-id", $"The rule '{rule.Id}' is there twice.",
                    $"The other one is at {ids[rule.Id]}: rename one of them.");
            }
        }

        // A stable sort: equal priorities keep the order of files and places.
        rules = [.. rules.OrderByDescending(r => r.Priority)];
        for (var i = 0; i < rules.Count; i++) rules[i].Order = i;
        return rules;
    }

    private List<HttpToolDefinition> ReadTools()
    {
        var tools = new List<HttpToolDefinition>();
        foreach (var (node, section) in Of(RuleFileGrammar.Tools.Name))
        {
            if (ToolParser.Tools.TryRead(node, section, "'tools'", out var found)) tools.AddRange(found);
        }

        foreach (var twice in tools.GroupBy(t => t.Name, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.ElementAt(1)))
            _problems.Add(new(twice.At.File, twice.At.Line, twice.At.Column, ProblemSeverity.Error, "duplicate-id",
                $"The tool '{twice.Name}' is there twice.", "Rename or remove one of them."));
        return tools;
    }

    private WorkCalendar ReadCalendar()
    {
        WorkCalendar? calendar = null;
        foreach (var (node, section) in Of(RuleFileGrammar.Calendar.Name))
        {
            if (calendar is not null) section.Error(node, "duplicate-id", "The section 'calendar' is there twice.", "Keep one for the whole folder.");
            if (CalendarParser.Members.TryRead(node, section, "'calendar'", out var read)) calendar = read;
        }

        return calendar ?? WorkCalendar.AlwaysOpen;
    }

    private FormSettings ReadForms()
    {
        var settings = new FormSettings();
        foreach (var (node, section) in Of(RuleFileGrammar.Forms.Name))
        {
            if (section.Map(node, "'forms'") is { } map) settings = RuleFileGrammar.FormMembers.Read(map, section, settings);
        }

        return settings;
    }

    private FrozenDictionary<string, LocalizedText> ReadTexts()
    {
        var texts = new Dictionary<string, LocalizedText>(StringComparer.Ordinal);
        foreach (var (node, section) in Of(RuleFileGrammar.Texts.Name))
        {
            if (!RuleFileGrammar.TextMembers.TryRead(node, section, "'texts'", out var found)) continue;
            foreach (var (at, text) in found)
            {
                if (!texts.TryAdd(at.Name, text)) section.Error(at.KeyNode, "duplicate-id", $"The text '{at.Name}' is there twice.",
                    "Keep one of them.");
            }
        }

        return texts.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
