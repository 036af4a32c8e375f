using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Weiyu.Benchmarks.Faults;
using Weiyu.EndToEnd.Support;

namespace Weiyu.EndToEnd.Startup;

/// <summary>The console's door: wrong tokens, certificates, and what is told to those who have none.</summary>
public sealed class ConsoleDoorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weiyu-door-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Whoever_tries_tokens_is_not_listened_to_after_a_few_and_the_right_one_counts_again_later()
    {
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Console:Token"] = "right-token-of-the-console" });
        using var client = new HttpClient { BaseAddress = new Uri(bot.ConsoleUrl) };

        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 30; i++) answers.Add(await AskAsync(client, $"guess-{i}"));

        Assert.Equal(Enumerable.Repeat(HttpStatusCode.Unauthorized, 10).Concat(Enumerable.Repeat(HttpStatusCode.TooManyRequests, 20)), answers);
        Assert.Equal(HttpStatusCode.TooManyRequests, await AskAsync(client, "right-token-of-the-console"));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live", Cancellation)).StatusCode);
    }

    [Fact]
    public async Task Health_names_no_account_to_whoever_asks()
    {
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Console:Token"] = "right-token-of-the-console" });
        await bot.ReadyAsync();
        using var client = new HttpClient { BaseAddress = new Uri(bot.ConsoleUrl) };

        var health = await client.GetStringAsync("/health/ready", Cancellation);

        Assert.DoesNotContain(server.Data.Bot.Username, health, StringComparison.Ordinal);
        Assert.Contains("logged in as an agent", health, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_https_address_is_served_with_the_certificate_of_the_file()
    {
        await using var server = await Sandboxes.StartAsync();
        var (certificate, _) = WriteCertificate();
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Console:Url"] = "https://127.0.0.1:0", ["Console:CertificateFile"] = certificate });
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, shown, _, errors) => shown?.Subject == "CN=door.example" && errors != SslPolicyErrors.None };
        using var client = new HttpClient(handler);

        Assert.StartsWith("https://", bot.ConsoleUrl, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(bot.ConsoleUrl + "/health/live", Cancellation)).StatusCode);
    }

    [Theory]
    [InlineData("", "Console:CertificateFile: it is missing")]
    [InlineData("nowhere.pem", "can't be read")]
    [InlineData("key-of-another", "is no certificate with a key of its own")]
    public async Task An_https_address_without_a_certificate_that_can_be_used_is_refused_before_the_start(string file, string expected)
    {
        var (certificate, key) = WriteCertificate();
        var settings = new Dictionary<string, string>
        {
            ["Weiyu:Username"] = "bot", ["Weiyu:Password"] = "x", ["Bot:RulesPath"] = RulesFolder.Echo(_folder), ["Bot:DataPath"] = Path.Combine(_folder, "data"), ["Console:Url"] = "https://127.0.0.1:0",
        };
        if (file == "key-of-another")
        {
            using var other = RSA.Create(2048);
            await File.WriteAllTextAsync(key, other.ExportPkcs8PrivateKeyPem(), Cancellation);
            (settings["Console:CertificateFile"], settings["Console:CertificateKeyFile"]) = (certificate, key);
        }
        else if (file.Length > 0)
        {
            settings["Console:CertificateFile"] = Path.Combine(_folder, file);
        }

        await using var bot = BotProcess.Start(settings);

        Assert.Equal(78, await bot.WaitAsync(Cancellation).WaitAsync(TimeSpan.FromMinutes(1), Cancellation));
        Assert.Contains(expected, bot.Output, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> AskAsync(HttpClient client, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/overview");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await client.SendAsync(request, Cancellation);
        return answer.StatusCode;
    }

    /// <summary>A certificate with its key in one file, and the key in another.</summary>
    private (string Certificate, string Key) WriteCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=door.example", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        var (file, keyFile) = (Path.Combine(_folder, "door.pem"), Path.Combine(_folder, "door.key"));
        File.WriteAllText(file, made.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        return (file, keyFile);
    }
}
