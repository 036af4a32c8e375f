using Weiyu.Rules.Loading;

namespace Weiyu.Rules;

/// <summary>What the rules folder looks like from outside.</summary>
internal static class RuleFolder
{
    /// <summary>Names, sizes and times of all rule files and their calendars: equal as long as nothing changed.</summary>
    public static string Fingerprint(string folder)
    {
        try
        {
            return string.Join('\n', RuleLoader.FilesOf(folder).Concat(Directory.EnumerateFiles(folder, "*.ics", SearchOption.AllDirectories).Order(StringComparer.Ordinal)).Select(Target).Select(f => $"{f.FullName}|{f.Length}|{f.LastWriteTimeUtc.Ticks}"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.GetType().Name;
        }
    }

    /// <summary>What a link leads to: a mounted config map is made of links, and changes only behind them.</summary>
    private static FileInfo Target(string file)
    {
        var info = new FileInfo(file);
        return info.LinkTarget is null ? info : info.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? info;
    }
}
