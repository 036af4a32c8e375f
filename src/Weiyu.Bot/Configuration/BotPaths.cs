namespace Weiyu.Bot.Configuration;

/// <summary>Where the configuration's relative paths begin.</summary>
/// <param name="ContentRoot">An absolute folder.</param>
internal sealed record BotPaths(string ContentRoot)
{
    /// <summary>The name of the settings file, which marks a folder as a bot's.</summary>
    public const string Settings = "appsettings.json";

    /// <summary>The folder in which a configuration was read; where it does not say, the one that <see cref="Find"/> finds.</summary>
    public static BotPaths Of(IConfiguration configuration) => configuration[HostDefaults.ContentRootKey] is { Length: > 0 } root ? new BotPaths(Path.GetFullPath(root)) : Find();

    /// <summary>
    /// The working directory if <c>appsettings.json</c> or a folder <c>rules</c> is there (whoever stands beside rules means these), else the
    /// program's own folder.
    /// </summary>
    public static BotPaths Find() => new(IsBotFolder(Environment.CurrentDirectory) ? Environment.CurrentDirectory : AppContext.BaseDirectory);

    /// <summary>A path of the configuration, made absolute.</summary>
    public string Resolve(string path) => Path.GetFullPath(path, ContentRoot);

    /// <summary>The rules folder, absolute.</summary>
    public string Rules(BotOptions options) => Resolve(options.RulesPath);

    /// <summary>The data folder, absolute.</summary>
    public string Data(BotOptions options) => Resolve(options.DataPath);

    private static bool IsBotFolder(string folder) => File.Exists(Path.Combine(folder, Settings)) || Directory.Exists(Path.Combine(folder, "rules"));
}
