using System.Net;
using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Handlers.General;
using Weiyu.Bot.Handlers.Llm;
using Weiyu.Bot.Handlers.Llm.Tools;
using Weiyu.Bot.Outbox;
using Weiyu.Bot.Privacy;
using Weiyu.Bot.Scheduling.Housekeeping;
using Weiyu.Bot.Storage;
using Weiyu.Bot.WebConsole;
using Weiyu.Client.Messages;
using Weiyu.Knowledge;

namespace Weiyu.Bot.Hosting;

/// <summary>All sections of the configuration, and the checks that span more than one value.</summary>
internal static class OptionSections
{
    /// <summary>Every section with its options class.</summary>
    public static readonly (string Section, Type Options)[] All =
    [
        (WeiyuOptions.Section, typeof(WeiyuOptions)),
        (BotOptions.Section, typeof(BotOptions)),
        (OutboxOptions.Section, typeof(OutboxOptions)),
        (StoreOptions.Section, typeof(StoreOptions)),
        (ConsoleOptions.Section, typeof(ConsoleOptions)),
        (KnowledgeOptions.Section, typeof(KnowledgeOptions)),
        (LlmOptions.Section, typeof(LlmOptions)),
        (McpOptions.Section, typeof(McpOptions)),
        (PrivacyOptions.Section, typeof(PrivacyOptions)),
        (PeopleOptions.Section, typeof(PeopleOptions)),
        (DailySummaryOptions.Section, typeof(DailySummaryOptions)),
        (HousekeepingOptions.Section, typeof(HousekeepingOptions)),
        (FragmentsOptions.Section, typeof(FragmentsOptions)),
    ];

    /// <summary>Checks the configuration of a bot that connects to a server.</summary>
    /// <param name="needsServer">Whether the account must be there too; the sandbox brings its own.</param>
    public static List<ConfigurationProblem> Check(IConfigurationRoot configuration, bool needsServer)
    {
        var paths = BotPaths.Of(configuration);
        var problems = ConfigurationCheck.Check(configuration, All);
        if (needsServer)
        {
            CheckServer(configuration.GetSection(WeiyuOptions.Section).Get<WeiyuOptions>() ?? new(), paths, problems);
            CheckRules(configuration.GetSection(BotOptions.Section).Get<BotOptions>() ?? new(), paths, problems);
        }

        CheckConsole(configuration.GetSection(ConsoleOptions.Section).Get<ConsoleOptions>() ?? new(), paths, problems);
        CheckStore(configuration.GetSection(StoreOptions.Section).Get<StoreOptions>() ?? new(), problems);
        CheckSummary(configuration.GetSection(DailySummaryOptions.Section).Get<DailySummaryOptions>() ?? new(), problems);
        Validate(configuration, LlmOptions.Section, new LlmOptionsValidator(paths), problems);
        Validate(configuration, McpOptions.Section, new McpOptionsValidator(), problems);
        Validate(configuration, PrivacyOptions.Section, new PrivacyOptionsValidator(), problems);
        return problems;
    }

    /// <summary>The sections' own validators; each of their messages begins with the key.</summary>
    private static void Validate<T>(IConfiguration configuration, string section, IValidateOptions<T> validator, List<ConfigurationProblem> problems)
        where T : class, new()
    {
        foreach (var failure in validator.Validate(null, configuration.GetSection(section).Get<T>() ?? new()).Failures ?? [])
        {
            var colon = failure.IndexOf(": ", StringComparison.Ordinal);
            var problem = new ConfigurationProblem(failure[..colon], failure[(colon + 2)..]);
            if (problems.TrueForAll(p => p.Key != problem.Key)) problems.Add(problem);
        }
    }

    private static void CheckSummary(DailySummaryOptions options, List<ConfigurationProblem> problems)
    {
        if (options.Topic.Length > 0 && !Topics.TryParse(options.Topic, out _))
            problems.Add(new("Bot:DailySummary:Topic", $"'{options.Topic}' is no topic; expected one such as org/group/UID or org/agent/UID/VISITOR."));
    }

    private static void CheckStore(StoreOptions options, List<ConfigurationProblem> problems)
    {
        if (options.Provider != StoreProvider.Postgres)
        {
            CheckSqlite(options, problems);
            return;
        }

        if (options.ConnectionString.Length == 0)
        {
            problems.Add(new("Store:ConnectionString", "PostgreSQL needs one, such as Host=db;Database=weiyu;Username=bot;Password=…"));
            return;
        }

        try
        {
            _ = new Npgsql.NpgsqlConnectionStringBuilder(options.ConnectionString);
        }
        catch (ArgumentException)
        {
            // The value holds a password: it is not repeated.
            problems.Add(new("Store:ConnectionString", "it can't be read; expected something like Host=db;Database=weiyu;Username=bot;Password=…"));
        }
    }

    private static readonly string[] OfServers = ["host=", "server=", "username=", "user id=", "port="];

    /// <summary>A server's address where a file's belongs: whoever sets it forgot to say which database it is of. The value holds a password: it is not repeated.</summary>
    private static void CheckSqlite(StoreOptions options, List<ConfigurationProblem> problems)
    {
        if (options.Provider != StoreProvider.Sqlite || options.ConnectionString.Length == 0) return;
        if (options.ConnectionString.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || options.ConnectionString.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase))
        {
            problems.Add(new("Store:ConnectionString", "it is an address of PostgreSQL: set Store:Provider to Postgres and write Host=…;Database=…;Username=…;Password=… instead of the address."));
            return;
        }

        if (options.ConnectionString.Contains('=', StringComparison.Ordinal)) CheckFile(options.ConnectionString, problems);
    }

    /// <summary>Apart, so that the library is loaded only where there is something to read.</summary>
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void CheckFile(string connection, List<ConfigurationProblem> problems)
    {
        try
        {
            _ = new Microsoft.Data.Sqlite.SqliteConnectionStringBuilder(connection);
        }
        catch (ArgumentException)
        {
            var isServer = OfServers.Any(k => connection.Contains(k, StringComparison.OrdinalIgnoreCase));
            problems.Add(new("Store:ConnectionString", isServer
                ? "it is one of a database server, and Store:Provider is Sqlite: set Store:Provider to Postgres."
                : "SQLite can't read it; expected a file's path, or Data Source=/path/weiyu-bot.db."));
        }
    }

    private static void CheckServer(WeiyuOptions options, BotPaths paths, List<ConfigurationProblem> problems)
    {
        CheckUrl("Weiyu:ApiUrl", options.ApiUrl, ["http", "https"], problems);
        CheckUrl("Weiyu:MqttUrl", options.MqttUrl, ["ws", "wss"], problems);
        var token = options.AccessToken.Length > 0 || options.AccessTokenFile.Length > 0;
        if (!token && options.Username.Length == 0) problems.Add(new("Weiyu:Username", "it is missing: the login name of the bot's account, or give Weiyu:AccessToken instead."));
        if (!token && options.Password.Length == 0 && options.PasswordFile.Length == 0)
        {
            problems.Add(new("Weiyu:Password", "it is missing: the password of the bot's account, or Weiyu:PasswordFile with the file that holds it."));
        }

        CheckFile(paths, "Weiyu:PasswordFile", options.PasswordFile, "password", problems);
        CheckFile(paths, "Weiyu:AccessTokenFile", options.AccessTokenFile, "token", problems);
        if (options.AccessTokenFile.Length == 0 && options.AccessToken.Any(char.IsWhiteSpace)) problems.Add(new("Weiyu:AccessToken", "it has white space in it; expected the token alone."));
        if (options.ReconnectMax < options.ReconnectMin) problems.Add(new("Weiyu:ReconnectMax", "it is shorter than Weiyu:ReconnectMin."));
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(options.TimeZone, out _))
        {
            problems.Add(new("Weiyu:TimeZone", $"'{options.TimeZone}' is no time zone; expected a name such as Asia/Shanghai."));
        }

        if (options.Channel.Length == 0 || options.Channel.Contains('/', StringComparison.Ordinal)) problems.Add(new("Weiyu:Channel", "expected a word such as web, without a slash."));
        if (options.DeviceUid.Contains('/', StringComparison.Ordinal)) problems.Add(new("Weiyu:DeviceUid", "expected a word without a slash."));
    }

    private static void CheckRules(BotOptions options, BotPaths paths, List<ConfigurationProblem> problems)
    {
        var folder = paths.Rules(options);
        if (options.RulesPath.Length > 0 && !Directory.Exists(folder)) problems.Add(new("Bot:RulesPath", $"there is no folder '{folder}'; expected the one with the rules."));
    }

    private static void CheckConsole(ConsoleOptions options, BotPaths paths, List<ConfigurationProblem> problems)
    {
        if (options.Url.Length == 0) return;
        CheckFile(paths, "Console:TokenFile", options.TokenFile, "token", problems);
        if (!Uri.TryCreate(options.Url.Replace("*", "0.0.0.0", StringComparison.Ordinal).Replace("+", "0.0.0.0", StringComparison.Ordinal), UriKind.Absolute, out var url)
            || url.Scheme is not ("http" or "https"))
        {
            problems.Add(new("Console:Url", $"'{options.Url}' is no address; expected one such as http://127.0.0.1:5080."));
            return;
        }

        if (url.Scheme == "https") CheckCertificate(options, paths, problems);
        var loopback = url.IsLoopback || (IPAddress.TryParse(url.Host, out var ip) && IPAddress.IsLoopback(ip));
        if (!loopback && options.Token.Length == 0 && options.TokenFile.Length == 0)
        {
            problems.Add(new("Console:Token", "it is missing: an address that others can reach needs a token. Give one, or use http://127.0.0.1:5080."));
        }
    }

    private static void CheckCertificate(ConsoleOptions options, BotPaths paths, List<ConfigurationProblem> problems)
    {
        if (options.CertificateFile.Length == 0)
        {
            problems.Add(new("Console:CertificateFile", "it is missing: an https address needs a PEM file with its certificate and key. Give one, or use http behind a proxy that speaks https."));
            return;
        }

        try
        {
            ConsoleCertificate.Read(options, paths).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(new("Console:CertificateFile", $"'{options.CertificateFile}' or its key can't be read; expected PEM files that the bot's user may read."));
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            problems.Add(new("Console:CertificateFile", $"'{options.CertificateFile}' is no certificate with a key of its own; expected PEM, with the key in it or in Console:CertificateKeyFile."));
        }
    }

    private static void CheckUrl(string key, string value, string[] schemes, List<ConfigurationProblem> problems)
    {
        if (!Uri.TryCreate(value, UriKind.Absolute, out var url) || !schemes.Contains(url.Scheme))
        {
            problems.Add(new(key, $"'{value}' is no address; expected one that begins with {schemes[0]}:// or {schemes[1]}://."));
        }
    }

    /// <summary>A secret's file must be there, readable and filled; what is in it is told nobody.</summary>
    private static void CheckFile(BotPaths paths, string key, string path, string secret, List<ConfigurationProblem> problems)
    {
        if (path.Length == 0) return;
        try
        {
            if (string.IsNullOrWhiteSpace(File.ReadAllText(paths.Resolve(path)))) problems.Add(new(key, $"the file '{path}' is empty; expected the {secret} in it."));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problems.Add(new(key, $"the file '{path}' can't be read; expected a file with the {secret} that the bot's user may read."));
        }
    }
}
