namespace Weiyu.Rules.Tests.Support;

/// <summary>Folders of the project.</summary>
internal static class Folders
{
    /// <summary>The starter set, as it is copied beside the program.</summary>
    public static string StarterSet { get; } = Path.Combine(AppContext.BaseDirectory, "rules");
}
