using System.Net.Http.Json;
using System.Text.Json;
using Weiyu.Benchmarks.Faults;
using Weiyu.Client.Messages;
using Weiyu.EndToEnd.Support;
using Weiyu.Sandbox;

namespace Weiyu.EndToEnd.Startup;

/// <summary><c>doctor</c> as an operator calls it.</summary>
public sealed class DoctorTests : IDisposable
{
    private static readonly string[] Parts = 
        ["configuration", "store", "rules", "knowledge", "server", "login", "agent", "threads", "history", "clock", "connection", "subscriptions", "model"];

    private readonly string _folder = Directory.CreateTempSubdirectory("weiyu-doctor-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_finds_every_part_well_and_leaves_no_session_of_its_own_behind()
    {
        await using var server = await Sandboxes.StartAsync();
        await server.OpenVisitorAsync();

        var (code, checks, output) = await ExamineAsync(Settings(server));

        Assert.Equal(0, code);
        Assert.Equal(Parts, checks.Select(c => c.Part));
        Assert.All(checks, c => Assert.True(c.Verdict == "good", output));
        Assert.Equal("4 topics, all accepted", checks.Single(c => c.Part == "subscriptions").Finding);
        Assert.Empty(server.Sessions);
    }

    [Fact]
    public async Task Beside_a_running_bot_it_asks_that_for_its_subscriptions_and_does_not_throw_it_off_the_line()
    {
        await using var server = await Sandboxes.StartAsync();
        var settings = Settings(server);
        settings["Console:Url"] = $"http://127.0.0.1:{Mosquitto.FreePort()}";
        await using var bot = BotProcess.Start(settings);
        await Eventually.TrueAsync(() => server.Sessions.Count == 1);
        var session = server.Sessions.Single();

        var (code, checks, output) = await ExamineAsync(settings);

        Assert.True(code == 0, output);
        Assert.Contains("in use by the running bot", checks.Single(c => c.Part == "store").Finding, StringComparison.Ordinal);
        Assert.StartsWith("the running bot has 3 topics", checks.Single(c => c.Part == "subscriptions").Finding, StringComparison.Ordinal);
        Assert.Equal((session.ClientId, session.ConnectedAt), (server.Sessions.Single().ClientId, server.Sessions.Single().ConnectedAt));
    }

    [Fact]
    public async Task What_waits_for_the_bot_at_a_textbook_broker_still_waits_after_it()
    {
        await using var server = await Sandboxes.StartAsync();
        await using var broker = await Mosquitto.StartAsync();
        var settings = Settings(server);
        settings["Weiyu:MqttUrl"] = broker.Url;
        await using var visitor = await ProtobufVisitor.ConnectAsync(broker.Url, server.Data.Bot.AgentUid!, Cancellation);
        await using (var bot = BotProcess.Start(settings))
        {
            await Eventually.TrueAsync(() => bot.Output.Contains("Connected to", StringComparison.Ordinal));
            Assert.Equal(0, await bot.TerminateAsync(Cancellation));
        }

        await visitor.SayAsync("你好", Topics.AgentInbox(server.Data.Bot.AgentUid!), Cancellation);
        var (code, _, output) = await ExamineAsync(settings);
        Assert.True(code == 0, output);

        await using var again = BotProcess.Start(settings);
        Assert.NotEmpty((await visitor.TextAsync()).Content);
    }

    [Fact]
    public async Task A_wrong_password_is_bad_with_its_cure_and_what_needs_the_login_is_left_out()
    {
        await using var server = await Sandboxes.StartAsync();
        var settings = Settings(server);
        settings["Weiyu:Password"] = "planted-wrong";
        await using var doctor = BotProcess.Start(settings, "doctor");

        Assert.Equal(1, await doctor.WaitAsync(Cancellation));
        Assert.Contains("✗ login", doctor.Output, StringComparison.Ordinal);
        Assert.Contains("→ Correct Weiyu:Username and Weiyu:Password", doctor.Output, StringComparison.Ordinal);
        Assert.Contains("– subscriptions", doctor.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", doctor.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_and_a_line_that_does_not_come_up_are_told_apart()
    {
        await using var server = await Sandboxes.StartAsync();
        var settings = Settings(server);
        settings["Weiyu:MqttUrl"] = $"ws://127.0.0.1:{Mosquitto.FreePort()}/websocket";
        settings["Weiyu:ReconnectMax"] = "1s";

        var (code, checks, output) = await ExamineAsync(settings);

        Assert.Equal(1, code);
        Assert.Equal(("good", "bad", "skipped"), (Verdict("login"), Verdict("connection"), Verdict("subscriptions")));
        Assert.Contains("refused", checks.Single(c => c.Part == "connection").Finding, StringComparison.OrdinalIgnoreCase);

        settings["Weiyu:ApiUrl"] = $"http://127.0.0.1:{Mosquitto.FreePort()}";
        (_, checks, output) = await ExamineAsync(settings);
        Assert.Contains("Is Weiyu running at", checks.Single(c => c.Part == "login").Cure, StringComparison.Ordinal);

        string Verdict(string part) => checks.SingleOrDefault(c => c.Part == part)?.Verdict ?? output;
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_named_as_such_for_both_ways()
    {
        await using var server = await Sandboxes.StartAsync();
        await using var proxy = await TlsServer.StartAsync();
        var settings = Settings(server);
        settings["Weiyu:MqttUrl"] = proxy.Url.Replace("https", "wss", StringComparison.Ordinal) + "/websocket";
        var (_, checks, output) = await ExamineAsync(settings);
        Assert.True(checks.Any(c => c.Part == "connection" && c.Finding.Contains("certificate", StringComparison.Ordinal) && c.Cure!.Contains("authority", StringComparison.Ordinal)), output);

        settings["Weiyu:ApiUrl"] = proxy.Url;
        (_, checks, output) = await ExamineAsync(settings);
        Assert.True(checks.Any(c => c.Part == "login" && c.Finding.Contains("certificate", StringComparison.Ordinal) && c.Cure!.Contains("authority", StringComparison.Ordinal)), output);
    }

    [Fact]
    public async Task Rules_with_a_mistake_and_a_model_that_is_not_there_are_found()
    {
        await using var server = await Sandboxes.StartAsync();
        var settings = Settings(server);
        settings["Bot:RulesPath"] = Directory.CreateDirectory(Path.Combine(_folder, "bad")).FullName;
        await File.WriteAllTextAsync(Path.Combine(_folder, "bad", "bad.yaml"), "version: 1\nrules:\n  - id: a\n    wenn: hallo\n    say: x\n", Cancellation);
        (settings["Llm:Endpoint"], settings["Llm:Model"]) = ($"http://127.0.0.1:{Mosquitto.FreePort()}/v1", "m");

        var (code, checks, _) = await ExamineAsync(settings);

        Assert.Equal(1, code);
        Assert.Contains("bad.yaml:4:", checks.Single(c => c.Part == "rules").Finding, StringComparison.Ordinal);
        var model = checks.Single(c => c.Part == "model");
        Assert.Equal("bad", model.Verdict);
        Assert.StartsWith("m: It can't be reached: 127.0.0.1:", model.Finding, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_permission_is_named_with_what_does_not_work_without_it()
    {
        await using var server = await Sandboxes.StartAsync(Today);
        server.Accounts.SetAuthorities(server.Data.Bot, "AGENT_UPDATE");

        var (code, checks, output) = await ExamineAsync(Settings(server));

        Assert.Equal(1, code);
        var agent = checks.Single(c => c.Part == "agent");
        Assert.True(agent.Verdict == "bad" && agent.Cure!.Contains("AGENT_READ", StringComparison.Ordinal) && agent.Finding.Contains("speaks as the account", StringComparison.Ordinal), output);
        Assert.Equal("good", checks.Single(c => c.Part == "connection").Verdict);
    }

    [Fact]
    public async Task A_captcha_and_a_locked_account_have_their_own_words_and_cures()
    {
        await using var server = await Sandboxes.StartAsync(Today with { Habits = Today.Habits with { FlutterNeedsNoCaptcha = false } });
        var (_, checks, output) = await ExamineAsync(Settings(server));
        var login = checks.Single(c => c.Part == "login");
        Assert.True(login.Finding.Contains("captcha", StringComparison.Ordinal) && login.Cure!.Contains("AccessToken", StringComparison.Ordinal), output);

        server.Habits = Today.Habits;
        using var stranger = new HttpClient { BaseAddress = new Uri(server.ApiUrl) };
        for (var i = 0; i < server.Habits.LoginAttempts; i++)
        {
            using var wrong = await stranger.PostAsJsonAsync("/auth/v1/login", new { username = server.Data.Bot.Username, password = "guess", channel = "FLUTTER" }, Cancellation);
        }

        (_, checks, output) = await ExamineAsync(Settings(server), "--try-login");
        login = checks.Single(c => c.Part == "login");
        Assert.True(login.Finding.Contains("locked", StringComparison.Ordinal) && login.Cure!.Contains("unlock the account", StringComparison.Ordinal), output);
    }

    [Fact]
    public async Task The_platforms_own_robot_in_a_work_group_is_pointed_out()
    {
        await using var server = await Sandboxes.StartAsync(Today);
        await server.OpenThreadAsync(server.Visitor(), ThreadTypes.Workgroup, roboting: true);

        var (code, checks, output) = await ExamineAsync(Settings(server));

        Assert.True(code == 0, output);
        var threads = checks.Single(c => c.Part == "threads");
        Assert.True(threads.Verdict == "doubtful" && threads.Cure!.Contains("switch the robot off", StringComparison.Ordinal), output);
    }

    [Theory]
    [InlineData(8 * 60, "8 hours behind", "UTC+00:00")]
    [InlineData(-8 * 60, "8 hours ahead of", "UTC+16:00")]
    [InlineData(7, "7 minutes behind", "time server")]
    public async Task Times_of_the_server_that_are_off_are_named_with_the_zone_to_set_or_the_clock(int minutesBehind, string finding, string cure)
    {
        await using var server = await Sandboxes.StartAsync(Today, new Delivery.ClockOfTheServer { Behind = TimeSpan.FromMinutes(minutesBehind) });

        var (_, checks, output) = await ExamineAsync(Settings(server));

        var clock = checks.Single(c => c.Part == "clock");
        Assert.True(clock.Finding.Contains(finding, StringComparison.Ordinal) && clock.Cure!.Contains(cure, StringComparison.Ordinal), output);
    }

    private static SandboxOptions Today => Sandboxes.Quick with { Habits = SandboxHabits.Of(SandboxGeneration.Y2026) };

    private static async Task<(int Code, List<CheckRow> Checks, string Output)> ExamineAsync(Dictionary<string, string> settings, params string[] more)
    {
        await using var doctor = BotProcess.Start(settings, ["doctor", "--json", .. more]);
        var code = await doctor.WaitAsync(Cancellation);
        return (code, JsonSerializer.Deserialize<List<CheckRow>>(doctor.Output, JsonSerializerOptions.Web)!, doctor.Output);
    }

    private Dictionary<string, string> Settings(SandboxServer server) => new()
    {
        ["Weiyu:ApiUrl"] = server.ApiUrl, ["Weiyu:MqttUrl"] = server.MqttUrl, ["Weiyu:Username"] = server.Data.Bot.Username, ["Weiyu:Password"] = server.Data.Bot.Password,
        ["Weiyu:ReconnectMin"] = "200ms", ["Bot:DataPath"] = Path.Combine(_folder, "data"), ["Bot:RulesPath"] = RulesFolder.Echo(_folder), ["Console:Url"] = "",
    };

    private sealed record CheckRow(string Part, string Verdict, string Finding, string? Cure);
}
