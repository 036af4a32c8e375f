using Microsoft.Extensions.DependencyInjection;
using Weiyu.Bot.Storage;
using Weiyu.Bot.Tests.Llm.Support;
using Weiyu.Client.Messages;
using Weiyu.EndToEnd.Support;
using Weiyu.Sandbox;

namespace Weiyu.EndToEnd.Model;

/// <summary>A sandbox, a model server that misbehaves on command, and the real bot between them, with rules and knowledge of its own.</summary>
internal sealed class ModelScene : IAsyncDisposable
{
    /// <summary>What the bot says when nothing answered.</summary>
    public const string Fallback = "抱歉，我没有理解您的问题。您可以换个说法，或回复“人工”联系客服。";

    private readonly string _folder;

    private ModelScene(SandboxServer server, MisbehavingModelServer model, string folder) => (Server, Model, _folder) = (server, model, folder);

    public SandboxServer Server { get; }

    public MisbehavingModelServer Model { get; }

    public BotUnderTest Bot { get; private set; } = null!;

    /// <summary>A colleague in the group that is told of hand-offs.</summary>
    public SandboxVisitor Desk { get; private set; } = null!;

    /// <summary>A human agent whose client is connected: else nobody is there whom a hand-off could promise.</summary>
    public SandboxAgent Colleague { get; private set; } = null!;

    /// <summary>Where data of bots can be kept that are started again.</summary>
    public string Data => Path.Combine(_folder, "data");

    /// <summary>The rules and the knowledge.</summary>
    public string Rules => Path.Combine(_folder, "rules");

    /// <summary>Starts all three.</summary>
    /// <param name="settings">What differs from the configuration of these tests.</param>
    /// <param name="knowledge">The knowledge, as Markdown.</param>
    /// <param name="answer">The members of the rule's <c>answer</c>, after <c>from</c>.</param>
    /// <param name="tools">The section <c>tools</c>, where <c>SHOP</c> is the address of the shop.</param>
    /// <param name="persona">Who the bot is to the model.</param>
    /// <param name="configure">Replaces services.</param>
    public static async Task<ModelScene> StartAsync(
        Dictionary<string, string?>? settings = null, string knowledge = "", string answer = "deadline: 2s, else: fallback", string tools = "", string persona = "",
        Action<Microsoft.AspNetCore.Builder.WebApplicationBuilder>? configure = null)
    {
        var scene = new ModelScene(await Sandboxes.StartAsync(), await MisbehavingModelServer.StartAsync(), Directory.CreateTempSubdirectory("weiyu-model-").FullName);
        Directory.CreateDirectory(Path.Combine(scene.Rules, "knowledge"));
        var shop = scene.Model.Endpoint.Replace("/v1", "/shop", StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(scene.Rules, "rules.yaml"), $$"""
            version: 1
            locale: {default: zh, available: [zh, en]}
            {{tools.Replace("SHOP", shop, StringComparison.Ordinal)}}
            rules:
              - id: hello
                when: {exact: [你好]}
                say: 您好，我在。
              - id: kb
                when: otherwise
                answer: {from: knowledge/, {{answer}}}
            """);
        if (persona.Length > 0) await File.WriteAllTextAsync(Path.Combine(scene.Rules, "persona.md"), persona);
        if (knowledge.Length > 0) await File.WriteAllTextAsync(Path.Combine(scene.Rules, "knowledge", "shop.zh.md"), knowledge);
        scene.Desk = await scene.Server.OpenVisitorAsync(ThreadTypes.Group, "值班");
        scene.Colleague = scene.Server.OpenAgent();
        await scene.StartBotAsync(settings, configure);
        return scene;
    }

    /// <summary>Starts the bot, or another one in its place.</summary>
    public async Task StartBotAsync(Dictionary<string, string?>? settings = null, Action<Microsoft.AspNetCore.Builder.WebApplicationBuilder>? configure = null)
    {
        var values = new Dictionary<string, string?>
        {
            ["Bot:RulesPath"] = Rules, ["Llm:Endpoint"] = Model.Endpoint, ["Llm:Model"] = "small", ["Llm:ApiKey"] = "planted-model-key", ["Llm:Retries"] = "0",
            ["Llm:CacheFor"] = "00:00:00", ["Knowledge:WhenModel"] = "ModelFirst", ["People:NoticeTopic"] = Desk.Thread.Topic,
        };
        foreach (var (key, value) in settings ?? []) values[key] = value;
        Bot = await BotUnderTest.StartAsync(Server, values, Data, configure);
    }

    /// <summary>What a visitor can take for an answer: texts, and streams that came to their end.</summary>
    public IReadOnlyList<string> Answers(SandboxVisitor visitor) =>
        [.. visitor.Received.Where(m => m.User.Uid == Server.Data.Bot.AgentUid && m.Type is MessageTypes.Text or MessageTypes.RobotStreamEnd).Select(m => m.Content)];

    /// <summary>The decision record of a message, as stored.</summary>
    public string Why(string uid) => Bot.Services.GetRequiredService<Store>().Read(session => session.FindDecision(uid)) ?? "";

    /// <summary>Asks as a new visitor and waits until the bot has done all that it does.</summary>
    public async Task<string> AskAsync(string question)
    {
        var visitor = await Server.OpenVisitorAsync();
        await AskAsync(visitor, question);
        return Assert.Single(Answers(visitor));
    }

    /// <summary>Asks for the first time and waits until the bot has done all that it does.</summary>
    public async Task<Wire.Message> AskAsync(SandboxVisitor visitor, string text)
    {
        var question = visitor.Say(text);
        await Eventually.TrueAsync(() => Answers(visitor).Count > 0, $"'{text}' is answered");
        await Bot.HandledAsync(question);
        return question;
    }

    /// <summary>Asks as a new visitor while others still wait.</summary>
    public async Task<string> AskWithoutIdleAsync(string question)
    {
        var visitor = await Server.OpenVisitorAsync();
        visitor.Say(question);
        await Eventually.TrueAsync(() => Answers(visitor).Count > 0, $"'{question}' is answered");
        return Assert.Single(Answers(visitor));
    }

    public async ValueTask DisposeAsync()
    {
        Colleague.Dispose();
        await Bot.DisposeAsync();
        await Model.DisposeAsync();
        await Server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
