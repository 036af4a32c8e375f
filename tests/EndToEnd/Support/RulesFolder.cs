namespace Weiyu.EndToEnd.Support;

/// <summary>Rules for tests.</summary>
internal static class RulesFolder
{
    /// <summary>The starter set that the project ships.</summary>
    public static string Shop { get; } = Path.Combine(AppContext.BaseDirectory, "rules");
}
