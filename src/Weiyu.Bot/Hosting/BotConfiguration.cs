using Weiyu.Bot.Configuration;

namespace Weiyu.Bot.Hosting;

/// <summary>
/// Where every verb takes its configuration from: the program's <c>appsettings.json</c>, the one of the working directory, the environment
/// (<c>__</c>), <c>--key value</c>; the last wins.
/// </summary>
internal static class BotConfiguration
{
    /// <summary>Reads the configuration for verbs that need no host.</summary>
    /// <param name="arguments">What the command line left over, as <c>--Section:Key value</c>.</param>
    /// <exception cref="InvalidDataException"><c>appsettings.json</c> is no JSON.</exception>
    public static IConfigurationRoot Read(IReadOnlyList<string> arguments)
    {
        var root = BotPaths.Find().ContentRoot;
        return new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, BotPaths.Settings), optional: true)
            .AddJsonFile(Path.Combine(root, BotPaths.Settings), optional: true)
            .AddEnvironmentVariables()
            .AddCommandLine([.. arguments])
            // Last: the paths of these files are relative to where they were found.
            .AddInMemoryCollection([new(HostDefaults.ContentRootKey, root)])
            .Build();
    }

    /// <summary>Reads and checks the configuration; prints every mistake with its cure, and every key that nothing reads.</summary>
    /// <param name="arguments">What the command line left over.</param>
    /// <param name="needsServer">Whether the account must be there.</param>
    /// <returns>Null when it has mistakes.</returns>
    public static IConfigurationRoot? TryRead(IReadOnlyList<string> arguments, bool needsServer)
    {
        var configuration = Read(arguments);
        return Report(configuration, needsServer) == 0 ? configuration : null;
    }

    /// <summary>
    /// Reads the configuration for verbs that do their work whatever is wrong with it, such as those of a support lead: each mistake is printed with its
    /// cure, and the default stands in its place.
    /// </summary>
    /// <param name="arguments">What the command line left over.</param>
    public static IConfigurationRoot ReadAnyway(IReadOnlyList<string> arguments)
    {
        var configuration = Read(arguments);
        Report(configuration, needsServer: false);
        return configuration;
    }

    /// <summary>Checks a configuration; durations and the like are in one form afterwards, and what is wrong is gone.</summary>
    /// <returns>How many mistakes there were.</returns>
    private static int Report(IConfigurationRoot configuration, bool needsServer)
    {
        var problems = OptionSections.Check(configuration, needsServer);
        if (problems.Count > 0) Console.Error.WriteLine($"The configuration has {problems.Count} mistake{(problems.Count == 1 ? "" : "s")}:");
        foreach (var problem in problems) Console.Error.WriteLine($"  {problem}");
        foreach (var unknown in UnknownKeys.Find(configuration, OptionSections.All)) Console.Error.WriteLine($"  {unknown.Key}: {unknown.Problem}");
        return problems.Count;
    }
}
