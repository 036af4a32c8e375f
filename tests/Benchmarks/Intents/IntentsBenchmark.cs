using System.Diagnostics;
using System.Globalization;
using Weiyu.Rules.Intents;
using Weiyu.Text.Folding;
using Weiyu.Text.Languages;
using Weiyu.Text.Matching;

namespace Weiyu.Benchmarks.Intents;

/// <summary>
/// What understanding a text costs: normalising, fuzzy keywords, language, intents, each beside a simple yardstick in the same run.
/// Arguments: nothing, or a training and a test file (<c>text,label</c>) to measure the recogniser's training and accuracy on.
/// </summary>
internal static class IntentsBenchmark
{
    /// <summary>Runs it.</summary>
    public static Task RunAsync(TextWriter output, string[] args)
    {
        string[] messages = ["where is my order 12345?", "我要退款,怎么还没到账", "请问这款还有货吗", "how do I get a refund for my last order"];
        string[] rough = ["Where is my ORDER　１２３４５？？", "我要退貨， 怎麼還沒到帳！！", "請問這款還有貨嗎…", "Ｈow do I get a refund 👍🏽"];
        var longText = string.Concat(Enumerable.Repeat("请问订单什么时候发货 where is my parcel ", 250));
        Row(output, "lower-casing (yardstick)", Microseconds(20_000, i => messages[i & 3].ToLowerInvariant()));
        Row(output, "normalise, normal already", Microseconds(20_000, i => TextNormalizer.Normalize(messages[i & 3])));
        Row(output, "normalise, rough", Microseconds(20_000, i => TextNormalizer.Normalize(rough[i & 3])));
        Row(output, "normalise, 10,000 characters", Microseconds(500, _ => TextNormalizer.Normalize(longText)));
        Row(output, "normalise, 10,000 hostile characters", Microseconds(500, _ => TextNormalizer.Normalize(Hostile)));
        Row(output, "language", Microseconds(20_000, i => LanguageDetector.Detect(messages[i & 3]).Language));

        foreach (var count in (int[])[100, 10_000])
        {
            var matcher = FuzzyMatcher.Build(Keywords(count));
            var name = count.ToString("N0", CultureInfo.InvariantCulture);
            Row(output, $"fuzzy, {name} keywords", Microseconds(5_000, i => matcher.Match(messages[i & 3])));
            Row(output, $"fuzzy, {name} keywords, 10,000 hostile characters", Microseconds(20, _ => matcher.Match(Hostile)));
        }

        if (args.Length >= 2) Measure(output, args[0], args[1]);
        return Task.CompletedTask;
    }

    private static string Hostile { get; } = TextNormalizer.Normalize(string.Concat(Enumerable.Range(0, 1_000).Select(i => $"refnud{(char)('a' + (i % 26))}退{(char)('a' + (i / 26 % 26))} ")));

    private static IEnumerable<(string, int)> Keywords(int count)
    {
        // Reproducible words, half of them Chinese.
        var state = 42u;
        for (var i = 0; i < count; i++)
        {
            var letters = new char[(i & 1) == 0 ? 4 + (i % 9) : 2 + (i % 4)];
            for (var k = 0; k < letters.Length; k++)
            {
                state = (state * 1664525) + 1013904223;
                letters[k] = (i & 1) == 0 ? (char)('a' + (state >> 16) % 26) : (char)(0x4E00 + ((state >> 12) % 3000));
            }

            yield return (new string(letters), i);
        }
    }

    private static void Measure(TextWriter output, string train, string test)
    {
        var examples = LabelledTexts.Read(train);
        var clock = Stopwatch.StartNew();
        var model = IntentModel.Train(examples, new IntentOptions());
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"trained on {examples.Count} examples in {clock.Elapsed.TotalSeconds:F1} s"));
        var texts = LabelledTexts.Read(test);
        IntentEvaluation.Of(model, texts, "oos");
        var evaluation = IntentEvaluation.Of(model, texts, "oos");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"accuracy {evaluation.Accuracy:F4}, macro-F1 {evaluation.MacroF1:F4}, {evaluation.ClassifyMicroseconds:F0} us a text"));
    }

    private static double Microseconds(int times, Func<int, object?> action)
    {
        for (var i = 0; i < times / 5; i++) action(i);
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < times; i++) GC.KeepAlive(action(i));
        return clock.Elapsed.TotalMicroseconds / times;
    }

    private static void Row(TextWriter output, string name, double microseconds) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-60} {microseconds,10:F2} us"));
}
