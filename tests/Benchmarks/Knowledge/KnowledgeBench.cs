using System.Diagnostics;
using System.Globalization;
using System.Text;
using Weiyu.Knowledge;

namespace Weiyu.Benchmarks.Knowledge;

/// <summary>What a large folder of knowledge costs: building its index, opening it again, a change of one file, a search.</summary>
internal static class KnowledgeBench
{
    private const int FilesOf = 50;

    /// <summary>Runs it.</summary>
    /// <param name="output">Where the figures go.</param>
    /// <param name="args">How many passages (10,000) and how many searches (2,000).</param>
    public static async Task RunAsync(TextWriter output, string[] args)
    {
        var passages = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 10_000;
        var searches = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 2_000;
        var root = Directory.CreateTempSubdirectory("weiyu-bench-");
        try
        {
            var (folder, index) = (Path.Combine(root.FullName, "knowledge"), Path.Combine(root.FullName, "index"));
            var questions = Write(folder, passages);
            using (var first = Index(folder, index))
            {
                var built = await TimeAsync(() => first.RefreshAsync(CancellationToken.None));
                await output.WriteLineAsync($"{first.Passages:N0} passages built in {built.TotalSeconds:0.0} s; {Size(index) / 1e6:0.0} MB on disk");
            }

            using var again = Index(folder, index);
            var opened = await TimeAsync(() => again.RefreshAsync(CancellationToken.None));
            await output.WriteLineAsync($"opened again in {opened.TotalMilliseconds:0} ms, {again.LastIndexed:N0} passages indexed");

            await File.AppendAllTextAsync(Path.Combine(folder, "f0.md"), "\n## 新增一节\n新增的内容。\n");
            var changed = await TimeAsync(() => again.RefreshAsync(CancellationToken.None));
            await output.WriteLineAsync($"one changed file taken over in {changed.TotalMilliseconds:0} ms, {again.LastIndexed:N0} passages indexed");
            await SearchAsync(output, again, questions, searches);
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    private static async Task SearchAsync(TextWriter output, KnowledgeIndex index, List<string> questions, int searches)
    {
        foreach (var question in questions.Take(100)) await index.SearchAsync(new KnowledgeQuery { Text = question }, CancellationToken.None);
        var times = new double[searches];
        var found = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < searches; i++)
        {
            var start = Stopwatch.GetTimestamp();
            found += (await index.SearchAsync(new KnowledgeQuery { Text = questions[i * 7 % questions.Count] }, CancellationToken.None)).Count > 0 ? 1 : 0;
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(times);
        await output.WriteLineAsync(
            $"{searches:N0} searches: mean {times.Average():0.00} ms, median {times[searches / 2]:0.00} ms, p99 {times[searches * 99 / 100]:0.00} ms; {found * 100 / searches}% found something; {(GC.GetAllocatedBytesForCurrentThread() - before) / 1024 / searches:N0} KB each");
    }

    private static KnowledgeIndex Index(string folder, string index) => new(folder, index, new KnowledgeOptions { MaxFiles = 100_000 }, TimeProvider.System);

    private static async Task<TimeSpan> TimeAsync(Func<Task> action)
    {
        var start = Stopwatch.GetTimestamp();
        await action();
        return Stopwatch.GetElapsedTime(start);
    }

    private static long Size(string folder) => new DirectoryInfo(folder).EnumerateFiles().Sum(f => f.Length);

    // Sections of 100 to 400 characters out of a vocabulary as large as that of a shop with many products; Chinese and English by turns.
    private static List<string> Write(string folder, int passages)
    {
        Directory.CreateDirectory(folder);
        var random = new Random(7);
        var chinese = Enumerable.Range(0, 4000).Select(_ => $"{(char)(0x4E00 + random.Next(2500))}{(char)(0x4E00 + random.Next(2500))}").ToArray();
        var english = Enumerable.Range(0, 6000).Select(_ => string.Concat(Enumerable.Range(0, random.Next(4, 10)).Select(_ => (char)('a' + random.Next(26))))).ToArray();
        string[] asked = ["怎么", "多久", "如何办理", "退款", "发货", "在哪里"];
        var questions = new List<string>();
        for (var file = 0; file * FilesOf < passages; file++)
        {
            var isChinese = file % 2 == 0;
            var text = new StringBuilder($"# {(isChinese ? "手册" : "Manual")} {file}\n\n");
            for (var i = 0; i < Math.Min(FilesOf, passages - (file * FilesOf)); i++)
            {
                var words = isChinese ? chinese : english;
                string Word() => words[(int)(Math.Pow(random.NextDouble(), 2.5) * words.Length)];
                string[] title = [Word(), Word(), Word()];
                text.Append("## ").AppendJoin(isChinese ? "" : " ", title).Append("\n\n");
                for (var j = 0; j < random.Next(30, 90); j++) text.Append(Word()).Append(j % 12 == 11 ? (isChinese ? "。" : ". ") : isChinese ? "" : " ");
                text.Append("\n\n");
                if (i % 5 == 0) questions.Add(isChinese ? $"{title[0]}{asked[random.Next(asked.Length)]}{title[1]}{Word()}" : $"how do I {title[0]} the {title[2]} {Word()} refund");
            }

            File.WriteAllText(Path.Combine(folder, $"f{file}.md"), text.ToString());
        }

        return questions;
    }
}
