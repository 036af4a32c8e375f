using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Weiyu.Bot.Handlers.Llm.Guards;
using Weiyu.Bot.Handlers.Llm.Models;
using Weiyu.Bot.Handlers.Llm.Prompting;
using Weiyu.Bot.Handlers.Llm.Tools;
using Weiyu.Bot.Privacy;
using Weiyu.Knowledge;
using Weiyu.Text.Folding;

namespace Weiyu.Bot.Handlers.Llm;

/// <summary>
/// Gets an answer from the models and judges it: the whole way from a question to a reply that may be sent, or to the reason why there is none.
/// The handler and the evaluation of replies both use it.
/// </summary>
internal sealed class AnswerModel(
    IOptions<LlmOptions> options,
    ModelChain chain,
    ToolBox tools,
    PersonaSource personas,
    PersonalDataMask mask,
    GuardWords words,
    TokenBudget budget,
    ConcurrencyGate gate,
    AnswerCache cache,
    LlmTelemetry telemetry,
    HouseClock clock,
    TimeProvider time,
    ILogger<AnswerModel> log)
{
    private const int MaxCallsOfRound = 4;
    private static readonly TimeSpan LeastForAnotherTry = TimeSpan.FromSeconds(1);

    private readonly LlmOptions _options = options.Value;
    private readonly ReplyGuard _guard = new(options.Value, words);
    private readonly Task _warm = options.Value.IsOn ? Task.Run(() => Warmup.Run(options.Value, words)) : Task.CompletedTask;

    /// <summary>Whether there is a model.</summary>
    public bool IsOn => _options.IsOn;

    /// <summary>Answers a question.</summary>
    /// <returns>A reply that may be sent, or why there is none. It never throws for what models do.</returns>
    /// <exception cref="OperationCanceledException">The answer is no longer wanted.</exception>
    public async Task<AnswerOutcome> TryAnswerAsync(AnswerInput input, CancellationToken cancellationToken)
    {
        if (!IsOn) return new AnswerOutcome(AnswerKind.Off);
        using var span = telemetry.Answer();
        var start = time.GetTimestamp();
        var outcome = await IsWarmAsync(input.Deadline ?? _options.Deadline, cancellationToken)
            ? await AnswerAsync(input, start, cancellationToken)
            : new AnswerOutcome(AnswerKind.Late) { Reason = "the guards are not ready yet" };
        outcome = outcome with { Latency = time.GetElapsedTime(start) };
        telemetry.Ended(outcome);
        span?.SetTag("weiyu.outcome", outcome.Kind.ToString().ToLowerInvariant()).SetTag("weiyu.cached", outcome.Cached);
        LlmLog.Ended(log, outcome.Model, outcome.Kind, outcome.HandedOver ? "" : outcome.Reason, (long)outcome.Latency.TotalMilliseconds, outcome.Tokens.In, outcome.Tokens.Out, outcome.Calls.Count);
        return outcome;
    }

    /// <summary>Waits for the guards, which take a second or two after the start; false when that is longer than the answer may take.</summary>
    private async ValueTask<bool> IsWarmAsync(TimeSpan deadline, CancellationToken cancellationToken)
    {
        try
        {
            await _warm.WaitAsync(deadline, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task<AnswerOutcome> AnswerAsync(AnswerInput input, long start, CancellationToken cancellationToken)
    {
        var deadline = input.Deadline ?? _options.Deadline;
        var now = clock.Now;
        var persona = personas.For(input.Locale);
        var prompt = Prompt.Build(input, persona, mask.NewSession(), now);
        foreach (var source in prompt.Tampered) LlmLog.Tampered(log, source);
        var nothing = new AnswerOutcome(AnswerKind.Failed) { Curated = Curated(prompt, input.Question) };

        if (InjectionScreen.IsSuspicious(input.Question)) return nothing with { Kind = AnswerKind.Screened, Reason = "the question gives orders to the machine" };
        var mayKeep = input.Tools.Count == 0 && !prompt.HoldsVisitorData && prompt.Tampered.Count == 0;
        var key = mayKeep ? AnswerCache.Key(input, persona, chain.Names) : "";
        if (mayKeep && cache.Find(key) is { Text: { } kept } known && _guard.Unfit(kept, prompt.Leak, prompt.Texts("").Open) is null) return known with { Cached = true, Tokens = default };

        var estimate = ModelEndpoint.Cost(prompt.History) + _options.MaxOutputTokens;
        if (_options.TokensPerConversation > 0 && input.TokensSpent + estimate > _options.TokensPerConversation) return nothing with { Kind = AnswerKind.OverBudget, Reason = "the conversation's tokens are used up" };
        if (!budget.TryReserve(estimate)) return nothing with { Kind = AnswerKind.OverBudget, Reason = "the day's tokens are used up" };

        var spent = new Spending();
        var left = deadline - time.GetElapsedTime(start);
        using var late = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            using var place = await gate.EnterAsync(either.Token);
            if (place is null) return nothing with { Kind = AnswerKind.Busy, Reason = "too many wait" };
            var until = start + (long)(deadline.TotalSeconds * time.TimestampFrequency);
            var outcome = await ConverseAsync(input, prompt, nothing, until, spent, either.Token);
            if (mayKeep && outcome is { Kind: AnswerKind.Answered, Cut: false }) cache.Keep(key, outcome);
            return outcome;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // What was asked and not heard to its end is paid for, too.
            spent.Tokens += new TokenCount(ModelEndpoint.Cost(prompt.History), 0);
            return nothing with { Kind = AnswerKind.Late, Reason = "the deadline passed", Tokens = spent.Tokens };
        }
        catch (ModelFault fault)
        {
            if (fault.Kind is FaultKind.Cut or FaultKind.Garbage or FaultKind.Stalled or FaultKind.TimedOut or FaultKind.Endless or FaultKind.TooLong or FaultKind.Filtered) spent.Tokens += new TokenCount(ModelEndpoint.Cost(prompt.History), 0);
            var missed = time.GetElapsedTime(start) >= deadline;
            return nothing with { Kind = missed ? AnswerKind.Late : AnswerKind.Failed, Reason = fault.Kind.ToString().ToLowerInvariant(), Model = fault.Model, Tokens = spent.Tokens };
        }
        finally
        {
            budget.Settle(estimate, spent.Tokens.Total);
        }
    }

    /// <summary>Asks, runs the tools that are asked for, asks again; a bounded number of times.</summary>
    private async Task<AnswerOutcome> ConverseAsync(AnswerInput input, Prompt prompt, AnswerOutcome nothing, long until, Spending spent, CancellationToken cancellationToken)
    {
        var allowed = tools.Allowed(input.Tools, _options.HandOver);
        var runner = new ToolRunner(allowed, prompt, input, time, log);
        var declared = allowed.Values.Select(t => t.Declaration).ToList();
        var model = 0;
        var again = false;
        for (var round = 0; ; round++)
        {
            // In the last round there are no tools: whoever still wants some has nothing to say.
            var last = round >= _options.MaxToolRounds;
            (var reply, model) = await chain.AskAsync(prompt.History, last ? [] : declared, model, until, cancellationToken);
            spent.Tokens += reply.Tokens;
            var outcome = nothing with { Tokens = spent.Tokens, Model = reply.Model, Calls = runner.Ran, Made = runner.Made };
            if (reply.Calls.Count == 0)
            {
                outcome = Judge(input, prompt, runner, reply, outcome);
                if (outcome.Kind != AnswerKind.Rejected || again || !MayTryAgain(input, prompt, spent, until)) return outcome;
                again = true;
                prompt.TryAgain(reply.Text, $"{outcome.Reason}{outcome.Detail}", input.Locale);
                continue;
            }

            if (last) return outcome with { Kind = AnswerKind.Failed, Reason = "tool loop" };
            if (reply.Calls.FirstOrDefault(c => c.FunctionName == ModelTool.HandOver && string.IsNullOrEmpty(c.PluginName)) is { } call && allowed.ContainsKey(ModelTool.HandOver))
            {
                return outcome with { Kind = AnswerKind.HandedOver, Reason = HandOverReason(call, prompt) };
            }

            await RunAsync(reply, prompt, runner, until, cancellationToken);
            if (runner.Pending is { } pending) return outcome with { Kind = AnswerKind.Asks, Pending = pending };
            if (_options.TokensPerConversation > 0 && input.TokensSpent + spent.Tokens.Total > _options.TokensPerConversation)
            {
                return outcome with { Kind = AnswerKind.OverBudget, Reason = "the conversation's tokens are used up" };
            }
        }
    }

    private async Task RunAsync(ModelReply reply, Prompt prompt, ToolRunner runner, long until, CancellationToken cancellationToken)
    {
        var calls = reply.Calls.Take(MaxCallsOfRound).Select((c, i) => string.IsNullOrEmpty(c.Id) ? new FunctionCallContent(c.FunctionName, c.PluginName, $"call_{prompt.History.Count}_{i}", c.Arguments) : c).ToList();
        var message = new ChatMessageContent(AuthorRole.Assistant, content: null);
        foreach (var call in calls) message.Items.Add(call);
        prompt.History.Add(message);
        foreach (var call in calls)
        {
            var left = time.GetElapsedTime(time.GetTimestamp(), until);
            var result = await runner.RunAsync(call, left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1), cancellationToken);
            prompt.History.Add(new FunctionResultContent(call, result).ToChatMessage());
        }
    }

    private AnswerOutcome Judge(AnswerInput input, Prompt prompt, ToolRunner runner, ModelReply reply, AnswerOutcome outcome)
    {
        var text = prompt.Mask.PutBack(reply.Text);
        if (log.IsEnabled(LogLevel.Trace))
        {
            var redacted = mask.Redact(text);
            LlmLog.Reply(log, redacted);
        }

        var done = string.Join('\n', input.Made.Concat(runner.Made).Select(m => m.Summary));
        var verdict = _guard.Judge(text, new ReplyContext(prompt.Grounding, prompt.Leak, prompt.Texts(done), input.Locale, prompt.Tampered.Count > 0, prompt.Passages.Count));
        if (verdict.Text is null)
        {
            return outcome with { Kind = AnswerKind.Rejected, Reason = verdict.Reason ?? "", Detail = verdict.Explain()[(verdict.Reason ?? "").Length..], Grounded = !verdict.Ungrounded };
        }

        var named = Citations.Read(reply.Text, prompt.Passages.Count).Select(i => prompt.Passages[i]).ToList();
        return outcome with
        {
            Kind = AnswerKind.Answered, Text = verdict.Text, Cut = reply.Cut, Grounded = true, Sources = named.Count > 0 ? named : (IReadOnlyList<Passage>)prompt.Passages,
            Proven = prompt.Grounding.Proven(verdict.Text),
        };
    }

    /// <summary>Whether there is time and are tokens for another try.</summary>
    private bool MayTryAgain(AnswerInput input, Prompt prompt, Spending spent, long until)
    {
        if (!_options.TryAgain || time.GetElapsedTime(time.GetTimestamp(), until) < LeastForAnotherTry) return false;
        var estimate = ModelEndpoint.Cost(prompt.History) + _options.MaxOutputTokens;
        return _options.TokensPerConversation <= 0 || input.TokensSpent + spent.Tokens.Total + estimate <= _options.TokensPerConversation;
    }

    /// <summary>
    /// The best passage that may be sent instead of a reply: it speaks of what was asked, and the guards that would refuse it in a reply refuse it here.
    /// </summary>
    private Passage? Curated(Prompt prompt, string question)
    {
        var asked = Tokens.Of(DeepFolding.Fold(question));
        return prompt.Passages.OrderByDescending(p => p.Score).FirstOrDefault(p => p.Text.Length > 0 && Fits(asked, p) && _guard.Unfit(p.Answer ?? p.Text, null, "") is null);
    }

    /// <summary>Whether a passage has a word of the question, where both are in one language: another's are compared by meaning alone.</summary>
    private static bool Fits(HashSet<string> asked, Passage passage)
    {
        var told = Tokens.Of(DeepFolding.Fold($"{passage.Question} {passage.Title} {passage.Text}"));
        return asked.Count == 0 || asked.Overlaps(told) || asked.Any(t => Tokens.IsHan(t[0])) != told.Any(t => Tokens.IsHan(t[0]));
    }

    /// <summary>The model's reason, as a colleague and the record may read it: short, one line, without personal data.</summary>
    private string HandOverReason(FunctionCallContent call, Prompt prompt)
    {
        const int Longest = 160;
        var reason = call.Arguments?.TryGetValue("reason", out var value) == true ? value?.ToString() ?? "" : "";
        reason = Sanitizer.Data(prompt.Mask.PutBack(reason).ReplaceLineEndings(" "), Longest).Trim();
        return reason.Length == 0 || _guard.Unfit(reason, prompt.Leak, prompt.Texts("").Open) is not null ? "the model asks for a human" : mask.Redact(reason);
    }

    private sealed class Spending
    {
        public TokenCount Tokens { get; set; }
    }
}
