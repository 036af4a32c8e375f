namespace Weiyu.Bot.Commands;

/// <summary>Where every verb takes its configuration from: <c>appsettings.json</c>, the environment (<c>__</c>), <c>--key value</c>; the last wins.</summary>
internal static class BotConfiguration
{
    /// <summary>The content root: the working directory if <c>appsettings.json</c> is there, else the program's own folder.</summary>
    public static string ContentRoot { get; } =
        File.Exists(Path.Combine(Environment.CurrentDirectory, "appsettings.json")) ? Environment.CurrentDirectory : AppContext.BaseDirectory;

    /// <summary>Reads the configuration for verbs that need no host.</summary>
    /// <param name="arguments">What the command line left over, as <c>--Section:Key value</c>.</param>
    public static IConfigurationRoot Read(IReadOnlyList<string> arguments) => new ConfigurationBuilder()
        .SetBasePath(ContentRoot)
        .AddJsonFile("appsettings.json", optional: true)
        .AddEnvironmentVariables()
        .AddCommandLine([.. arguments])
        .Build();

    /// <summary>A path of the configuration, made absolute.</summary>
    public static string Resolve(string path) => Path.GetFullPath(path, ContentRoot);
}
