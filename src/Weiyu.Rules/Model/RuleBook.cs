using System.Collections.Concurrent;
using System.Collections.Frozen;
using Weiyu.Rules.Calendars;
using Weiyu.Rules.Templates;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Rules.Model;

/// <summary>A rules folder as loaded: complete, consistent, and never changed afterwards.</summary>
internal sealed class RuleBook
{
    private readonly ConcurrentDictionary<Type, Lazy<object>> _derived = [];

    public RuleBook(IReadOnlyList<Rule> rules)
    {
        Rules = rules;
        ById = rules.Concat(BuiltInRules.All).DistinctBy(r => r.Id).ToFrozenDictionary(r => r.Id, StringComparer.Ordinal);
        EventRules = [.. rules.Where(r => r.Event.Name is not (RuleEvent.MessageName or RuleEvent.CalledName))];
        Silences = [.. rules.Where(r => r.Event.After is not null).Select(r => r.Event.After!.Value).Distinct()];
    }

    /// <summary>No rules at all.</summary>
    public static RuleBook Empty { get; } = new([]);

    /// <summary>The rules in the order in which they are asked: priority, then file (by path), then place.</summary>
    public IReadOnlyList<Rule> Rules { get; }

    /// <summary>Those that wait for something else than a message.</summary>
    public IReadOnlyList<Rule> EventRules { get; }

    /// <summary>The silences that rules wait for.</summary>
    public IReadOnlyList<TimeSpan> Silences { get; }

    /// <summary>The rules by id, those that are built in too.</summary>
    public FrozenDictionary<string, Rule> ById { get; }

    /// <summary>The language of those whose language is unknown.</summary>
    public string DefaultLocale { get; init; } = "zh";

    /// <summary>The languages that the texts are to be in; empty: not said.</summary>
    public IReadOnlyList<string> Locales { get; init; } = [];

    /// <summary>The working hours.</summary>
    public WorkCalendar Calendar { get; init; } = WorkCalendar.AlwaysOpen;

    /// <summary>What holds for all forms.</summary>
    public FormSettings Forms { get; init; } = new();

    /// <summary>The HTTP tools.</summary>
    public IReadOnlyList<HttpToolDefinition> Tools { get; init; } = [];

    /// <summary>The tests.</summary>
    public IReadOnlyList<RuleTest> Tests { get; init; } = [];

    /// <summary>The texts that replace those of the program itself, by name (section <c>texts</c>).</summary>
    public IReadOnlyDictionary<string, LocalizedText> Texts { get; init; } = FrozenDictionary<string, LocalizedText>.Empty;

    /// <summary>What the parsers of further sections made of them, by the section's name, one a file.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<object>> Sections { get; init; } = FrozenDictionary<string, IReadOnlyList<object>>.Empty;

    /// <summary>The nodes of every section, by its name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<(string File, YamlNode Node)>> SectionNodes { get; init; } = FrozenDictionary<string, IReadOnlyList<(string File, YamlNode Node)>>.Empty;

    /// <summary>The files, relative to the folder.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>A short hash of all files: which rules answered.</summary>
    public string Version { get; init; } = "";

    /// <summary>The folder, absolute; empty when the rules come from elsewhere.</summary>
    public string Folder { get; init; } = "";

    /// <summary>What is worked out from the book alone, such as the search for its rules: made at the first use, once, and kept with it.</summary>
    public T Derived<T>(Func<RuleBook, T> make)
        where T : class => (T)_derived.GetOrAdd(typeof(T), _ => new Lazy<object>(() => make(this))).Value;

    /// <summary>Every file's section of type <typeparamref name="T"/>.</summary>
    public IEnumerable<T> Section<T>(string name) => Sections.TryGetValue(name, out var parsed) ? parsed.OfType<T>() : [];

    /// <summary>The text for what nobody answers.</summary>
    public const string FallbackText = "fallback";
}
