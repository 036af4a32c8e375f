using System.Text;
using System.Text.RegularExpressions;
using Weiyu.Text.Files;

namespace Weiyu.Rules.Linting;

/// <summary>
/// Findings in Chinese. The readers say what is wrong in English, where they find it; here each of their sentences is looked up. One that is not in the
/// table stays English: a finding in the wrong language is better than none.
/// </summary>
internal sealed partial class Findings
{
    private const string Resource = "findings-zh.txt";
    private const string HintBegin = " There are look-alike marks in it: ";

    private static readonly Lazy<Findings> Table = new(() => new Findings());

    private readonly List<(Regex English, string Chinese)> _sentences = [];

    private Findings()
    {
        using var stream = typeof(Findings).Assembly.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException($"The program lacks its table {Resource}.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#' && line.Split('\t') is [var english, var chinese]) _sentences.Add((Pattern(english), chinese));
        }
    }

    /// <summary>A finding in a language: Chinese for <c>zh</c>, else English.</summary>
    public static FileProblem In(FileProblem problem, string language) =>
        language == "zh" ? problem with { Message = Table.Value.Chinese(problem.Message), Cure = Table.Value.Chinese(problem.Cure) } : problem;

    /// <summary>A finding as one line, as compilers print it.</summary>
    public static string Line(FileProblem problem, string language)
    {
        if (language != "zh") return problem.ToString();
        var said = In(problem, language);
        return $"{(said.File.Length > 0 ? $"{said.File}:{said.Line}:{said.Column}: " : "")}{(said.Severity == ProblemSeverity.Error ? "错误" : "警告")} {said.Code}：{said.Message}{said.Cure}";
    }

    /// <summary>Whether a sentence is in the table.</summary>
    public static bool IsKnown(string sentence) => sentence.Length == 0 || Table.Value.Find(Plain(sentence).Text) is not null;

    private string Chinese(string sentence)
    {
        var (text, hint) = Plain(sentence);
        return (Find(text) ?? text) + (hint.Length > 0 ? $"里面有看着像、其实不一样的符号：{hint.Replace(" for ", " 应为 ", StringComparison.Ordinal).Replace("an ordinary blank", "普通空格", StringComparison.Ordinal)}" : "");
    }

    private string? Find(string sentence)
    {
        foreach (var (english, chinese) in _sentences)
        {
            if (english.Match(sentence) is { Success: true } match) return Hole().Replace(chinese, hole => match.Groups[$"h{hole.Groups[1].Value}"].Value);
        }

        return null;
    }

    private static (string Text, string Hint) Plain(string sentence) =>
        sentence.IndexOf(HintBegin, StringComparison.Ordinal) is > 0 and var at ? (sentence[..at], sentence[(at + HintBegin.Length)..]) : (sentence, "");

    private static Regex Pattern(string english)
    {
        var pattern = new StringBuilder("^");
        var at = 0;
        foreach (Match hole in Hole().Matches(english))
        {
            pattern.Append(Regex.Escape(english[at..hole.Index])).Append("(?<h").Append(hole.Groups[1].ValueSpan).Append(">.+?)");
            at = hole.Index + hole.Length;
        }

        return new Regex(pattern.Append(Regex.Escape(english[at..])).Append('$').ToString(), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline);
    }

    [GeneratedRegex(@"\{([0-9])\}", RegexOptions.NonBacktracking)]
    private static partial Regex Hole();
}
