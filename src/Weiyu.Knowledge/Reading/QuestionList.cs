using Weiyu.Text.Languages;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Knowledge.Reading;

/// <summary>
/// A YAML list of questions and answers: <c>items:</c> (or the list itself), each with <c>question</c> (one, a list, or by language),
/// <c>variants</c>, <c>answer</c> (one, or by language), and optionally <c>id</c>, <c>locale</c>, <c>tags</c>, <c>from</c>, <c>until</c>;
/// the latter may stand above the list for all.
/// </summary>
internal static class QuestionList
{
    /// <summary>Reads a file's text.</summary>
    public static void Read(string text, ReadContext context)
    {
        var root = YamlNodes.Parse(text, context);
        var said = EntryDefaults.None;
        if (root is YamlMappingNode map)
        {
            said = EntryDefaults.Read(YamlNodes.Scalars(map), said, context, (int)map.Start.Line);
            root = YamlNodes.Get(map, FieldNames.Items);
            if (root is null)
            {
                context.Fail((int)map.Start.Line, 0, "no-items", "The file has no list of questions.", "Put the questions under items:, each with question: and answer:.");
                return;
            }
        }

        if (root is not YamlSequenceNode items)
        {
            if (root is not null) context.Fail((int)root.Start.Line, 0, "no-items", "The questions are no list.", "Begin each question with a hyphen.");
            return;
        }

        foreach (var node in items.Children)
        {
            if (context.Full) break;
            if (node is YamlMappingNode item) Add(item, said, context);
            else context.Warn((int)node.Start.Line, "bad-item", "This is no question with an answer; it is left out.", "Write question: and answer: below the hyphen.");
        }
    }

    private static void Add(YamlMappingNode item, EntryDefaults above, ReadContext context)
    {
        var line = (int)item.Start.Line;
        var values = YamlNodes.Scalars(item);
        var said = EntryDefaults.Read(values, above, context, line);
        var questions = Texts(YamlNodes.Get(item, FieldNames.Question)).Concat(Texts(YamlNodes.Get(item, FieldNames.Variants))).ToList();
        var answers = Texts(YamlNodes.Get(item, FieldNames.Answer)).GroupBy(a => a.Locale).Select(g => new LocalizedText(g.Key, string.Join('\n', g.Select(a => a.Text)))).ToList();
        QuestionAnswer.Add(context, new QuestionAnswer(EntryDefaults.Get(values, FieldNames.Id), questions, answers, said, line));
    }

    private static IEnumerable<LocalizedText> Texts(YamlNode? node, string? locale = null) => node switch
    {
        YamlSequenceNode list => list.Children.Select(YamlNodes.Text).OfType<string>().Select(t => new LocalizedText(locale, t)),
        YamlMappingNode map when locale is null => map.Children.SelectMany(c => Texts(c.Value, LanguageCodes.ParseOrKeep(YamlNodes.Text(c.Key) ?? ""))),
        _ => YamlNodes.Text(node) is { } text ? [new LocalizedText(locale, text)] : [],
    };
}
