using Microsoft.Extensions.DependencyInjection;
using Weiyu.Benchmarks.Faults;
using Weiyu.Bot.Core;
using Weiyu.Bot.Storage;
using Weiyu.Bot.Telemetry;
using Weiyu.Client.Messages;
using Weiyu.EndToEnd.Support;
using Weiyu.Sandbox;

namespace Weiyu.EndToEnd.Delivery;

/// <summary>A database that is gone or damaged under the running bot, and work that waits: health says so.</summary>
public sealed class LostStoreTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_database_file_that_is_deleted_under_the_process_ends_it_and_the_next_start_answers_nothing_twice()
    {
        await using var server = await Sandboxes.StartAsync();
        var data = Directory.CreateTempSubdirectory("weiyu-bot-test-").FullName;
        var visitor = await server.OpenVisitorAsync();
        var settings = ProcessSettings(server, data);
        await using (var bot = BotProcess.Start(settings))
        {
            await Eventually.TrueAsync(() => server.Sessions.Count == 1, "the bot is connected");
            visitor.Say("一");
            await Eventually.TrueAsync(() => Answers(visitor) == 1, "the bot answers");
            foreach (var file in Directory.EnumerateFiles(data, "weiyu-bot.db*")) File.Delete(file);

            Assert.Equal(ExitCodes.Broken, await bot.WaitAsync(Cancellation).WaitAsync(TimeSpan.FromMinutes(1), Cancellation));
            Assert.Contains("is gone: it was deleted or moved away while the bot was running", bot.Output, StringComparison.Ordinal);
        }

        await using (var next = BotProcess.Start(settings))
        {
            await Eventually.TrueAsync(() => server.Sessions.Count == 1, "the next one is connected");
            visitor.Say("二");
            await Eventually.TrueAsync(() => Answers(visitor) == 2, "the next one answers");
            Assert.Equal(0, await next.TerminateAsync(Cancellation));
        }

        Assert.Equal(2, Answers(visitor));
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task What_has_waited_for_too_long_makes_the_bot_not_ready_whatever_the_cause()
    {
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Bot:WaitsTooLong"] = "10s" });
        var visitor = await server.OpenVisitorAsync();
        await bot.HandledAsync(visitor.Say("一"));
        var health = bot.Services.GetRequiredService<Health>();
        await Eventually.TrueAsync(() => Health.IsReady(health.Parts()), "it is ready");
        var store = bot.Services.GetRequiredService<Store>();
        var long_ago = TimeProvider.System.GetUtcNow() - TimeSpan.FromSeconds(30);
        var message = new Wire.Message { Uid = Guid.NewGuid().ToString("N"), Type = MessageTypes.Text, Content = "?", Thread = visitor.Thread.ToWire() };

        // In the journal and in nobody's hands, as something that got stuck.
        await store.WriteAsync(session => session.InsertInbox(InboxItem.Of(message, null, long_ago)), Cancellation);
        Assert.Contains(health.Parts(), p => p is { Name: "inbox", Ok: false, IsRequired: true } && p.Detail.Contains("the oldest for", StringComparison.Ordinal));
        await store.WriteAsync(session => session.FinishInbox(message.Uid, InboxState.Handled, long_ago), Cancellation);
        Assert.Contains(health.Parts(), p => p is { Name: "inbox", Ok: true });
    }

    [Fact]
    public async Task A_read_that_meets_a_damaged_page_is_seen_in_health_while_writes_go_on()
    {
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server);
        var store = bot.Services.GetRequiredService<Store>();
        var health = bot.Services.GetRequiredService<Health>();
        await bot.ReadyAsync();

        Assert.ThrowsAny<Exception>(() => store.Read<int>(_ => throw new Microsoft.Data.Sqlite.SqliteException("database disk image is malformed", 11)));

        Assert.Contains(health.Parts(), p => p is { Name: "store", Ok: false, IsRequired: true } && p.Detail.Contains("damaged", StringComparison.Ordinal));
    }

    private static Dictionary<string, string> ProcessSettings(SandboxServer server, string data) => new()
    {
        ["Weiyu:ApiUrl"] = server.ApiUrl, ["Weiyu:MqttUrl"] = server.MqttUrl, ["Weiyu:Username"] = server.Data.Bot.Username, ["Weiyu:Password"] = server.Data.Bot.Password,
        ["Weiyu:StoreLag"] = "200ms", ["Bot:DataPath"] = data, ["Bot:RulesPath"] = RulesFolder.Echo(data + "-rules"), ["Console:Url"] = "",
    };

    private static int Answers(SandboxVisitor visitor) => visitor.Received.Where(m => m.Type == MessageTypes.Text).DistinctBy(m => m.Uid).Count();
}
