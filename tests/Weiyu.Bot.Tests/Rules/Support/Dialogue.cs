using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Weiyu.Bot.Core;
using Weiyu.Bot.Simulation;
using Weiyu.Client.Content;

namespace Weiyu.Bot.Tests.Rules.Support;

/// <summary>A conversation by rules given as YAML, on a Wednesday morning.</summary>
internal sealed class Dialogue : IAsyncDisposable
{
    private readonly ConversationSimulator _conversation;

    private Dialogue(ConversationSimulator conversation) => _conversation = conversation;

    /// <summary>What is remembered.</summary>
    public ConversationState State => _conversation.State;

    /// <summary>The last turns.</summary>
    public IReadOnlyList<SimulatedTurn> Turns { get; private set; } = [];

    /// <summary>The messages of the last turns.</summary>
    public IReadOnlyList<Wire.Message> Sent => [.. Turns.SelectMany(t => t.Sent)];

    /// <summary>What the handlers said of the last turns.</summary>
    public string Why => string.Join('\n', Turns.SelectMany(t => t.Outcome.Decision.Steps).Select(s => $"{s.Handler}: {s.What}"));

    /// <summary>Begins.</summary>
    public static Dialogue By(string yaml, Action<IServiceCollection>? configure = null, params (string Key, string Value)[] settings) => new(ConversationSimulator.Begin(
        Books.Good(yaml), new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build(), new DateTimeOffset(2026, 3, 4, 10, 0, 0, TimeSpan.FromHours(8)), configure));

    /// <summary>The visitor says something, and waits for the answer; its texts, one a line.</summary>
    public async Task<string> SayAsync(string text)
    {
        Turns = [.. await _conversation.SayAsync(text, TestContext.Current.CancellationToken), .. await _conversation.SettleAsync(TestContext.Current.CancellationToken)];
        return Text;
    }

    /// <summary>The visitor says something and goes on typing.</summary>
    public async Task<string> TypeAsync(string text)
    {
        Turns = await _conversation.SayAsync(text, TestContext.Current.CancellationToken);
        return Text;
    }

    /// <summary>The visitor sends a message of another type.</summary>
    public async Task<string> SendAsync(string type, string content)
    {
        Turns = await _conversation.SendAsync(type, content, TestContext.Current.CancellationToken);
        return Text;
    }

    /// <summary>Time passes.</summary>
    public async Task<string> WaitAsync(TimeSpan time)
    {
        Turns = await _conversation.WaitAsync(time, TestContext.Current.CancellationToken);
        return Text;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _conversation.DisposeAsync();

    private string Text => string.Join('\n', Sent.Select(m => MessageContent.Read(m).PlainText()));
}
