using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.Llm;
using Weiyu.Bot.Hosting;
using Weiyu.Knowledge;
using Weiyu.Knowledge.Tests.Support;
using Weiyu.Rules.Loading;
using Weiyu.Text.Dates;
using Xunit;

namespace Weiyu.Bot.Tests.Llm;

/// <summary>What <c>rules/models.md</c> says in either language is so: its examples are accepted, its keys exist, its defaults are the program's.</summary>
public sealed partial class ModelDocumentTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weiyu-models-").FullName;

    public static TheoryData<string> Documents => ["models.md", "models.zh.md"];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Documents))]
    public void Its_configurations_are_accepted(string document)
    {
        var examples = Examples(document, "json");
        Assert.Equal(3, examples.Count);
        foreach (var example in examples)
        {
            var configuration = new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(example))).Build();
            Assert.Empty(OptionSections.Check(configuration, needsServer: false));
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Its_rules_load_without_a_mistake(string document)
    {
        var examples = Examples(document, "yaml");
        Assert.Equal(2, examples.Count);
        foreach (var example in examples)
        {
            File.WriteAllText(Path.Combine(_folder, "rules.yaml"), "version: 1\n" + example);
            Assert.DoesNotContain(new RuleLoader(WeiyuPlatform.Words).Load(_folder).Problems, p => p.Severity == ProblemSeverity.Error);
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Its_keys_exist_with_the_defaults_that_it_names_and_no_key_of_the_model_is_missing(string document)
    {
        var rows = Row().Matches(Text(document)).Select(m => (Keys: Key().Matches(m.Groups[1].Value).Select(k => k.Value).ToList(), Default: m.Groups[2].Value.Trim(' ', '`'))).Where(r => r.Keys.Count > 0).ToList();
        foreach (var (keys, value) in rows)
        {
            foreach (var key in keys)
            {
                var (section, name) = (key.Split(':')[0], key.Split(':')[1]);
                object options = section == "Llm" ? new LlmOptions() : new KnowledgeOptions();
                var property = options.GetType().GetProperty(name);
                Assert.True(property is not null, $"{key} is no key");
                if (value is "–" or "none" or "无") continue;
                var actual = property.GetValue(options) switch
                {
                    TimeSpan time => Durations.TryParse(value, out var written, DurationStyle.Lenient) && written == time ? value : Durations.Describe(time),
                    bool flag => flag ? "true" : "false",
                    var other => Convert.ToString(other, CultureInfo.InvariantCulture),
                };
                Assert.True(value == actual, $"{key} is {actual}, not {value}");
            }
        }

        var documented = rows.SelectMany(r => r.Keys).ToHashSet();
        Assert.Empty(typeof(LlmOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite).Select(p => $"Llm:{p.Name}").Except(documented));
    }

    private static List<string> Examples(string document, string language) =>
        [.. Regex.Matches(Text(document), $"```{language}\n(.*?)```", RegexOptions.Singleline).Select(m => m.Groups[1].Value)];

    private static string Text(string document) => File.ReadAllText(Path.Combine(KnowledgeSandbox.Repository, "rules", document)).ReplaceLineEndings("\n");

    [GeneratedRegex(@"^\|([^|]*)\|([^|]*)\|[^|]*\|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("(Llm|Knowledge):[A-Za-z]+")]
    private static partial Regex Key();
}
