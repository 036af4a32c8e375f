using System.ClientModel;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Connectors.OpenAI;
using OpenAI.Chat;
using Polly;
using Polly.CircuitBreaker;
using Weiyu.Bot.Handlers.Llm.Guards;
using Weiyu.Client.Rest;

namespace Weiyu.Bot.Handlers.Llm.Models;

/// <summary>One model at one address, with its own circuit breaker.</summary>
internal sealed class ModelEndpoint : IDisposable
{
    private const int MaxChunks = 20_000;

    private readonly LlmOptions _options;
    private readonly TimeProvider _time;
    private readonly ParameterAdapter _adapter;
    private readonly HttpClient _http;
    private readonly OpenAIChatCompletionService _chat;
    private readonly Uri _address;
    private readonly ResiliencePipeline<ModelReply> _breaker;

    /// <summary>A model.</summary>
    /// <param name="endpoint">The service's base address.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="key">The key; empty: none.</param>
    /// <param name="options">Times and bounds.</param>
    /// <param name="time">The clock of all time-outs.</param>
    /// <param name="transport">How requests get there.</param>
    /// <param name="mask">Takes personal data out of what the service says of itself.</param>
    public ModelEndpoint(Uri endpoint, string model, string key, LlmOptions options, TimeProvider time, ModelTransport transport, Func<string, string> mask)
    {
        (Name, _options, _time, _address) = (model, options, time, endpoint);
        _adapter = new ParameterAdapter(transport.Create(options), model, said => mask(key.Length > 3 ? said.Replace(key, "…", StringComparison.Ordinal) : said));
        _http = new HttpClient(new ResponseLimiter(_adapter, model, 64 * 1024 + (2048L * options.MaxOutputTokens))) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
        _chat = new OpenAIChatCompletionService(model, endpoint, key.Length > 0 ? key : "none", organization: null, _http, loggerFactory: null);
        _breaker = new ResiliencePipelineBuilder<ModelReply> { TimeProvider = time }.AddCircuitBreaker(new CircuitBreakerStrategyOptions<ModelReply>
        {
            ShouldHandle = new PredicateBuilder<ModelReply>().Handle<ModelFault>(f => !f.MayBeOfQuestion),
            FailureRatio = 0.5,
            MinimumThroughput = 6,
            SamplingDuration = TimeSpan.FromSeconds(30),
            BreakDuration = TimeSpan.FromSeconds(15),
        }).Build();
    }

    /// <summary>The model's name.</summary>
    public string Name { get; }

    /// <summary>What the service refused of requests so far and is done without: names of parameters, <c>tools</c>, <c>system</c>.</summary>
    public IReadOnlyList<string> Refused => _adapter.Refused;

    /// <summary>Asks once.</summary>
    /// <param name="history">The conversation.</param>
    /// <param name="tools">The tools that may be asked for; empty: none.</param>
    /// <param name="limit">How long this attempt may take.</param>
    /// <param name="cancellationToken">Ends the whole answer.</param>
    /// <exception cref="ModelFault">It failed.</exception>
    /// <exception cref="OperationCanceledException">The answer is no longer wanted.</exception>
    public async Task<ModelReply> AskAsync(ChatHistory history, IReadOnlyList<KernelFunction> tools, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            return await _breaker.ExecuteAsync(async token => await StreamAsync(history, tools, limit, token), cancellationToken);
        }
        catch (BrokenCircuitException e)
        {
            throw new ModelFault(FaultKind.Open, Name, "It failed too often lately and is left alone for a while.", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<ModelReply> StreamAsync(ChatHistory history, IReadOnlyList<KernelFunction> tools, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var whole = new CancellationTokenSource(limit, _time);
        using var idle = new CancellationTokenSource(_options.FirstTokenTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, whole.Token, idle.Token);
        try
        {
            return await ReadAsync(history, tools, idle, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw idle.IsCancellationRequested && !whole.IsCancellationRequested
                ? new ModelFault(FaultKind.Stalled, Name, "It said nothing for too long.")
                : new ModelFault(FaultKind.TimedOut, Name, "It took too long.");
        }
        catch (Exception e) when (e is not OperationCanceledException && Inner<ModelFault>(e) is { } fault)
        {
            throw ReferenceEquals(fault, e) ? fault : new ModelFault(fault.Kind, Name, fault.Message, e);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw Translate(e);
        }
    }

    private async Task<ModelReply> ReadAsync(ChatHistory history, IReadOnlyList<KernelFunction> tools, CancellationTokenSource idle, CancellationToken cancellationToken)
    {
        var settings = new OpenAIPromptExecutionSettings
        {
            MaxTokens = _options.MaxOutputTokens,
            Temperature = _options.Temperature,
            // The calls are made here, not by the kernel: only what the rule allows runs.
            FunctionChoiceBehavior = tools.Count > 0 ? FunctionChoiceBehavior.Auto(tools, autoInvoke: false) : null,
        };
        var text = new StringBuilder();
        var calls = new FunctionCallContentBuilder();
        TokenCount? usage = null;
        string? finish = null;
        var chunks = 0;
        var most = (_options.MaxOutputTokens * 8) + 16_384;
        await foreach (var chunk in _chat.GetStreamingChatMessageContentsAsync(history, settings, new Kernel(), cancellationToken))
        {
            idle.CancelAfter(_options.StallTimeout);
            text.Append(chunk.Content);
            calls.Append(chunk);
            if (chunk.Metadata?.GetValueOrDefault("Usage") is ChatTokenUsage counted) usage = new TokenCount(counted.InputTokenCount, counted.OutputTokenCount);
            finish = chunk.Metadata?.GetValueOrDefault("FinishReason")?.ToString() ?? finish;
            if (++chunks > MaxChunks || text.Length > most) throw new ModelFault(FaultKind.Endless, Name, "Its answer did not end.");
        }

        var all = text.ToString();
        // A service that reports nothing, or nought, is not free: an estimate counts.
        var built = calls.Build();
        var tokens = usage is { Total: > 0 } reported ? reported : new TokenCount(Cost(history), TokenCount.Estimate(all) + built.Sum(c => TokenCount.Estimate(c.FunctionName) + (c.Arguments?.Sum(a => TokenCount.Estimate($"{a.Key}{a.Value}")) ?? 0)));
        return Finish(all, built, tokens, finish);
    }

    /// <summary>About how many tokens a history takes, calls and results of tools included.</summary>
    public static int Cost(ChatHistory history) => history.Sum(m => TokenCount.Estimate(m.Content ?? "") + m.Items.OfType<FunctionResultContent>().Sum(r => m.Content is { Length: > 0 } ? 0 : TokenCount.Estimate(r.Result?.ToString() ?? "")) + 4);

    /// <summary>What an answer is worth that ended for this reason.</summary>
    private ModelReply Finish(string text, IReadOnlyList<FunctionCallContent> calls, TokenCount tokens, string? reason)
    {
        if (reason == nameof(ChatFinishReason.ContentFilter)) throw new ModelFault(FaultKind.Filtered, Name, "The service's own filter stopped its answer.") { MayBeOfQuestion = true };
        if (reason == nameof(ChatFinishReason.Length))
        {
            // A call that was cut may lack an argument.
            var whole = calls.Count == 0 ? Unfinished.WholeSentences(text) : null;
            return whole is null
                ? throw new ModelFault(FaultKind.TooLong, Name, "Its answer was cut at Llm:MaxOutputTokens, and too little of it is whole.") { MayBeOfQuestion = true }
                : new ModelReply(whole, [], tokens, Name) { Cut = true };
        }

        if (text.Length == 0 && calls.Count == 0) throw new ModelFault(FaultKind.Garbage, Name, "Its answer was empty.");
        return new ModelReply(text, calls, tokens, Name);
    }

    private ModelFault Translate(Exception e)
    {
        // While streaming, the SDK's own exception comes through; otherwise the kernel's.
        var code = e is ClientResultException { Status: > 0 } result ? (HttpStatusCode)result.Status : (e as HttpOperationException)?.StatusCode;
        if (code is { } status)
        {
            var kind = status switch
            {
                HttpStatusCode.TooManyRequests => FaultKind.RateLimited,
                HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => FaultKind.Server,
                _ => FaultKind.Refused,
            };
            // The body is left out: services repeat prompts, and some repeat keys.
            return new ModelFault(kind, Name, string.Create(CultureInfo.InvariantCulture, $"It answered with status {(int)status}."), e)
            {
                RetryAfter = RetryAfter(e),
                MayBeOfQuestion = status is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity,
            };
        }

        return e switch
        {
            // Some services have their own word for what their filter does ("sensitive"); the SDK throws at words that it does not know.
            ArgumentOutOfRangeException when e.Message.Contains(nameof(ChatFinishReason), StringComparison.Ordinal) =>
                new ModelFault(FaultKind.Filtered, Name, "It ended its answer for a reason of its own.", e) { MayBeOfQuestion = true },
            HttpIOException or IOException => new ModelFault(FaultKind.Cut, Name, "The answer broke off.", e),
            HttpOperationException or HttpRequestException or ClientResultException => new ModelFault(FaultKind.Unreachable, Name, $"It can't be reached{(ConnectionTrouble.Of(e, _address) is { } why ? $": {why}" : "")}.", e),
            _ => new ModelFault(FaultKind.Garbage, Name, $"It answered with something that can't be read ({e.GetType().Name}).", e),
        };
    }

    private TimeSpan? RetryAfter(Exception e)
    {
        if (Inner<ClientResultException>(e)?.GetRawResponse()?.Headers.TryGetValue("Retry-After", out var value) != true) return null;
        if (double.TryParse(value, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 86_400) return TimeSpan.FromSeconds(seconds);
        return DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, out var at) && at - _time.GetUtcNow() is { Ticks: > 0 } wait ? wait : null;
    }

    private static T? Inner<T>(Exception? e)
        where T : Exception
    {
        for (; e is not null; e = e.InnerException)
        {
            if (e is T found) return found;
        }

        return null;
    }
}
