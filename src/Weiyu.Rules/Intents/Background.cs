using System.Text;
using Weiyu.Text.Folding;

namespace Weiyu.Rules.Intents;

/// <summary>
/// Everyday sentences that belong to no intent, Chinese and English: small talk, general knowledge, and the empty frames of questions
/// ("how do I …", "我的…怎么还没…"), so that such words alone make no intent likely.
/// </summary>
internal static class Background
{
    private static readonly Lazy<IReadOnlyList<string>> Sentences = new(Read);

    /// <summary>Examples with the background among them, in the order for the training; as they are where they are many, or none.</summary>
    public static List<(string Label, string Text)> Beside(List<(string Label, string Text)> examples, IntentOptions options)
    {
        if (examples.Count == 0 || examples.Count > options.BackgroundUpTo) return examples;
        var own = examples.Select(e => TextNormalizer.NormalizeBare(e.Text)).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. examples.Concat(Sentences.Value.Where(s => !own.Contains(TextNormalizer.NormalizeBare(s))).Select(s => (None, s)))
                .OrderBy(e => FeatureReader.Hash(e.Item2, (ulong)options.Seed)).ThenBy(e => e.Item2, StringComparer.Ordinal).ThenBy(e => e.Item1, StringComparer.Ordinal),
        ];
    }

    /// <summary>No label that anybody could write.</summary>
    private const string None = "\0";

    private static List<string> Read()
    {
        using var reader = new StreamReader(typeof(Background).Assembly.GetManifestResourceStream("intents-background.txt")!, Encoding.UTF8);
        var sentences = new List<string>();
        while (reader.ReadLine() is { } line) sentences.Add(line);
        return sentences;
    }
}
