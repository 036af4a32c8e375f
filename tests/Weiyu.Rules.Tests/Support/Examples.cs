using System.Text.RegularExpressions;

namespace Weiyu.Rules.Tests.Support;

/// <summary>The YAML examples of the rules' handbook.</summary>
internal static partial class Examples
{
    /// <summary>The handbook in its languages.</summary>
    public static IReadOnlyList<string> Files { get; } = ["README.md", "README.zh.md"];

    /// <summary>The examples of a file, with the line on which each begins.</summary>
    public static IEnumerable<(int Line, string Yaml)> Of(string file)
    {
        var text = File.ReadAllText(Path.Combine(Folders.StarterSet, file));
        foreach (Match fence in Fence().Matches(text)) yield return (text.AsSpan(0, fence.Index).Count('\n') + 1, fence.Groups[1].Value);
    }

    [GeneratedRegex(@"^```yaml\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
