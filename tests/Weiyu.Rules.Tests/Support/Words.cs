using System.Text.RegularExpressions;
using Weiyu.Rules.Grammar;

namespace Weiyu.Rules.Tests.Support;

/// <summary>The words of a platform as large as tests need it.</summary>
internal static partial class Words
{
    private static readonly string[] Messages =
        ["TEXT", "IMAGE", "FILE", "DOCUMENT", "VIDEO", "VOICE", "AUDIO", "LOCATION", "LINK", "CHOICE", "BUTTON", "FAQ", "WELCOME", "GOODS", "ORDER", "NOTICE", "CARD"];

    private static readonly string[] Threads = ["AGENT", "WORKGROUP", "UNIFIED", "ROBOT", "MEMBER", "GROUP"];

    /// <summary>The words.</summary>
    public static Platform Platform { get; } = new()
    {
        MessageTypes = Messages,
        ThreadTypes = Threads,
        IsMessageType = Messages.Contains,
        IsThreadType = Threads.Contains,
        IsTopic = static topic => topic.StartsWith("org/", StringComparison.Ordinal),
        GroupTopic = static uid => $"org/group/{uid}",
    };

    /// <summary>No secret is there: all that a text names are missing.</summary>
    public static IReadOnlyList<string> NoSecret(string text) => [.. Secret().Matches(text).Select(m => m.Groups[1].Value)];

    [GeneratedRegex(@"\$\{secret:([A-Za-z0-9_.-]+)\}")]
    private static partial Regex Secret();
}
