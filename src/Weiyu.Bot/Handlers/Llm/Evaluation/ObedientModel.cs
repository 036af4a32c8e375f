using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Weiyu.Bot.Handlers.Llm.Models;
using Weiyu.Bot.Handlers.Llm.Tools;

namespace Weiyu.Bot.Handlers.Llm.Evaluation;

/// <summary>
/// Stands in for a model that obeys everything it reads: it says what the case makes it say, whatever it is told, and says it again when it is asked
/// to think better of it. What holds against it holds without any good will of a model.
/// </summary>
internal sealed class ObedientModel : ModelTransport
{
    private readonly AsyncLocal<Script?> _script = new();

    /// <summary>Sets what it answers to the requests of this flow of control.</summary>
    public void Follow(IReadOnlyList<GuardStep> steps) => _script.Value = new Script(steps);

    /// <inheritdoc/>
    public override HttpMessageHandler Create(LlmOptions options) => new Handler(this);

    private sealed class Script(IReadOnlyList<GuardStep> steps)
    {
        private int _next;

        public GuardStep Next() => steps.Count == 0 ? new GuardStep("", []) : steps[Math.Min(Interlocked.Increment(ref _next) - 1, steps.Count - 1)];
    }

    private sealed class Handler(ObedientModel model) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var step = model._script.Value?.Next() ?? new GuardStep("", []);
            var calls = step.Calls.Select((c, i) => (JsonNode)new JsonObject
            {
                ["index"] = i, ["id"] = $"call_{i}", ["type"] = "function",
                ["function"] = new JsonObject { ["name"] = ModelTool.NameOf(c.Tool), ["arguments"] = c.Arguments.ToJsonString() },
            }).ToArray();
            var delta = new JsonObject { ["role"] = "assistant", ["content"] = step.Text };
            if (calls.Length > 0) delta["tool_calls"] = new JsonArray(calls);
            var chunk = new JsonObject
            {
                ["id"] = "c", ["object"] = "chat.completion.chunk", ["created"] = 1, ["model"] = "obedient",
                ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = calls.Length > 0 ? "tool_calls" : "stop" }),
            };
            var content = new StringContent($"data: {chunk.ToJsonString()}\n\ndata: [DONE]\n\n", Encoding.UTF8, "text/event-stream");
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = content });
        }
    }
}
