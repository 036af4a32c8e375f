using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.SemanticKernel;
using Weiyu.Bot.Handlers.Llm.Guards;
using Weiyu.Bot.Handlers.Llm.Prompting;
using Weiyu.Bot.Handlers.Tools;

namespace Weiyu.Bot.Handlers.Llm.Tools;

/// <summary>
/// Runs the tools that a model asks for in one answer, or refuses: only those that the rule allows, with arguments of the declared shape whose
/// numbers and addresses were said in the conversation; each identical call once; results bounded, free of orders and with personal data masked.
/// </summary>
internal sealed class ToolRunner(IReadOnlyDictionary<string, ModelTool> allowed, Prompt prompt, AnswerInput input, TimeProvider time, ILogger log)
{
    private const int MaxCalls = 8;
    private const int MaxResult = 6_000;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Dictionary<string, string> _done = [];

    /// <summary>The tools that ran, in order.</summary>
    public List<string> Ran { get; } = [];

    /// <summary>The change that waits for the visitor's yes; null: none.</summary>
    public Change? Pending { get; private set; }

    /// <summary>The changes that were made.</summary>
    public List<Change> Made { get; } = [];

    /// <summary>Runs a call.</summary>
    /// <param name="call">What the model asks for.</param>
    /// <param name="left">The time that is left for the whole answer.</param>
    /// <param name="cancellationToken">Ends the answer.</param>
    /// <returns>The result, as the model may see it.</returns>
    public async Task<string> RunAsync(FunctionCallContent call, TimeSpan left, CancellationToken cancellationToken)
    {
        var name = call.PluginName is { Length: > 0 } plugin ? $"{plugin}_{call.FunctionName}" : call.FunctionName;
        if (!allowed.TryGetValue(name, out var known) || known.Tool is not { } tool)
        {
            LlmLog.ToolRefused(log, name.Length > 80 ? name[..80] : name);
            return Error("There is no such tool.");
        }

        if (ToolArguments.Read(call, tool.Parameters, prompt.Mask.PutBack, out var arguments) is { } wrong) return Error(wrong);
        var written = arguments.ToJsonString(Readable);
        if (prompt.Grounding.Invented(written) is not null) return Error("The arguments hold a number or an address that nobody in the conversation gave. Ask the visitor for it.");
        var key = $"{tool.Name} {written}";
        if (_done.TryGetValue(key, out var before)) return before;
        if (tool.Policy.Changes) return await ChangeAsync(tool, arguments, key, left, cancellationToken);
        if (Ran.Count >= MaxCalls) return Error("No more tools may be called. Answer now.");
        Ran.Add(tool.Name);
        return _done[key] = (await CallAsync(tool, arguments, null, left < Longest ? left : Longest, cancellationToken)).Text;
    }

    /// <summary>A change needs values from the visitor or a tool, is the only one of its turn, is made once in a conversation, and waits for a yes.</summary>
    private async Task<string> ChangeAsync(ITool tool, JsonObject arguments, string key, TimeSpan left, CancellationToken cancellationToken)
    {
        if (Unproven(arguments) is { } name)
        {
            LlmLog.ChangeRefused(log, tool.Name, name);
            return Error($"Neither the visitor nor a tool gave the argument {name}. Ask the visitor for it.");
        }

        if (Pending is not null || Made.Count > 0) return Error("Only one change can be made in a turn.");
        var once = Change.KeyOf(input.Thread.Uid, tool.Name, arguments);
        if (input.Made.Any(m => m.Key == once)) return Error("This was done already in this conversation.");
        var change = new Change(tool.Name, arguments, Change.Summarise(tool, arguments, input.Locale), once, time.GetUtcNow());
        if (tool.Policy.Asks)
        {
            Pending = change;
            return "{}";
        }

        Ran.Add(tool.Name);
        var (text, ok) = await CallAsync(tool, arguments, once, left < Longest ? left : Longest, cancellationToken);
        if (ok) Made.Add(change);
        LlmLog.Changed(log, tool.Name, once, ok ? "made" : "failed");
        return _done[key] = text;
    }

    /// <summary>The first argument that nobody gave.</summary>
    private string? Unproven(JsonObject arguments) => arguments.FirstOrDefault(a => a.Value is not null && !IsProven(a.Value, 0)).Key;

    private bool IsProven(JsonNode? value, int depth) => value switch
    {
        null => true,
        JsonArray items when depth < 8 => items.All(i => IsProven(i, depth + 1)),
        JsonObject members when depth < 8 => members.All(m => IsProven(m.Value, depth + 1)),
        JsonValue single => prompt.Grounding.Provenance.Has(Weiyu.Rules.Templates.TemplateValues.Show(single)),
        _ => false,
    };

    private async Task<(string Text, bool Ok)> CallAsync(ITool tool, JsonObject arguments, string? once, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            var result = await tool.CallAsync(arguments, new ToolCall(input.Thread, input.CauseUid, timeout) { IdempotencyKey = once }, either.Token).WaitAsync(either.Token);
            if (!result.Ok)
            {
                LlmLog.ToolFailed(log, tool.Name, "it says so");
                return (Error("It failed."), false);
            }

            var clean = Clean(result.Value?.DeepClone(), 0, out var removed);
            if (removed)
            {
                prompt.Tampered.Add(tool.Name);
                LlmLog.Tampered(log, tool.Name);
            }

            var text = clean?.ToJsonString(Readable) ?? "{}";
            return (prompt.ToolResult(tool.Name, text.Length > MaxResult ? text[..MaxResult] : text), true);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            LlmLog.ToolFailed(log, tool.Name, "it took too long");
            return (Error("It took too long."), false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LlmLog.ToolFailed(log, tool.Name, e.GetType().Name);
            return (Error("It failed."), false);
        }
    }

    /// <summary>A result without the sentences that give orders, whether they are keys or values.</summary>
    private static JsonNode? Clean(JsonNode? node, int depth, out bool removed)
    {
        removed = false;
        switch (node)
        {
            case JsonValue value when value.TryGetValue<string>(out var text):
                return JsonValue.Create(InjectionScreen.Clean(text, out removed));
            case JsonArray array when depth < 16:
                var items = new JsonArray();
                foreach (var item in array)
                {
                    items.Add(Clean(item?.DeepClone(), depth + 1, out var one));
                    removed |= one;
                }

                return items;
            case JsonObject members when depth < 16:
                var kept = new JsonObject();
                foreach (var (key, member) in members)
                {
                    if (InjectionScreen.IsSuspicious(key))
                    {
                        removed = true;
                        continue;
                    }

                    kept[key] = Clean(member?.DeepClone(), depth + 1, out var one);
                    removed |= one;
                }

                return kept;
            default:
                return node is JsonValue ? node : null;
        }
    }

    private static string Error(string message) => new JsonObject { ["error"] = message }.ToJsonString(Readable);
}
