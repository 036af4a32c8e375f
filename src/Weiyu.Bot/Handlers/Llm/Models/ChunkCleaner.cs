using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Weiyu.Bot.Handlers.Llm.Models;

/// <summary>
/// Makes a proper chunk of what services send: what can be read is read, and what does not matter to the answer must not cost it. Reasons to end, roles, times, ids, usage and
/// contents come in many spellings; members that nobody asked for are left out.
/// </summary>
internal static class ChunkCleaner
{
    /// <summary>Cleans the payload of one event.</summary>
    /// <param name="payload">JSON.</param>
    /// <param name="model">The model's name, for faults.</param>
    /// <returns>The chunk; null when there is nothing in it for the answer. What is no JSON object comes back as it is: the reader says what is wrong.</returns>
    /// <exception cref="ModelFault">It tells of a failure.</exception>
    public static string? Clean(string payload, string model)
    {
        JsonObject? chunk;
        try
        {
            chunk = JsonNode.Parse(payload) as JsonObject;
        }
        catch (JsonException)
        {
            return payload;
        }

        return chunk is null ? payload : Clean(chunk, model)?.ToJsonString();
    }

    /// <summary>Cleans a chunk, or a whole answer, whose <c>message</c> becomes its <c>delta</c>.</summary>
    public static JsonObject? Clean(JsonObject chunk, string model)
    {
        if (chunk["choices"] is not JsonArray choices)
        {
            if (chunk["error"] is { } error) throw new ModelFault(FaultKind.Server, model, $"It answered with an error{Text(error is JsonObject told ? told["code"] : null, ": code ")}.");
            return chunk.ContainsKey("usage") ? Whole([], chunk) : chunk.ContainsKey("type") ? null : chunk;
        }

        var cleaned = new JsonArray();
        for (var i = 0; i < choices.Count; i++)
        {
            if (choices[i] is JsonObject choice) cleaned.Add(Choice(choice, i, model));
        }

        return Whole(cleaned, chunk);
    }

    private static JsonObject Whole(JsonArray choices, JsonObject chunk)
    {
        var result = new JsonObject
        {
            ["id"] = Text(chunk["id"]) is { Length: > 0 } id ? id : "chunk",
            ["object"] = "chat.completion.chunk",
            ["created"] = (long)Number(chunk["created"]),
            ["model"] = Text(chunk["model"]) is { Length: > 0 } name ? name : "model",
            ["choices"] = choices,
        };
        if (chunk["usage"] is JsonObject usage && ((int)Number(usage["prompt_tokens"]), (int)Number(usage["completion_tokens"])) is var (sent, got) && sent + got > 0)
            result["usage"] = new JsonObject { ["prompt_tokens"] = sent, ["completion_tokens"] = got, ["total_tokens"] = sent + got };
        return result;
    }

    private static JsonObject Choice(JsonObject choice, int index, string model)
    {
        var source = choice["delta"] as JsonObject ?? choice["message"] as JsonObject ?? [];
        var delta = new JsonObject();
        if (Text(source["role"]) is "assistant") delta["role"] = "assistant";
        if (Content(source["content"]) is { } content) delta["content"] = content;
        if (source["tool_calls"] is JsonArray { Count: > 0 } calls) delta["tool_calls"] = new JsonArray([.. calls.OfType<JsonObject>().Select(Call)]);
        if (Text(source["refusal"]) is { Length: > 0 } refusal) delta["refusal"] = refusal;
        return new JsonObject { ["index"] = (int)Number(choice["index"], index), ["delta"] = delta, ["finish_reason"] = Reason(Text(choice["finish_reason"]), model) };
    }

    private static JsonNode Call(JsonObject call, int index)
    {
        var function = call["function"] as JsonObject ?? [];
        var cleaned = new JsonObject();
        if (Text(function["name"]) is { Length: > 0 } name) cleaned["name"] = name;
        cleaned["arguments"] = function["arguments"] is JsonValue or null ? Text(function["arguments"]) : function["arguments"]!.ToJsonString();
        var result = new JsonObject { ["index"] = (int)Number(call["index"], index), ["type"] = "function", ["function"] = cleaned };
        if (Text(call["id"]) is { Length: > 0 } id) result["id"] = id;
        else if (cleaned.ContainsKey("name")) result["id"] = $"call_{index}";
        return result;
    }

    /// <summary>Text, or the text among parts; thoughts among them are left out.</summary>
    private static string? Content(JsonNode? content) => content switch
    {
        null => null,
        JsonArray parts => string.Concat(parts.Select(p => p is JsonObject part ? (Text(part["type"]) is "text" or "output_text" or "" ? Text(part["text"]) : "") : Text(p))),
        JsonValue => Text(content),
        _ => null,
    };

    /// <summary>Why it ended, in the words of the API; null while it goes on.</summary>
    private static string? Reason(string word, string model)
    {
        if (word.Length == 0) return null;
        var small = word.ToLowerInvariant();
        if (small is "stop" or "length" or "tool_calls" or "content_filter" or "function_call") return small;
        if (Has(small, "filter", "safe", "sensitive", "block", "risk", "prohibit", "violat", "inspect", "censor", "recitation")) return "content_filter";
        if (Has(small, "length", "max", "limit", "trunc")) return "length";
        if (Has(small, "tool", "function")) return "tool_calls";
        return Has(small, "error", "fail", "abort", "cancel", "insufficient", "timeout") ? throw new ModelFault(FaultKind.Cut, model, "The answer broke off.") : "stop";
    }

    private static bool Has(string word, params ReadOnlySpan<string> parts)
    {
        foreach (var part in parts)
        {
            if (word.Contains(part, StringComparison.Ordinal)) return true;
        }

        return false;
    }

    private static string Text(JsonNode? node, string before = "") => node is JsonValue value ? before + (value.TryGetValue<string>(out var text) ? text : value.ToJsonString()) : "";

    private static double Number(JsonNode? node, double otherwise = 0) =>
        node is JsonValue value && double.TryParse(Text(value), System.Globalization.CultureInfo.InvariantCulture, out var number) && number is >= 0 and < 1e12 ? Math.Ceiling(number) : otherwise;
}

/// <summary>A stream of events in which every chunk is clean: comments, pings, empty data and all line ends are understood.</summary>
/// <param name="inner">The events as they come.</param>
/// <param name="model">The model's name.</param>
internal sealed class CleanEvents(Stream inner, string model) : Stream
{
    private const int MaxLine = 4 * 1024 * 1024;

    private readonly byte[] _read = new byte[16 * 1024];
    private readonly MemoryStream _line = new();
    private byte[] _ready = [];
    private int _given;
    private bool _ended;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => 0; set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_given == _ready.Length && !_ended)
        {
            var count = await inner.ReadAsync(_read, cancellationToken);
            var ready = new MemoryStream();
            if (count == 0)
            {
                _ended = true;
                End(ready);
            }

            for (var i = 0; i < count; i++)
            {
                if (_read[i] is (byte)'\n' or (byte)'\r') End(ready);
                else if (_line.Length < MaxLine) _line.WriteByte(_read[i]);
                else throw new ModelFault(FaultKind.Endless, model, "A line of its answer did not end.");
            }

            (_ready, _given) = (ready.ToArray(), 0);
        }

        var part = Math.Min(buffer.Length, _ready.Length - _given);
        _ready.AsSpan(_given, part).CopyTo(buffer.Span);
        _given += part;
        return part;
    }

    // Only the SDK's clearing up reads without await: see ResponseLimiter.
    public override int Read(byte[] buffer, int offset, int count) => 0;

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }

    private void End(MemoryStream ready)
    {
        if (_line.Length == 0) return;
        var line = Encoding.UTF8.GetString(_line.GetBuffer(), 0, (int)_line.Length).TrimStart('\ufeff');
        _line.SetLength(0);
        if (!line.StartsWith("data:", StringComparison.Ordinal)) return;
        var payload = line[5..].Trim();
        if (payload.Length == 0) return;
        if ((payload == "[DONE]" ? payload : ChunkCleaner.Clean(payload, model)) is { } clean) ready.Write(Encoding.UTF8.GetBytes($"data: {clean}\n\n"));
    }
}
