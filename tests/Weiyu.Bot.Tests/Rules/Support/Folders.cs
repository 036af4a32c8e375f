namespace Weiyu.Bot.Tests.Rules.Support;

/// <summary>Folders of the project.</summary>
internal static class Folders
{
    /// <summary>The starter set, as it is copied beside the program.</summary>
    public static string StarterSet { get; } = Path.Combine(AppContext.BaseDirectory, "rules");

    /// <summary>The root of the repository.</summary>
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Weiyu.Bot.sln"))) folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("Weiyu.Bot.sln");
        return folder;
    }
}
