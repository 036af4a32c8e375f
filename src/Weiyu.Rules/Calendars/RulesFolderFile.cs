using Weiyu.Rules.Grammar;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Rules.Calendars;

/// <summary>Files that rule files name: below the rules folder, nowhere else.</summary>
internal static class RulesFolderFile
{
    /// <summary>The full path; null, with a problem, when it leads out of the folder or nothing is there.</summary>
    /// <param name="yaml">The file that names it.</param>
    /// <param name="at">Where.</param>
    /// <param name="path">Relative to the rules folder.</param>
    /// <param name="rulesFolder">The folder.</param>
    public static string? Find(YamlSection yaml, YamlNode at, string path, string rulesFolder)
    {
        if (Resolve(path, rulesFolder) is not { } full)
        {
            yaml.Error(at, "outside-folder", $"'{path}' is outside the rules folder.", "Put the file into the rules folder and write its path relative to that.");
            return null;
        }

        if (File.Exists(full)) return full;
        yaml.Error(at, "no-file", $"There is no file '{path}' in the rules folder.", "Check the name (paths are relative to the rules folder) or put the file there.");
        return null;
    }

    /// <summary>The full path; null when it leads out of the folder.</summary>
    public static string? Resolve(string path, string rulesFolder)
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(rulesFolder));
        var full = Path.GetFullPath(path, root);
        return full.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? full : null;
    }
}
