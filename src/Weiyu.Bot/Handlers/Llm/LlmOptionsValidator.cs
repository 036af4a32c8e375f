using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;

namespace Weiyu.Bot.Handlers.Llm;

/// <summary>What the attributes can't say: addresses, names, files, and how the times relate.</summary>
internal sealed class LlmOptionsValidator(BotPaths paths) : IValidateOptions<LlmOptions>
{
    private const int MaxFallbacks = 8;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, LlmOptions options)
    {
        var errors = new List<string>();
        if (!options.IsOn)
        {
            if (options.Model.Length > 0) errors.Add("Llm:Endpoint: a model is named without an endpoint. Set Llm:Endpoint to the service's base address (https://…/v1), or remove Llm:Model.");
            return Result(errors);
        }

        Address(errors, "Llm:Endpoint", options.Endpoint);
        if (string.IsNullOrWhiteSpace(options.Model)) errors.Add("Llm:Model: expected the model's name, found nothing. Set it to a name that the endpoint knows.");
        KeyFile(errors, "Llm:ApiKeyFile", options.ApiKeyFile);
        Key(errors, "Llm:ApiKey", options.ApiKey);
        if (options.Fallbacks.Count > MaxFallbacks) errors.Add($"Llm:Fallbacks: at most {MaxFallbacks} models, found {options.Fallbacks.Count}.");
        for (var i = 0; i < options.Fallbacks.Count; i++)
        {
            var fallback = options.Fallbacks[i];
            if (fallback.Endpoint.Length == 0 && fallback.Model.Length == 0) errors.Add($"Llm:Fallbacks:{i}: expected another Endpoint or another Model, found neither.");
            if (fallback.Endpoint.Length > 0) Address(errors, $"Llm:Fallbacks:{i}:Endpoint", fallback.Endpoint);
            KeyFile(errors, $"Llm:Fallbacks:{i}:ApiKeyFile", fallback.ApiKeyFile);
        }

        foreach (var host in options.AllowedHosts)
        {
            if (Uri.CheckHostName(host) == UriHostNameType.Unknown) errors.Add($"Llm:AllowedHosts: '{host}' is no host name. Write it without scheme and path, such as shop.example.com.");
        }

        return Result(errors);
    }

    /// <summary>A key goes into a header, where only plain signs may stand; those of a word processor or a Chinese keyboard are the usual slip. It is not repeated.</summary>
    private static void Key(List<string> errors, string name, string key)
    {
        if (key.Trim().FirstOrDefault(c => c is < '!' or > '~') is var strange and not '\0')
            errors.Add($"{name}: it has a character in it that no key has (U+{(int)strange:X4}{(strange is '“' or '”' or '‘' or '’' ? ", a curly quotation mark" : char.IsWhiteSpace(strange) ? ", white space" : "")}). Copy the key again, without quotation marks.");
    }

    private static ValidateOptionsResult Result(List<string> errors) => errors.Count > 0 ? ValidateOptionsResult.Fail(errors) : ValidateOptionsResult.Success;

    private static void Address(List<string> errors, string key, string value)
    {
        if (!Uri.TryCreate(value, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.UserInfo.Length > 0)
        {
            // The value is not repeated: a key may have been pasted into it.
            errors.Add($"{key}: expected an http or https address without a user name in it, such as https://api.example.com/v1.");
        }
    }

    private void KeyFile(List<string> errors, string key, string path)
    {
        if (path.Length == 0) return;
        try
        {
            if (File.ReadAllText(paths.Resolve(path)).Trim().Length == 0) errors.Add($"{key}: the file '{path}' is empty. Write the key into it.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            errors.Add($"{key}: the file '{path}' can't be read. Check that it exists and that the bot's user may read it.");
        }
    }
}
