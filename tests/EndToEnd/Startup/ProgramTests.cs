using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Weiyu.Benchmarks.Faults;
using Weiyu.Bot.Commands;
using Weiyu.EndToEnd.Support;
using Weiyu.Sandbox;

namespace Weiyu.EndToEnd.Startup;

/// <summary>The program as an operator starts it.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weiyu-program-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_mistake_in_the_configuration_is_named_with_its_cure_and_the_exit_code_is_78()
    {
        var settings = new Dictionary<string, string>
        {
            ["Weiyu:KeepAlive"] = "soon", ["Weiyu:MaxPacketSize"] = "12", ["Store:Provider"] = "Oracle", ["Weiyu:AllowInvalidCertificates"] = "perhaps", ["Weiyu:Usernam"] = "bot",
            ["Weiyu:PasswordFile"] = Path.Combine(_folder, "nowhere"), ["Bot:RulesPath"] = Path.Combine(_folder, "norules"),
        };
        await using var bot = BotProcess.Start(settings);

        Assert.Equal(78, await bot.WaitAsync(Cancellation));
        Assert.Contains("7 mistakes", bot.Output, StringComparison.Ordinal);
        Assert.Contains("'soon' is not a duration", bot.Output, StringComparison.Ordinal);
        Assert.Contains("12 is out of range (from 1024", bot.Output, StringComparison.Ordinal);
        Assert.Contains("one of Sqlite, Postgres, Memory", bot.Output, StringComparison.Ordinal);
        Assert.Contains("'perhaps' is not true or false", bot.Output, StringComparison.Ordinal);
        Assert.Contains("environment variable Weiyu__KeepAlive", bot.Output, StringComparison.Ordinal);
        Assert.Contains("Weiyu:Username: it is missing", bot.Output, StringComparison.Ordinal);
        Assert.Contains("Bot:RulesPath: there is no folder", bot.Output, StringComparison.Ordinal);
        Assert.Contains("Weiyu:PasswordFile: the file", bot.Output, StringComparison.Ordinal);
        Assert.Contains("Weiyu:Usernam: there is no such key. Did you mean 'Username'?", bot.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_part_that_breaks_down_stops_the_program_with_an_exit_code_that_a_supervisor_sees()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Weiyu:ApiUrl"] = "http://127.0.0.1:1", ["Weiyu:MqttUrl"] = "ws://127.0.0.1:1", ["Weiyu:Username"] = "bot", ["Weiyu:Password"] = "secret", ["Store:Provider"] = "Memory",
            ["Bot:DataPath"] = Path.Combine(_folder, "data"), ["Bot:RulesPath"] = RulesFolder.Echo(_folder), ["Console:Url"] = "", ["Logging:LogLevel:Default"] = "None",
        }).Build();

        Assert.Equal(70, await RunCommand.RunAsync(configuration, b => b.Services.AddHostedService<Broken>(), Cancellation));
    }

    private sealed class Broken : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await Task.Yield();
            throw new InvalidOperationException("broken on purpose");
        }
    }

    [Fact]
    public async Task Without_an_account_it_says_what_is_missing()
    {
        await using var bot = BotProcess.Start(new Dictionary<string, string> { ["Console:Url"] = "http://0.0.0.0:5999" });

        Assert.Equal(78, await bot.WaitAsync(Cancellation));
        Assert.Contains("Weiyu:Username: it is missing", bot.Output, StringComparison.Ordinal);
        Assert.Contains("Weiyu:Password: it is missing", bot.Output, StringComparison.Ordinal);
        Assert.Contains("Console:Token: it is missing", bot.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_verb_that_does_not_exist_is_wrong_usage_and_starts_nothing()
    {
        await using var bot = BotProcess.Start(new Dictionary<string, string>(), "docter");

        Assert.Equal(2, await bot.WaitAsync(Cancellation));
        Assert.Contains("Did you mean 'doctor'?", bot.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_stands_in_a_folder_with_rules_means_these()
    {
        await File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "rules")).FullName, "mine.yaml"), "version: 1\nrules:\n  - {id: mine, when: {any: [你好]}, sey: 您好}\n", Cancellation);
        await using var bot = BotProcess.StartIn(_folder, new Dictionary<string, string>(), new Dictionary<string, string>(), "rules", "lint");

        Assert.Equal(1, await bot.WaitAsync(Cancellation));
        Assert.Contains("mine.yaml", bot.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_taken_is_named_with_its_cure()
    {
        await using var server = await Sandboxes.StartAsync();
        await using var bot = BotProcess.Start(Settings(server, ("Console:Url", server.ApiUrl)));

        Assert.Equal(78, await bot.WaitAsync(Cancellation));
        Assert.Contains($"Console:Url: {server.ApiUrl} is taken by another program. Choose another port", bot.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refused_credentials_end_it_with_77_and_the_reason()
    {
        await using var server = await Sandboxes.StartAsync();
        await using var bot = BotProcess.Start(Settings(server, ("Weiyu:Password", "wrong")));

        Assert.Equal(77, await bot.WaitAsync(Cancellation));
        Assert.Contains("user name, password or access token is wrong", bot.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong\"", bot.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rules_folder_with_a_mistake_is_refused_with_file_line_and_cure()
    {
        await using var server = await Sandboxes.StartAsync();
        var rules = Directory.CreateDirectory(Path.Combine(_folder, "rules")).FullName;
        await File.WriteAllTextAsync(Path.Combine(rules, "bad.yaml"), "version: 1\nrules:\n  - id: a\n    wenn: hallo\n    say: x\n", Cancellation);
        await using var bot = BotProcess.Start(Settings(server, ("Bot:RulesPath", rules)));

        Assert.Equal(78, await bot.WaitAsync(Cancellation));
        Assert.Contains("bad.yaml:4:", bot.Output, StringComparison.Ordinal);
        Assert.Contains("when", bot.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_folder_that_another_bot_uses_is_refused()
    {
        await using var server = await Sandboxes.StartAsync();
        await using var first = BotProcess.Start(Settings(server));
        await Eventually.TrueAsync(() => server.Sessions.Count == 1);
        await using var second = BotProcess.Start(Settings(server));

        Assert.Equal(78, await second.WaitAsync(Cancellation));
        Assert.Contains("is used by another bot", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unreachable_server_is_waited_for()
    {
        var options = Sandboxes.Quick;
        await using var gone = await Sandboxes.StartAsync(options);
        var settings = Settings(gone);
        var (api, mqtt) = (gone.ApiUrl, gone.MqttUrl);
        await gone.DisposeAsync();
        await using var bot = BotProcess.Start(settings);
        await Eventually.TrueAsync(() => bot.Output.Contains("Not logged in yet", StringComparison.Ordinal));

        await using var server = await Sandboxes.StartAsync(options with { ApiUrl = api, MqttUrl = mqtt });
        await Eventually.TrueAsync(() => server.Sessions.Count == 1);
        Assert.True(bot.IsRunning);
    }

    [Fact]
    public async Task Told_to_stop_under_load_it_ends_with_0_and_the_rest_is_answered_after_the_next_start()
    {
        await using var server = await Sandboxes.StartAsync();
        var visitors = new List<SandboxVisitor>();
        for (var i = 0; i < 20; i++) visitors.Add(await server.OpenVisitorAsync());
        await using (var bot = BotProcess.Start(Settings(server)))
        {
            await Eventually.TrueAsync(() => server.Sessions.Count == 1);
            foreach (var visitor in visitors)
            {
                for (var i = 0; i < 25; i++) visitor.Say($"问题 {i}");
            }

            using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            patience.CancelAfter(Eventually.Patience);
            Assert.Equal(0, await bot.TerminateAsync(patience.Token));
        }

        await using var again = BotProcess.Start(Settings(server));
        await Eventually.TrueAsync(() => visitors.Sum(v => Answers(v, server).Count) >= 500);
        Assert.All(visitors, v => Assert.Equal(25, Answers(v, server).Count));
    }

    private static List<Wire.Message> Answers(SandboxVisitor visitor, SandboxServer server) =>
        [.. visitor.Received.Where(m => m.Type == "TEXT" && m.User.Uid == server.Data.Bot.AgentUid).DistinctBy(m => m.Uid)];

    private Dictionary<string, string> Settings(SandboxServer server, params (string Key, string Value)[] more)
    {
        var settings = new Dictionary<string, string>
        {
            ["Weiyu:ApiUrl"] = server.ApiUrl, ["Weiyu:MqttUrl"] = server.MqttUrl, ["Weiyu:Username"] = server.Data.Bot.Username, ["Weiyu:Password"] = server.Data.Bot.Password,
            ["Weiyu:StoreLag"] = "200ms", ["Weiyu:ReconnectMin"] = "200ms", ["Weiyu:ReconnectMax"] = "1s", ["Weiyu:LoginRetry"] = "1s", ["Bot:DataPath"] = Path.Combine(_folder, "data"), ["Bot:RulesPath"] = RulesFolder.Echo(_folder),
            ["Console:Url"] = "",
        };
        foreach (var (key, value) in more) settings[key] = value;
        return settings;
    }
}
