using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.Rules.Running;
using Weiyu.Bot.Handlers.Tools;
using Weiyu.Bot.Pipeline;
using Weiyu.Client.Content;
using Weiyu.Rules.Model;

namespace Weiyu.Bot.Simulation.Replay;

/// <summary>
/// Plays recorded conversations with other rules, through the real pipeline and by the recorded clock, and compares what is said. Models
/// and tools are not called: what hangs on them is not judged.
/// </summary>
internal sealed class RuleReplay : IRuleObserver, IToolCatalog, IAsyncDisposable
{
    private readonly ManualClock _clock = new(DateTimeOffset.UnixEpoch);
    private readonly ServiceProvider _services;
    private readonly RuleBook _book;
    private string? _tool;

    public RuleReplay(RuleBook book, IConfiguration configuration)
    {
        _book = book;
        _services = ConversationSimulator.Services(book, ConversationSimulator.WithoutModels(configuration), _clock, services =>
        {
            services.AddSingleton<IRuleObserver>(this);
            services.Replace(ServiceDescriptor.Singleton<IToolCatalog>(this));
        });
    }

    /// <inheritdoc/>
    IReadOnlyDictionary<string, ITool> IToolCatalog.Tools { get; } = new Dictionary<string, ITool>();

    /// <summary>Plays all conversations.</summary>
    public async Task<IReadOnlyList<ReplayedTurn>> RunAsync(IEnumerable<RecordedTurn> turns, CancellationToken cancellationToken)
    {
        var replayed = new List<ReplayedTurn>();
        foreach (var conversation in turns.GroupBy(t => t.Item.Conversation, StringComparer.Ordinal))
            replayed.AddRange(await RunAsync([.. conversation], cancellationToken));
        return [.. replayed.OrderBy(r => r.Was.At)];
    }

    /// <inheritdoc/>
    public void Used(TurnContext turn, Rule rule, string why)
    {
        // The decision says so.
    }

    /// <inheritdoc/>
    public void Asked(TurnContext turn, Rule rule, string slot)
    {
        // The question is among what is said.
    }

    /// <inheritdoc/>
    public void Called(TurnContext turn, Rule rule, string tool, JsonObject arguments, ToolResult result) => _tool = tool;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private async Task<List<ReplayedTurn>> RunAsync(IReadOnlyList<RecordedTurn> turns, CancellationToken cancellationToken)
    {
        var replayed = new List<ReplayedTurn>();
        _clock.Set(turns[0].At);
        await using var conversation = ConversationSimulator.Begin(_services, _clock);
        // Variables and forms of a turn that was not judged may differ from then on.
        for (var i = 0; i < turns.Count; i++)
        {
            _tool = null;
            var was = turns[i];
            if (was.At > _clock.GetUtcNow()) _clock.Set(was.At);
            var now = new List<SimulatedTurn> { await conversation.RunAsync(was.Item, cancellationToken) };
            if (i == turns.Count - 1) now.AddRange(await conversation.SettleAsync(cancellationToken));
            else if (turns[i + 1].At > _clock.GetUtcNow()) now.AddRange(await conversation.WaitAsync(turns[i + 1].At - _clock.GetUtcNow(), cancellationToken));
            replayed.Add(Compare(was, now));
        }

        return replayed;
    }

    private ReplayedTurn Compare(RecordedTurn was, List<SimulatedTurn> now)
    {
        var decision = now.LastOrDefault(t => t.Sent.Count > 0)?.Outcome.Decision ?? now[^1].Outcome.Decision;
        var (before, after) = (Texts(was.Replies), Texts(now.SelectMany(t => t.Sent)));
        var source = $"{decision.Outcome} {decision.Source}".Trim();
        var open = was.Item.Message is { } message && Recording.IsAgent(message) ? "a human wrote"
            : _tool is not null ? $"the tool {_tool} is not called again"
            : was.Source.StartsWith("model", StringComparison.Ordinal) && decision.Outcome is "fallback" or "silent" ? "a model answered"
            : null;
        return new ReplayedTurn(was, source, after, open, !before.SequenceEqual(after, StringComparer.Ordinal));
    }

    /// <summary>What messages say, as text.</summary>
    public IReadOnlyList<string> Texts(IEnumerable<Wire.Message> messages) => [.. messages.Select(m => MessageContent.Read(m).PlainText(_book.DefaultLocale))];
}

/// <summary>A turn as it was and as it would be.</summary>
/// <param name="Was">As it was.</param>
/// <param name="Source">What would give the reply.</param>
/// <param name="Says">What would be said.</param>
/// <param name="NotJudged">Why it can't be told; null: it can.</param>
/// <param name="Differs">Whether something else would be said.</param>
internal sealed record ReplayedTurn(RecordedTurn Was, string Source, IReadOnlyList<string> Says, string? NotJudged, bool Differs)
{
    /// <summary>Whether the reply changes.</summary>
    public bool Changed => Differs && NotJudged is null;
}
