namespace Weiyu.EndToEnd.Support;

/// <summary>Rules for tests.</summary>
internal static class RulesFolder
{
    /// <summary>The starter set that the project ships.</summary>
    public static string Shop { get; } = Path.Combine(AppContext.BaseDirectory, "rules");

    /// <summary>A folder of its own with these rules; whoever asks for it removes it.</summary>
    public static string Of(string yaml)
    {
        var folder = Directory.CreateTempSubdirectory("weiyu-rules-").FullName;
        File.WriteAllText(Path.Combine(folder, "rules.yaml"), yaml);
        return folder;
    }

    /// <summary>Rules that answer everything in the same way.</summary>
    public static string Echo(string below)
    {
        var folder = Directory.CreateDirectory(Path.Combine(below, "echo-rules")).FullName;
        File.WriteAllText(Path.Combine(folder, "rules.yaml"), "version: 1\nrules:\n  - id: any\n    when: otherwise\n    say: 收到\n");
        return folder;
    }
}
