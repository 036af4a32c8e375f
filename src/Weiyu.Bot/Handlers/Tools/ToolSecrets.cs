using System.Text.RegularExpressions;

namespace Weiyu.Bot.Handlers.Tools;

/// <summary>
/// Fills <c>${secret:NAME}</c> in headers: from <c>Secrets:NAME</c>, or from the file that <c>Secrets:NAMEFile</c> names (a mounted secret).
/// Secrets stand in the configuration, never in a rule file.
/// </summary>
internal sealed partial class ToolSecrets(IConfiguration configuration)
{
    /// <summary>Fills all secrets in a text.</summary>
    /// <exception cref="ToolSecretMissingException">One is not configured.</exception>
    public string Fill(string text) => Secret().Replace(text, match => Find(match.Groups[1].Value));

    /// <summary>The secrets that a text names and that are not configured.</summary>
    public IReadOnlyList<string> MissingIn(string text) => [.. Secret().Matches(text).Select(m => m.Groups[1].Value).Where(n => Value(n) is null)];

    private string Find(string name) => Value(name) ?? throw new ToolSecretMissingException(name);

    private string? Value(string name)
    {
        if (configuration[$"Secrets:{name}"] is { Length: > 0 } value) return value;
        if (configuration[$"Secrets:{name}File"] is not { Length: > 0 } path) return null;
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\$\{secret:([A-Za-z0-9_.-]{1,80})\}", RegexOptions.CultureInvariant, 100)]
    private static partial Regex Secret();
}

/// <summary>A secret is not configured.</summary>
internal sealed class ToolSecretMissingException(string name) : Exception($"the secret '{name}' is not configured (Secrets:{name} or Secrets:{name}File)");
