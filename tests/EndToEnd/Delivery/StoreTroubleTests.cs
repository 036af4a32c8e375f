using System.Net;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Weiyu.Bot.Storage;
using Weiyu.Client.Messages;
using Weiyu.EndToEnd.Support;
using Weiyu.Sandbox;

namespace Weiyu.EndToEnd.Delivery;

/// <summary>A store that can't be written: the bot stays up, says why, acknowledges nothing that it has not stored, and goes on when it can.</summary>
public sealed class StoreTroubleTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_another_process_locks_the_database_it_is_not_ready_and_afterwards_everything_is_answered()
    {
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server);
        var visitor = await server.OpenVisitorAsync();
        using var client = new HttpClient { BaseAddress = new Uri(bot.ConsoleUrl) };
        await using (var other = new SqliteConnection($"Data Source={Path.Combine(bot.DataPath, "weiyu-bot.db")};Pooling=False"))
        {
            await other.OpenAsync(Cancellation);
            await using var command = other.CreateCommand();
            command.CommandText = "BEGIN IMMEDIATE";
            await command.ExecuteNonQueryAsync(Cancellation);
            visitor.Say("你好");

            await Eventually.TrueAsync(() => client.Send(new HttpRequestMessage(HttpMethod.Get, "/health/ready")).StatusCode == HttpStatusCode.ServiceUnavailable);
            Assert.Contains("locked by another process", await (await client.GetAsync("/health/ready", Cancellation)).Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live", Cancellation)).StatusCode);
            command.CommandText = "ROLLBACK";
            await command.ExecuteNonQueryAsync(Cancellation);
        }

        Assert.Equal("收到", (await visitor.WaitForTextAsync(Cancellation)).Content);
        await bot.ReadyAsync();
    }

    [Fact]
    public async Task With_the_disk_full_nothing_is_acknowledged_and_with_room_again_everything_is_answered()
    {
        using var disk = SmallDisk.Mount(8);
        Assert.SkipWhen(disk is null, "Mounting a small volume needs root.");
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server, dataPath: disk.Path);
        var visitor = await server.OpenVisitorAsync();
        visitor.Say("一");
        await visitor.WaitForTextAsync(Cancellation);
        await bot.IdleAsync();
        using var client = new HttpClient { BaseAddress = new Uri(bot.ConsoleUrl) };
        disk.Fill();
        var asked = Enumerable.Range(0, 200).Select(i => visitor.Say($"{i} " + new string('问', 300)).Uid).ToList();

        await Eventually.TrueAsync(() => client.BodyOf("/health/ready").Contains("disk is full", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live", Cancellation)).StatusCode);
        disk.Free();

        await Eventually.TrueAsync(() => Answers(visitor) >= 201);
        await bot.ReadyAsync();
        await bot.IdleAsync();
        Assert.Equal(201, Answers(visitor));
    }

    [Fact]
    public async Task On_a_read_only_folder_it_waits_and_says_so_and_begins_when_it_may_write()
    {
        using var disk = SmallDisk.Mount(8);
        Assert.SkipWhen(disk is null, "Mounting a small volume needs root.");
        disk.Protect(readOnly: true);
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Bot:RulesPath"] = RulesFolder.Shop }, disk.Path, wait: false);
        using var client = new HttpClient { BaseAddress = new Uri(bot.ConsoleUrl) };

        await Eventually.TrueAsync(() => client.BodyOf("/health/ready").Contains("can't be used", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live", Cancellation)).StatusCode);
        disk.Protect(readOnly: false);

        await bot.ReadyAsync();
        var visitor = await server.OpenVisitorAsync();
        visitor.Say("你好");
        Assert.NotEmpty((await visitor.WaitForTextAsync(Cancellation)).Content);
    }

    [Fact]
    public async Task With_a_damaged_database_it_says_so_and_does_not_end()
    {
        await using var server = await Sandboxes.StartAsync();
        var data = Directory.CreateTempSubdirectory("weiyu-damaged-").FullName;
        await File.WriteAllBytesAsync(Path.Combine(data, "weiyu-bot.db"), new byte[8192].Select((_, i) => (byte)(i * 31)).ToArray(), Cancellation);
        await using (var bot = await BotUnderTest.StartAsync(server, dataPath: data, wait: false))
        {
            using var client = new HttpClient { BaseAddress = new Uri(bot.ConsoleUrl) };
            await Eventually.TrueAsync(() => client.BodyOf("/health/ready").Contains("is damaged", StringComparison.Ordinal));
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live", Cancellation)).StatusCode);

            // The operator moves it away: the bot goes on by itself, with what the server's histories tell.
            File.Delete(Path.Combine(data, "weiyu-bot.db"));
            await bot.ReadyAsync();
            var visitor = await server.OpenVisitorAsync();
            visitor.Say("你好");
            Assert.Equal("收到", (await visitor.WaitForTextAsync(Cancellation)).Content);
        }

        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task What_can_not_be_handled_now_is_handled_when_it_can_be_and_in_order()
    {
        await using var server = await Sandboxes.StartAsync(Sandboxes.WithItsOwnBroker);
        var data = Directory.CreateTempSubdirectory("weiyu-broken-").FullName;
        await using (var bot = await BotUnderTest.StartAsync(server, dataPath: data))
        {
            var visitor = await server.OpenVisitorAsync();
            var store = bot.Services.GetRequiredService<Store>();
            await store.WriteAsync(session => session.Execute("ALTER TABLE conversations RENAME TO elsewhere"), Cancellation);
            visitor.Say("一");
            visitor.Say("二");
            await Eventually.TrueAsync(() => bot.Inbox() == 2);
            Assert.DoesNotContain(visitor.Received, m => m.Type == MessageTypes.Text);
            await store.WriteAsync(session => session.Execute("ALTER TABLE elsewhere RENAME TO conversations"), Cancellation);

            await Eventually.TrueAsync(() => Answers(visitor) == 2);
            await bot.IdleAsync();
            Assert.Equal(bot.OrderOf(visitor.Thread.Topic), visitor.Received.Where(m => m.Type == MessageTypes.Text).Select(m => m.Uid));
        }

        Directory.Delete(data, recursive: true);
    }

    private static int Answers(SandboxVisitor visitor) => visitor.Received.Where(m => m.Type == MessageTypes.Text).DistinctBy(m => m.Uid).Count();
}

/// <summary>What tests ask over HTTP.</summary>
internal static class HttpAsking
{
    /// <summary>The body, whatever the status.</summary>
    public static string BodyOf(this HttpClient client, string path)
    {
        using var answer = client.Send(new HttpRequestMessage(HttpMethod.Get, path));
        using var reader = new StreamReader(answer.Content.ReadAsStream());
        return reader.ReadToEnd();
    }
}
