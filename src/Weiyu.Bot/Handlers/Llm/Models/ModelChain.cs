using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Weiyu.Bot.Configuration;

namespace Weiyu.Bot.Handlers.Llm.Models;

/// <summary>The models in the order in which they are asked.</summary>
internal sealed class ModelChain : IDisposable
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(200);

    private readonly LlmOptions _options;
    private readonly TimeProvider _time;
    private readonly LlmTelemetry _telemetry;
    private readonly ILogger<ModelChain> _log;
    private readonly Backoff _backoff;
    private readonly List<ModelEndpoint> _models = [];

    /// <summary>The models of the configuration; none without an endpoint.</summary>
    public ModelChain(IOptions<LlmOptions> options, BotPaths paths, TimeProvider time, LlmTelemetry telemetry, ILogger<ModelChain> log, ModelTransport transport, Weiyu.Bot.Privacy.PersonalDataMask mask)
    {
        (_options, _time, _telemetry, _log) = (options.Value, time, telemetry, log);
        _backoff = new Backoff(unchecked((int)time.GetTimestamp()));
        if (!_options.IsOn) return;
        var key = Key(paths, _options.ApiKey, _options.ApiKeyFile);
        _models.Add(new ModelEndpoint(new Uri(_options.Endpoint), _options.Model, key, _options, time, transport, mask.Redact));
        foreach (var fallback in _options.Fallbacks)
        {
            // A key goes only to the address that it was given for.
            var same = fallback.Endpoint.Length == 0 || fallback.Endpoint == _options.Endpoint;
            var own = Key(paths, fallback.ApiKey, fallback.ApiKeyFile);
            _models.Add(new ModelEndpoint(
                new Uri(same ? _options.Endpoint : fallback.Endpoint), fallback.Model.Length > 0 ? fallback.Model : _options.Model, own.Length > 0 || !same ? own : key, _options, time, transport, mask.Redact));
        }
    }

    /// <summary>The models' names, in order.</summary>
    public IReadOnlyList<string> Names => _models.ConvertAll(m => m.Name);

    /// <summary>Asks one model after the other until one answers.</summary>
    /// <param name="history">The conversation.</param>
    /// <param name="tools">The tools that may be asked for.</param>
    /// <param name="first">Which model to begin with; changed to the one that answered, so that the next round stays with it.</param>
    /// <param name="until">When the whole answer must be there, as a timestamp of the clock.</param>
    /// <param name="cancellationToken">Cancelled at the deadline, or when the answer is no longer wanted.</param>
    /// <exception cref="ModelFault">All of them failed; the last one's failure.</exception>
    public async Task<(ModelReply Reply, int Model)> AskAsync(ChatHistory history, IReadOnlyList<KernelFunction> tools, int first, long until, CancellationToken cancellationToken)
    {
        ModelFault? last = null;
        for (var i = first; i < _models.Count; i++)
        {
            for (var attempt = 0; attempt <= _options.Retries; attempt++)
            {
                var left = _time.GetElapsedTime(_time.GetTimestamp(), until);
                // Those who come later get their share of the time that is left.
                var share = left / (_models.Count - i);
                if (share < Shortest) share = left;
                if (left <= TimeSpan.Zero) throw last ?? new ModelFault(FaultKind.TimedOut, _models[i].Name, "No time was left.");
                try
                {
                    return (await MeasureAsync(_models[i], history, tools, share < _options.Timeout ? share : _options.Timeout, cancellationToken), i);
                }
                catch (ModelFault fault)
                {
                    last = fault;
                    LlmLog.Failed(_log, fault.Model, fault.Kind, fault.Message);
                    var wait = _backoff.Delay(attempt + 1, fault.RetryAfter);
                    left = _time.GetElapsedTime(_time.GetTimestamp(), until);
                    if (!fault.MayPass || attempt == _options.Retries || wait > left / (_models.Count - i)) break;
                    await Task.Delay(wait, _time, cancellationToken);
                }
            }
        }

        throw last ?? new ModelFault(FaultKind.Unreachable, "", "There is no model.");
    }

    /// <summary>Asks every model for a word, as the bot asks: with a system message, a visitor's and, where the model may call a human, a tool.</summary>
    /// <returns>How each failed, null when it answered; and what it does not accept.</returns>
    public async Task<List<(string Model, ModelFault? Fault, IReadOnlyList<string> Refused)>> ProbeAsync(CancellationToken cancellationToken)
    {
        var results = new List<(string Model, ModelFault? Fault, IReadOnlyList<string> Refused)>();
        IReadOnlyList<KernelFunction> tools = _options.HandOver ? [new Tools.ModelTool(Tools.ModelTool.HandOver, null).Declaration] : [];
        foreach (var model in _models)
        {
            try
            {
                var history = new ChatHistory("You answer with one word.");
                history.AddUserMessage("Say OK.");
                await MeasureAsync(model, history, tools, _options.Timeout, cancellationToken);
                results.Add((model.Name, null, model.Refused));
            }
            catch (ModelFault fault)
            {
                results.Add((model.Name, fault, model.Refused));
            }
        }

        return results;
    }

    /// <inheritdoc/>
    public void Dispose() => _models.ForEach(m => m.Dispose());

    private async Task<ModelReply> MeasureAsync(ModelEndpoint model, ChatHistory history, IReadOnlyList<KernelFunction> tools, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var call = _telemetry.Call(model.Name);
        try
        {
            var reply = await model.AskAsync(history, tools, limit, cancellationToken);
            call.Answered(reply.Tokens);
            return reply;
        }
        catch (ModelFault fault)
        {
            call.Failed(fault.Kind.ToString());
            throw;
        }
        catch (OperationCanceledException)
        {
            call.Failed("Cancelled");
            throw;
        }
    }

    /// <summary>The key of a file, or as configured. Validated at the start; a file that vanished since counts as empty.</summary>
    private static string Key(BotPaths paths, string key, string file)
    {
        if (file.Length == 0) return key.Trim();
        try
        {
            return File.ReadAllText(paths.Resolve(file)).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
