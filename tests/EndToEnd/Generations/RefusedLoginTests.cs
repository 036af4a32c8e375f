using Microsoft.Extensions.DependencyInjection;
using Weiyu.Benchmarks.Faults;
using Weiyu.Bot.Telemetry;
using Weiyu.Client.Rest;
using Weiyu.EndToEnd.Support;
using Weiyu.Sandbox;

namespace Weiyu.EndToEnd.Generations;

/// <summary>Accounts that can't log in: nothing locks them, the reason is clear, and the bot is back soon after they are well.</summary>
public sealed class RefusedLoginTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weiyu-login-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_bot_with_a_wrong_password_that_is_started_again_and_again_locks_no_account_and_is_back_when_the_file_is_right()
    {
        await using var server = await Sandboxes.StartAsync();
        var file = Path.Combine(_folder, "password");
        await File.WriteAllTextAsync(file, "wrong", Cancellation);
        var settings = Settings(server, file);
        await using (var first = BotProcess.Start(settings))
        {
            Assert.Equal(77, await first.WaitAsync(Cancellation));
            Assert.Contains("Correct Weiyu:Username and Weiyu:Password", first.Output, StringComparison.Ordinal);
        }

        // As a container that restarts always: now it waits, and does not ask.
        for (var i = 0; i < 2; i++)
        {
            await using var again = BotProcess.Start(settings);
            await Eventually.TrueAsync(() => again.Output.Contains("Not logged in", StringComparison.Ordinal));
            await again.KillAsync();
        }

        Assert.Equal(2, server.Calls["/auth/v1/login"]);
        await using var bot = BotProcess.Start(settings);
        await Eventually.TrueAsync(() => bot.Output.Contains("Not logged in", StringComparison.Ordinal));
        await File.WriteAllTextAsync(file, server.Data.Bot.Password, Cancellation);

        await Eventually.TrueAsync(() => server.Sessions.Count == 1, "the bot is connected");
        Assert.Equal(3, server.Calls["/auth/v1/login"]);
    }

    [Fact]
    public async Task After_a_forced_logout_the_bot_says_so_asks_rarely_and_is_back_when_the_doctor_could_log_in()
    {
        await using var server = await Sandboxes.StartAsync();
        var data = Path.Combine(_folder, "data");
        await using var bot = await BotUnderTest.StartAsync(server, dataPath: data);
        var rest = bot.Services.GetRequiredService<WeiyuRestClient>();
        var before = server.Calls["/auth/v1/login"];
        server.Accounts.ForceLogout(server.Data.Bot);

        await Eventually.TrueAsync(() => rest.LoginRefusal is { Reason: LoginRefusal.ForcedLogout }, "it knows why");
        Assert.Contains(bot.Services.GetRequiredService<Health>().Parts(), p => p is { Name: "login", Ok: false } && p.Detail.Contains("by force", StringComparison.Ordinal));
        await Eventually.TrueAsync(() => rest.LoginRefusal is { IsConfirmed: true }, "it has asked twice");
        Assert.Equal(before + 2, server.Calls["/auth/v1/login"]);

        server.Accounts.RestoreLogin(server.Data.Bot);
        var settings = Settings(server, null);
        settings["Bot:DataPath"] = data;
        await using var doctor = BotProcess.Start(settings, "doctor", "--try-login");
        await doctor.WaitAsync(Cancellation);
        await bot.ReadyAsync();
        var visitor = await server.OpenVisitorAsync();
        visitor.Say("你好");
        await visitor.WaitForTextAsync(Cancellation);
    }

    [Fact]
    public async Task A_disabled_account_is_never_locked_by_restarts_and_the_bot_is_back_once_the_doctor_could_log_in()
    {
        await using var server = await Sandboxes.StartAsync();
        server.Accounts.Disable(server.Data.Bot);
        var settings = Settings(server, null);
        for (var i = 0; i < 3; i++)
        {
            await using var before = BotProcess.Start(settings);
            await Eventually.TrueAsync(() => !before.IsRunning || before.Output.Contains("Not logged in", StringComparison.Ordinal));
            if (before.IsRunning) await before.KillAsync();
        }

        Assert.InRange(server.Calls["/auth/v1/login"], 1, 2);
        await using var bot = BotProcess.Start(settings);
        await Eventually.TrueAsync(() => bot.Output.Contains("Not logged in", StringComparison.Ordinal));
        server.Accounts.Enable(server.Data.Bot);
        await using var doctor = BotProcess.Start(settings, "doctor", "--try-login");
        await doctor.WaitAsync(Cancellation);

        await Eventually.TrueAsync(() => server.Sessions.Count == 1, "the bot is connected");
    }

    private Dictionary<string, string> Settings(SandboxServer server, string? passwordFile)
    {
        var settings = new Dictionary<string, string>
        {
            ["Weiyu:ApiUrl"] = server.ApiUrl, ["Weiyu:MqttUrl"] = server.MqttUrl, ["Weiyu:Username"] = server.Data.Bot.Username, ["Weiyu:LoginRetry"] = "1s",
            ["Weiyu:ReconnectMin"] = "200ms", ["Bot:DataPath"] = Path.Combine(_folder, "data"), ["Bot:RulesPath"] = RulesFolder.Echo(_folder), ["Console:Url"] = "",
        };
        settings[passwordFile is null ? "Weiyu:Password" : "Weiyu:PasswordFile"] = passwordFile ?? server.Data.Bot.Password;
        return settings;
    }
}
