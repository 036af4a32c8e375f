using Microsoft.SemanticKernel;

namespace Weiyu.Bot.Handlers.Llm.Models;

/// <summary>What a model answered, before any check.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Calls">The tools that it wants.</param>
/// <param name="Tokens">What it cost.</param>
/// <param name="Model">Which model.</param>
internal sealed record ModelReply(string Text, IReadOnlyList<FunctionCallContent> Calls, TokenCount Tokens, string Model)
{
    /// <summary>Whether only its whole sentences are here: the rest was cut off for its length.</summary>
    public bool Cut { get; init; }
}

/// <summary>Tokens that went in and came out; estimated where the service does not say.</summary>
internal readonly record struct TokenCount(int In, int Out)
{
    /// <summary>Both.</summary>
    public int Total => In + Out;

    /// <summary>The sum of two.</summary>
    public static TokenCount operator +(TokenCount a, TokenCount b) => new(a.In + b.In, a.Out + b.Out);

    /// <summary>A guess: a Chinese character is a token, four Latin letters are.</summary>
    public static int Estimate(string text)
    {
        var wide = 0;
        foreach (var c in text)
        {
            if (c >= 0x2e80) wide++;
        }

        return wide + ((text.Length - wide + 3) / 4);
    }
}
