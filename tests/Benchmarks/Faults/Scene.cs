using Microsoft.Data.Sqlite;
using Weiyu.Sandbox;

namespace Weiyu.Benchmarks.Faults;

/// <summary>A Sandbox in this process and a bot in another that answers each message with its own words.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weiyu-scene-").FullName;
    private readonly BotProcess _bot;

    private Scene(SandboxServer server, IEnumerable<(string Key, string Value)> more)
    {
        Server = server;
        var rules = Directory.CreateDirectory(Path.Combine(_folder, "rules")).FullName;
        File.WriteAllText(Path.Combine(rules, "rules.yaml"), "version: 1\nrules:\n  - id: echo\n    when: otherwise\n    say: \"A {{ message.content }}\"\n");
        var settings = new Dictionary<string, string>
        {
            ["Weiyu:ApiUrl"] = server.ApiUrl, ["Weiyu:MqttUrl"] = server.MqttUrl, ["Weiyu:Username"] = server.Data.Bot.Username, ["Weiyu:Password"] = server.Data.Bot.Password,
            ["Weiyu:StoreLag"] = server.Options.StoreLag.ToString("c"), ["Bot:DataPath"] = Path.Combine(_folder, "data"), ["Bot:RulesPath"] = rules, ["Console:Url"] = "",
            ["Logging:LogLevel:Default"] = "Warning",
        };
        foreach (var (key, value) in more) settings[key] = value;
        _bot = BotProcess.Start(settings);
    }

    /// <summary>The server.</summary>
    public SandboxServer Server { get; }

    /// <summary>The bot's working set in bytes.</summary>
    public long Memory => _bot.Memory;

    /// <summary>Starts both and waits until the bot is connected.</summary>
    public static async Task<Scene> StartAsync(params IEnumerable<(string Key, string Value)> settings)
    {
        var scene = new Scene(await SandboxServer.StartAsync(SandboxOptions.Ephemeral with { StoreLag = TimeSpan.FromSeconds(1) }), settings);
        await scene.UntilAsync(() => scene.Server.Sessions.Count > 0);
        return scene;
    }

    /// <summary>Waits for a condition; at most two minutes.</summary>
    /// <exception cref="TimeoutException">It did not come; the bot's log is in the message.</exception>
    public async Task UntilAsync(Func<bool> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromMinutes(2)) throw new TimeoutException("Waited in vain.\n" + _bot.Output);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    /// <summary>A number from the bot's database.</summary>
    public long Count(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "data", "weiyu-bot.db")};Mode=ReadOnly");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // constants of the benchmarks
        command.CommandText = sql;
#pragma warning restore CA2100
        return (long)command.ExecuteScalar()!;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _bot.DisposeAsync();
        await Server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
