using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Weiyu.Bot.Handlers.Llm.Models;

/// <summary>
/// Asks once more without what a service refuses of a request and can do without: a temperature, a way to name the most tokens, options of the stream, tools, a system message.
/// What was refused once is left out from then on. Any other refusal becomes a fault with the service's own words, masked.
/// </summary>
/// <param name="inner">The line.</param>
/// <param name="model">The model's name.</param>
/// <param name="mask">Takes personal data and the key out of what the service says.</param>
internal sealed partial class ParameterAdapter(HttpMessageHandler inner, string model, Func<string, string> mask) : DelegatingHandler(inner)
{
    private const int MaxTries = 5;
    private const int MaxBody = 16 * 1024;
    private const int MaxWords = 240;
    private const int Echo = 16;

    private static readonly string[] Optional = ["temperature", "max_completion_tokens", "max_tokens", "stream_options", "parallel_tool_calls", "top_p", "store", "seed", "stream"];

    private readonly Lock _lock = new();
    private readonly HashSet<string> _refused = [];

    /// <summary>What this service refused so far: names of parameters, <c>tools</c>, <c>system</c>.</summary>
    public IReadOnlyList<string> Refused
    {
        get
        {
            lock (_lock) return [.. _refused.Order(StringComparer.Ordinal)];
        }
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            var sent = Without(body, out var keys);
            if (request.Content is not null) request.Content = new StringContent(sent, Encoding.UTF8, "application/json");
            var response = await base.SendAsync(request, cancellationToken);
            if ((int)response.StatusCode < 400) return response;
            var said = await ReadAsync(response, cancellationToken);
            if (attempt < MaxTries && response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity or HttpStatusCode.NotImplemented && Find(said, keys) is { } refused)
            {
                response.Dispose();
                lock (_lock) _refused.Add(refused);
                continue;
            }

            using (response) throw Fault(response, said, body);
        }
    }

    /// <summary>The request without what was refused; gives the keys that are left.</summary>
    private string Without(string body, out HashSet<string> keys)
    {
        keys = [];
        try
        {
            if (JsonNode.Parse(body) is not JsonObject request) return body;
            foreach (var refused in Refused) Leave(request, refused);
            keys = [.. request.Select(r => r.Key)];
            if (request["messages"] is JsonArray messages && messages.Any(m => m?["role"]?.ToString() == "system")) keys.Add("system");
            return request.ToJsonString();
        }
        catch (JsonException)
        {
            return body;
        }
    }

    private static void Leave(JsonObject request, string what)
    {
        switch (what)
        {
            case "tools":
                request.Remove("tools");
                request.Remove("tool_choice");
                request.Remove("parallel_tool_calls");
                break;
            case "system":
                Join(request["messages"] as JsonArray);
                break;
            case "max_completion_tokens" or "max_tokens":
                var other = what == "max_tokens" ? "max_completion_tokens" : "max_tokens";
                if (request[what] is { } most && !request.ContainsKey(other)) request[other] = most.DeepClone();
                request.Remove(what);
                break;
            case "stream":
                request.Remove("stream");
                request.Remove("stream_options");
                break;
            default:
                request.Remove(what);
                break;
        }
    }

    /// <summary>Puts the system message in front of the first message of the visitor.</summary>
    private static void Join(JsonArray? messages)
    {
        if (messages?.FirstOrDefault(m => m?["role"]?.ToString() == "system") is not { } system) return;
        messages.Remove(system);
        if (messages.FirstOrDefault(m => m?["role"]?.ToString() == "user") is JsonObject user) user["content"] = $"{system["content"]}\n\n{user["content"]}";
        else messages.Insert(0, new JsonObject { ["role"] = "user", ["content"] = system["content"]?.DeepClone() });
    }

    /// <summary>What of a request a refusal speaks of.</summary>
    private static string? Find(string said, HashSet<string> keys)
    {
        if (keys.Contains("tools") && Tools().IsMatch(said)) return "tools";
        // "Use max_completion_tokens instead" names both: the first is the one that is refused.
        var named = Optional.Where(keys.Contains).Select(p => (Name: p, At: At(said, p))).Where(p => p.At >= 0).OrderBy(p => p.At).ThenByDescending(p => p.Name.Length).FirstOrDefault().Name;
        if (named is not null) return named;
        return keys.Contains("system") && System().IsMatch(said) ? "system" : null;
    }

    private static int At(string said, string name) => Regex.Match(said, $"(^|[^a-z_]){name}($|[^a-z_])", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase) is { Success: true } match ? match.Index : -1;

    private ModelFault Fault(HttpResponseMessage response, string said, string asked)
    {
        var status = response.StatusCode;
        var kind = status switch
        {
            HttpStatusCode.TooManyRequests => FaultKind.RateLimited,
            HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => FaultKind.Server,
            _ => FaultKind.Refused,
        };
        var words = Words(said, asked);
        return new ModelFault(kind, model, string.Create(CultureInfo.InvariantCulture, $"It answered with status {(int)status}{(words.Length > 0 ? $": {words}" : "")}.").Replace("..", ".", StringComparison.Ordinal))
        {
            Status = (int)status,
            RetryAfter = response.Headers.RetryAfter switch
            {
                { Delta: { } delta } when delta >= TimeSpan.Zero && delta < TimeSpan.FromDays(1) => delta,
                { Date: { } date } when date > DateTimeOffset.UnixEpoch => response.Headers.Date is { } now && date > now ? date - now : TimeSpan.FromSeconds(1),
                _ => null,
            },
            MayBeOfQuestion = status is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity,
        };
    }

    /// <summary>The service's own words, as they may be shown: services repeat prompts, and some repeat keys.</summary>
    private string Words(string said, string asked)
    {
        if (said.Length == 0 || said.Contains('<', StringComparison.Ordinal)) return "";
        var words = mask(Key().Replace(said.ReplaceLineEndings(" ").Trim(), "…"));
        var repeated = Unescape(asked);
        for (var i = 0; i + Echo <= words.Length; i += Echo / 2)
        {
            if (repeated.Contains(words.AsSpan(i, Echo), StringComparison.Ordinal)) return "(its words repeat the request and are left out)";
        }

        return words.Length > MaxWords ? words[..MaxWords] + "…" : words;
    }

    /// <summary>The contents of a request's messages.</summary>
    private static string Unescape(string asked)
    {
        try
        {
            return JsonNode.Parse(asked)?["messages"] is JsonArray messages ? string.Join('\n', messages.Select(m => m?["content"]?.ToString())) : "";
        }
        catch (JsonException)
        {
            return asked;
        }
    }

    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            var buffer = new byte[MaxBody];
            var text = Encoding.UTF8.GetString(buffer, 0, await stream.ReadAtLeastAsync(buffer, MaxBody, throwOnEndOfStream: false, cancellationToken));
            try
            {
                var json = JsonNode.Parse(text);
                var error = json is JsonObject whole && whole["error"] is { } inner ? inner : json;
                return error switch
                {
                    JsonObject told => (told["message"] ?? told["msg"] ?? told["detail"] ?? told["error"])?.ToString() ?? "",
                    JsonValue value => value.ToString(),
                    JsonArray list => list.ToJsonString(),
                    _ => "",
                };
            }
            catch (JsonException)
            {
                return text.Length > MaxWords ? "" : text;
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return "";
        }
    }

    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    [GeneratedRegex("\\btools?\\b|tool[_ -]?choice|tool[_ -]?call|function[_ -]?call", Linear)]
    private static partial Regex Tools();

    [GeneratedRegex("system (role|message|prompt)s?.{0,20}(not|un)|(not|un).{0,30}system (role|message)|developer instruction", Linear)]
    private static partial Regex System();

    [GeneratedRegex("(sk|pk|key|token|bearer)[-_ ][A-Za-z0-9_*.-]{6,}|[A-Za-z0-9_-]{28,}", Linear)]
    private static partial Regex Key();
}
