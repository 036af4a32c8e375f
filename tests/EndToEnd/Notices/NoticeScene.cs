using System.Globalization;
using System.Text.Json;
using Weiyu.Benchmarks.Faults;
using Weiyu.Client.Messages;
using Weiyu.EndToEnd.Support;
using Weiyu.Sandbox;

namespace Weiyu.EndToEnd.Notices;

/// <summary>A sandbox, a rules folder and a data folder, for bots that send notices.</summary>
internal sealed class NoticeScene : IAsyncDisposable
{
    private const string Head = """
        version: 1
        locale: {default: zh, available: [zh, en]}
        calendar: {timezone: Asia/Shanghai}
        rules:
          - {id: echo, when: otherwise, say: {zh: 收到, en: Got it}}
        notices:

        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("weiyu-notices-");

    private NoticeScene(SandboxServer server) => Server = server;

    /// <summary>The server.</summary>
    public SandboxServer Server { get; }

    /// <summary>The rules folder.</summary>
    public string Rules => Path.Combine(_folder.FullName, "rules");

    /// <summary>The data folder.</summary>
    public string Data => Path.Combine(_folder.FullName, "data");

    /// <summary>What a bot of this scene is started with.</summary>
    public Dictionary<string, string> Settings => new()
    {
        ["Weiyu:ApiUrl"] = Server.ApiUrl, ["Weiyu:MqttUrl"] = Server.MqttUrl, ["Weiyu:Username"] = Server.Data.Bot.Username, ["Weiyu:Password"] = Server.Data.Bot.Password,
        ["Weiyu:StoreLag"] = "200ms", ["Weiyu:ReconnectMin"] = "200ms", ["Weiyu:ReconnectMax"] = "1s", ["Bot:DataPath"] = Data, ["Bot:RulesPath"] = Rules, ["Console:Url"] = "",
    };

    public static async Task<NoticeScene> StartAsync()
    {
        var scene = new NoticeScene(await Sandboxes.StartAsync());
        Directory.CreateDirectory(scene.Rules);
        return scene;
    }

    /// <summary>Writes the rules: an answer to everything, and these notices.</summary>
    /// <param name="notices">A YAML list.</param>
    public void Write(string notices) => File.WriteAllText(Path.Combine(Rules, "rules.yaml"), Head + string.Join('\n', notices.Split('\n').Select(l => "  " + l)) + "\n");

    /// <summary>Starts the program.</summary>
    public BotProcess Start(params string[] verb) => BotProcess.Start(Settings, verb);

    /// <summary>Runs a verb to its end beside whatever runs.</summary>
    public async Task<(int Exit, string Output)> RunAsync(params string[] verb)
    {
        await using var process = BotProcess.Start(new Dictionary<string, string> { ["Bot:DataPath"] = Data, ["Bot:RulesPath"] = Rules }, verb);
        return (await process.WaitAsync(TestContext.Current.CancellationToken), process.Output);
    }

    /// <summary>Runs a verb with <c>--json</c>.</summary>
    public async Task<JsonElement> JsonAsync(params string[] verb)
    {
        var (exit, output) = await RunAsync([.. verb, "--json"]);
        Assert.Equal(0, exit);
        return JsonDocument.Parse(output).RootElement;
    }

    /// <summary>Visitors with open threads that the bot does not know yet.</summary>
    public async Task<List<SandboxVisitor>> OpenAsync(int count)
    {
        var visitors = new List<SandboxVisitor>(count);
        for (var i = 0; i < count; i++) visitors.Add(await Server.OpenVisitorAsync(nickname: string.Create(CultureInfo.InvariantCulture, $"访客{i}")));
        return visitors;
    }

    /// <summary>What the bot said to a visitor, each message once.</summary>
    public static List<Wire.Message> Said(SandboxVisitor visitor) => [.. visitor.Received.Where(m => m.Type == MessageTypes.Text && Uids(m)).DistinctBy(m => m.Uid)];

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static bool Uids(Wire.Message message) => Bot.Core.Uids.IsDerived(message.Uid);
}
