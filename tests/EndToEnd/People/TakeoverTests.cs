using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Weiyu.Bot.Conversations;
using Weiyu.Bot.Core;
using Weiyu.Bot.Delivery;
using Weiyu.Bot.Receiving;
using Weiyu.Bot.Storage;
using Weiyu.Client.Messages;
using Weiyu.EndToEnd.Support;
using Weiyu.Sandbox;

namespace Weiyu.EndToEnd.People;

/// <summary>Humans come while a model thinks, take the thread, close it, queue for it; with the real host, the sandbox and a model over HTTP.</summary>
public sealed class TakeoverTests
{
    private const string Rules = """
        version: 1
        rules:
          - {id: bye, event: thread.closed, rate: true}
          - {id: welcome, event: thread.opened, send: {type: CHOICE, content: {content: 您好，想问什么？, options: [退款, 运费]}}}
          - {id: hello, when: {exact: [你好]}, say: 您好}
          - {id: model, when: otherwise, answer: {else: fallback}}
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_model_call_that_ends_after_a_human_took_over_sends_nothing_and_the_next_one_knows_what_the_human_said()
    {
        await using var server = await Sandboxes.StartAsync();
        await using var model = await HeldModel.StartAsync();
        var rules = RulesFolder.Of(Rules);
        await using var bot = await BotUnderTest.StartAsync(server, With(rules, model));
        var visitor = await server.OpenVisitorAsync();
        visitor.Say("我的订单为什么还没有发货");
        await Eventually.TrueAsync(() => model.Asked.Count == 1, "the model thinks");

        using var agent = server.OpenAgent();
        agent.Say(visitor.Thread, "我来看，仓库说周五发货");
        await Eventually.TrueAsync(() => bot.OwnerOf(visitor.Thread.Topic) == "Human");
        model.Release();
        await bot.IdleAsync();
        Assert.DoesNotContain(visitor.Received, IsBots(server, MessageTypes.Text));

        await bot.CommandAsync(visitor.Thread.Topic, "on");
        await Eventually.TrueAsync(() => bot.OwnerOf(visitor.Thread.Topic) == "Bot");
        visitor.Say("所以到底是哪一天");
        await Eventually.TrueAsync(() => model.Asked.Count == 2, "the model is asked again");
        Assert.Contains("仓库说周五发货", model.Asked.Last(), StringComparison.Ordinal);
        await Eventually.TrueAsync(() => visitor.Received.Any(m => IsBots(server, MessageTypes.Text)(m)));
        Directory.Delete(rules, recursive: true);
    }

    [Fact]
    public async Task A_thread_that_is_given_to_a_colleague_is_theirs_and_the_open_question_is_answered_when_it_is_given_back()
    {
        await using var server = await Sandboxes.StartAsync();
        var rules = RulesFolder.Of(Rules);
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Bot:RulesPath"] = rules, ["Weiyu:SweepEvery"] = "00:00:01" });
        var visitor = await server.OpenVisitorAsync();
        await bot.HandledAsync(visitor.Say("你好"));
        using var agent = server.OpenAgent();
        agent.TakeOver(visitor.Thread);
        await Eventually.TrueAsync(() => bot.OwnerOf(visitor.Thread.Topic) == "Human");
        var before = Texts(visitor, server);
        await bot.HandledAsync(visitor.Say("你好"));
        Assert.Equal(before, Texts(visitor, server));
        Assert.Contains("given to", bot.StateOf(visitor.Thread.Topic).OwnerChanges[^1].Reason, StringComparison.Ordinal);

        agent.GiveBack(visitor.Thread);
        await Eventually.TrueAsync(() => bot.OwnerOf(visitor.Thread.Topic) == "Bot");
        await Eventually.TrueAsync(() => Texts(visitor, server) == before + 1);
        Directory.Delete(rules, recursive: true);
    }

    [Fact]
    public async Task The_consoles_button_silences_the_bot_and_brings_it_back_with_the_reason_on_record()
    {
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server);
        var visitor = await server.OpenVisitorAsync();
        await bot.HandledAsync(visitor.Say("一"));
        await bot.CommandAsync(visitor.Thread.Topic, "off");
        await Eventually.TrueAsync(() => bot.OwnerOf(visitor.Thread.Topic) == "Human");
        await bot.CommandAsync(visitor.Thread.Topic, "on");
        await Eventually.TrueAsync(() => bot.OwnerOf(visitor.Thread.Topic) == "Bot");
        using var client = new HttpClient { BaseAddress = new Uri(bot.ConsoleUrl) };
        var listed = await client.GetStringAsync("/api/conversations", Cancellation);
        Assert.Contains("silenced in the console", listed, StringComparison.Ordinal);
        Assert.Contains("brought back in the console", listed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_queued_visitor_is_taken_when_there_is_room_and_welcomed_with_a_choice_and_invited_to_rate_at_the_end()
    {
        var data = new SandboxData();
        await using var server = await SandboxServer.StartAsync(Sandboxes.WithItsOwnBroker with { StoreLag = TimeSpan.FromMilliseconds(300), Data = data with { Accounts = [data.Bot with { MaxThreads = 1 }, data.Accounts[1]] } }, cancellation: Cancellation);
        var rules = RulesFolder.Of(Rules);
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Bot:RulesPath"] = rules });
        var first = await server.OpenVisitorAsync();
        await bot.HandledAsync(first.Say("你好"));
        var second = await server.OpenVisitorAsync();
        Assert.Equal(ThreadStates.Queuing, second.Thread.State);

        server.CloseThread(first.Thread);
        await Eventually.TrueAsync(() => second.Thread.State == ThreadStates.Chatting, "the queued visitor is taken");
        await Eventually.TrueAsync(() => second.Received.Any(m => m.Type == MessageTypes.Choice), "the visitor is welcomed");
        await Eventually.TrueAsync(() => first.Received.Any(m => m.Type == MessageTypes.RateInvite), "the first one is invited to rate");
        await bot.HandledAsync(second.Say("你好"));
        Assert.Single(second.Received, m => m.Type == MessageTypes.Choice);
        Directory.Delete(rules, recursive: true);
    }

    [Fact]
    public async Task The_agent_is_available_while_the_bot_runs_and_offline_afterwards()
    {
        await using var server = await Sandboxes.StartAsync();
        using var desk = server.OpenAgent(asBotAccount: true);
        desk.SetStatus("AWAY");
        await using (await BotUnderTest.StartAsync(server)) await Eventually.TrueAsync(() => desk.Status == "AVAILABLE");
        Assert.Equal("OFFLINE", desk.Status);
    }

    [Fact]
    public async Task Ten_thousand_closed_conversations_hold_no_topic_and_no_memory()
    {
        await using var server = await Sandboxes.StartAsync();
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["People:UnsubscribeAfter"] = "00:01:00" });
        var (store, topics, cache) = (bot.Services.GetRequiredService<Store>(), bot.Services.GetRequiredService<TopicBook>(), bot.Services.GetRequiredService<ConversationCache>());
        var closedAt = TimeProvider.System.GetUtcNow().AddSeconds(-70);
        await store.WriteAsync(session =>
        {
            for (var i = 0; i < 10_000; i++) session.SaveConversation(new ConversationRow($"org/agent/agent_bot/gone_{i}", [], """{"Ownership":{"Owner":"Closed"}}""", Closed: true, closedAt));
        }, Cancellation);
        var own = topics.Count;
        topics.Add(Enumerable.Range(0, 10_000).Select(i => $"org/agent/agent_bot/gone_{i}"));

        var closed = bot.Services.GetRequiredService<ClosedTopics>();
        Assert.Equal(10_000, closed.Sweep());
        Assert.Equal((own, 0), (topics.Count, cache.Count));
        // Afterwards they are not even looked at.
        Assert.Equal(0, closed.Sweep());
    }

    private static int Texts(SandboxVisitor visitor, SandboxServer server) => visitor.Received.Count(m => IsBots(server, MessageTypes.Text)(m));

    private static Predicate<Wire.Message> IsBots(SandboxServer server, string type) => m => m.Type == type && m.User.Uid == server.Data.Bot.AgentUid && Uids.IsDerived(m.Uid);

    private static Dictionary<string, string?> With(string rules, HeldModel model) =>
        new() { ["Bot:RulesPath"] = rules, ["Llm:Endpoint"] = model.Url, ["Llm:Model"] = "held", ["Llm:ApiKey"] = "k", ["Bot:Fragments:Window"] = "0" };

    /// <summary>An OpenAI-compatible model that thinks until it is let go.</summary>
    private sealed class HeldModel : IAsyncDisposable
    {
        private readonly WebApplication _app;
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        private HeldModel(WebApplication app) => _app = app;

        public System.Collections.Concurrent.ConcurrentQueue<string> Asked { get; } = new();

        public string Url => $"{_app.Urls.First()}/v1";

        public static async Task<HeldModel> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var model = new HeldModel(builder.Build());
            model._app.MapPost("/v1/chat/completions", model.AnswerAsync);
            await model._app.StartAsync(Cancellation);
            return model;
        }

        public void Release() => _released.TrySetResult();

        public async ValueTask DisposeAsync()
        {
            Release();
            await _app.DisposeAsync();
        }

        private async Task AnswerAsync(HttpContext http)
        {
            using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
            var body = await reader.ReadToEndAsync(http.RequestAborted);
            Asked.Enqueue(System.Text.Json.Nodes.JsonNode.Parse(body)!["messages"]!.AsArray().Aggregate("", (all, m) => $"{all}\n{m!["content"]}"));
            await _released.Task.WaitAsync(http.RequestAborted);
            const string Words = "请稍等，我们会尽快处理。";
            http.Response.StatusCode = (int)HttpStatusCode.OK;
            if (body.Contains("\"stream\":true", StringComparison.Ordinal))
            {
                http.Response.ContentType = "text/event-stream";
                await http.Response.WriteAsync($$"""data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"held","choices":[{"index":0,"delta":{"role":"assistant","content":"{{Words}}"},"finish_reason":"stop"}]}""" + "\n\ndata: [DONE]\n\n", http.RequestAborted);
                return;
            }

            await http.Response.WriteAsJsonAsync(new { id = "1", @object = "chat.completion", created = 1, model = "held", choices = new[] { new { index = 0, message = new { role = "assistant", content = Words }, finish_reason = "stop" } }, usage = new { prompt_tokens = 1, completion_tokens = 1, total_tokens = 2 } }, http.RequestAborted);
        }
    }
}
