using System.Text;
using System.Text.Json.Nodes;
using Microsoft.SemanticKernel;
using Weiyu.Bot.Handlers.Tools;

namespace Weiyu.Bot.Handlers.Llm.Tools;

/// <summary>A tool as a model sees it: the name in the letters that models accept, and a description without a way to run it.</summary>
internal sealed class ModelTool
{
    /// <summary>The name of the built-in tool that calls a human.</summary>
    public const string HandOver = "hand_over_to_human";

    private const int MaxName = 64;
    private const int MaxDescription = 1_000;

    /// <summary>A tool under a name of its own.</summary>
    /// <param name="name">The name for the model.</param>
    /// <param name="tool">The tool; null for the built-in one.</param>
    public ModelTool(string name, ITool? tool)
    {
        (Name, Tool) = (name, tool);
        Declaration = KernelFunctionFactory.CreateFromMethod(
            // Never called: the kernel is not allowed to invoke anything.
            static () => "",
            name,
            Short(tool?.Description ?? "Calls a human colleague who takes the conversation over. Use it when the visitor asks for a person, complains, or when the material does not answer the question."),
            Parameters(tool?.Parameters ?? HandOverParameters()));
    }

    /// <summary>The name that the model uses.</summary>
    public string Name { get; }

    /// <summary>The tool; null for the built-in one.</summary>
    public ITool? Tool { get; }

    /// <summary>What the model is told.</summary>
    public KernelFunction Declaration { get; }

    /// <summary>The name for a model: letters, digits and underscores.</summary>
    public static string NameOf(string name)
    {
        var result = new StringBuilder(name.Length);
        foreach (var c in name) result.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
        return result.Length > MaxName ? result.ToString(0, MaxName) : result.ToString();
    }

    private static JsonObject HandOverParameters() => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject { ["reason"] = new JsonObject { ["type"] = "string", ["description"] = "Why, in one short sentence for the colleague" } },
    };

    private static List<KernelParameterMetadata> Parameters(JsonObject schema)
    {
        var required = (schema["required"] as JsonArray)?.Select(r => r?.ToString()).ToHashSet() ?? [];
        var result = new List<KernelParameterMetadata>();
        foreach (var (name, property) in schema["properties"] as JsonObject ?? [])
        {
            result.Add(new KernelParameterMetadata(name)
            {
                Description = (property as JsonObject)?["description"]?.ToString() ?? "",
                IsRequired = required.Contains(name),
                Schema = KernelJsonSchema.Parse(property?.ToJsonString() ?? "{}"),
            });
        }

        return result;
    }

    private static string Short(string text) => text.Length > MaxDescription ? text[..MaxDescription] : text;
}
