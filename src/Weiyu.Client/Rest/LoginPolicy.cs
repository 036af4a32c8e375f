using System.Globalization;
using System.Text.RegularExpressions;

namespace Weiyu.Client.Rest;

/// <summary>
/// When to log in again after a refusal. The server counts refusals for an hour and locks the account at the third (by default), for ten minutes. So the same
/// credentials are tried once more after half a minute, since a server in trouble says the same, and from then on less than twice an hour.
/// </summary>
internal sealed partial class LoginPolicy(Random random, TimeSpan secondTry)
{
    /// <summary>How long the server counts refusals.</summary>
    public static readonly TimeSpan Counted = TimeSpan.FromHours(1);

    private const int DefaultLimit = 3;
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Jitter = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan WithoutLimit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan DefaultLock = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestLock = TimeSpan.FromDays(1);
    private static readonly TimeSpan NotCounted = TimeSpan.FromMinutes(1);

    /// <summary>When to try again.</summary>
    /// <param name="reason">Why it was refused.</param>
    /// <param name="message">In the server's words; they may name the tries that are left, or the minutes of a lock.</param>
    /// <param name="refusedAt">All refusals of the last hour, this one included.</param>
    /// <param name="limit">The server's limit; 0: none; null: not known.</param>
    /// <param name="now">Now.</param>
    /// <returns>When, and whether the refusal needs no further proof.</returns>
    public (DateTimeOffset NextAt, bool IsConfirmed) Next(LoginRefusal reason, string message, IReadOnlyList<DateTimeOffset> refusedAt, int? limit, DateTimeOffset now)
    {
        switch (reason)
        {
            case LoginRefusal.Captcha or LoginRefusal.SecondFactor:
                // No password was looked at, so nothing is counted.
                return (now + NotCounted, true);
            case LoginRefusal.Locked:
                var locked = now + Lock(message) + Margin;
                var counted = refusedAt.Count > 1 ? now + Counted + Margin : now;
                return (locked > counted ? locked : counted, true);
        }

        var isLast = limit != 0 && (refusedAt.Count >= Math.Min(2, (limit ?? DefaultLimit) - 1) || TriesLeft(message) is <= 1);
        if (isLast) return (now + Counted + Margin + (Jitter * random.NextDouble()), true);
        return refusedAt.Count < 2 ? (now + secondTry, false) : (now + WithoutLimit, true);
    }

    /// <summary>Whether the server says that it counted a refusal, whatever the reason was.</summary>
    public static bool Counts(string message) => TriesLeft(message) is not null;

    /// <summary>The tries that are left, as the server's message names them; null where it names none.</summary>
    private static int? TriesLeft(string message) =>
        TriesPattern().Match(message) is { Success: true } match && int.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out var left) ? left : null;

    /// <summary>For how long the account is locked, as the server's message names it.</summary>
    private static TimeSpan Lock(string message)
    {
        if (MinutesPattern().Match(message) is not { Success: true } match || !int.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out var minutes))
        {
            return DefaultLock;
        }

        var named = TimeSpan.FromMinutes(minutes);
        return named < LongestLock ? named : LongestLock;
    }

    [GeneratedRegex("还可(?:以)?尝试\\s*([0-9]{1,4})\\s*次", RegexOptions.NonBacktracking)]
    private static partial Regex TriesPattern();

    [GeneratedRegex("([0-9]{1,5})\\s*(?:分钟|分|minutes?|min)", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex MinutesPattern();
}
