using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Weiyu.EndToEnd.Support;

namespace Weiyu.EndToEnd.Container;

/// <summary>The Dockerfile's steps, by hand: where no image can be built, what it would hold is published, started and asked.</summary>
public sealed partial class ContainerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_image_holds_runs_as_another_user_from_a_read_only_folder_with_one_volume()
    {
        var root = RepositoryRoot.Path;
        var dockerfile = await File.ReadAllTextAsync(Path.Combine(root, "Dockerfile"), Cancellation);
        var folder = Directory.CreateTempSubdirectory("weiyu-image-").FullName;
        var (app, data) = (Path.Combine(folder, "app"), Directory.CreateDirectory(Path.Combine(folder, "data")).FullName);
        var publish = Publish().Match(dockerfile).Groups["arguments"].Value.Replace("-o /app", $"-o {app}", StringComparison.Ordinal);
        await RunAsync("dotnet", publish, root);
        await RunAsync("chmod", $"-R a-w,a+rX {app}", root);
        await RunAsync("chmod", $"a+rx {folder}", root);
        await RunAsync("chmod", $"777 {data}", root);
        await using var server = await Sandboxes.StartAsync();
        var port = FreePort();
        var user = User().Match(dockerfile).Groups["uid"].Value;
        using var bot = Start(user, app, new()
        {
            ["Bot__DataPath"] = data, ["Console__Url"] = $"http://127.0.0.1:{port}", ["Weiyu__ApiUrl"] = server.ApiUrl, ["Weiyu__MqttUrl"] = server.MqttUrl,
            ["Weiyu__Username"] = server.Data.Bot.Username, ["Weiyu__Password"] = server.Data.Bot.Password, ["HOME"] = data, ["DOTNET_EnableDiagnostics"] = "0",
        });
        try
        {
            using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            await Eventually.TrueAsync(() => IsReady(client), "the container is ready");
            var visitor = await server.OpenVisitorAsync();
            visitor.Say("你好");
            Assert.Contains("您好", (await visitor.WaitForTextAsync(Cancellation)).Content, StringComparison.Ordinal);
            Assert.Contains("weiyu-bot.dll\", \"health\"", dockerfile, StringComparison.Ordinal);
            await RunAsync("dotnet", $"{Path.Combine(app, "weiyu-bot.dll")} health --ready --Console:Url http://127.0.0.1:{port}", folder);
        }
        finally
        {
            bot.Kill(entireProcessTree: true);
            await bot.WaitForExitAsync(Cancellation);
            await RunAsync("chmod", $"-R u+w {folder}", root);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Process Start(string user, string app, Dictionary<string, string> environment)
    {
        // Only root can become somebody else.
        var asRoot = Environment.IsPrivilegedProcess;
        var info = new ProcessStartInfo(asRoot ? "setpriv" : "dotnet") { WorkingDirectory = app };
        foreach (var word in asRoot ? new[] { $"--reuid={user}", $"--regid={user}", "--clear-groups", "dotnet" } : []) info.ArgumentList.Add(word);
        info.ArgumentList.Add("weiyu-bot.dll");
        info.ArgumentList.Add("run");
        foreach (var (key, value) in environment) info.Environment[key] = value;
        return Process.Start(info)!;
    }

    private static async Task RunAsync(string program, string arguments, string folder)
    {
        var info = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(info)!;
        var output = process.StandardOutput.ReadToEndAsync(Cancellation);
        var errors = process.StandardError.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        Assert.True(process.ExitCode == 0, $"{program} {arguments}: {await output}{await errors}");
    }

    private static bool IsReady(HttpClient client)
    {
        try
        {
            using var answer = client.Send(new HttpRequestMessage(HttpMethod.Get, "/health/ready"));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    [GeneratedRegex(@"^RUN dotnet (?<arguments>publish .*)$", RegexOptions.Multiline)]
    private static partial Regex Publish();

    [GeneratedRegex(@"^USER (?<uid>\d+)$", RegexOptions.Multiline)]
    private static partial Regex User();
}
