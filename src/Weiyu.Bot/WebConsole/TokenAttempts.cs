using System.Net;

namespace Weiyu.Bot.WebConsole;

/// <summary>How often an address has brought a wrong token: after a few in a minute it is not listened to for the rest of it. Thread-safe, bounded.</summary>
internal sealed partial class TokenAttempts(TimeProvider time, ILogger<TokenAttempts> log)
{
    /// <summary>So many wrong tokens a minute are slips.</summary>
    public const int Most = 10;

    /// <summary>The most addresses that are remembered; when there are more, all are forgotten that have served their minute, and else everybody.</summary>
    public const int MaxAddresses = 1_000;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, (DateTimeOffset Since, int Count)> _failures = [];

    /// <summary>How long an address has to wait before it is listened to; zero: not at all.</summary>
    public TimeSpan Wait(IPAddress address)
    {
        lock (_lock)
        {
            if (!_failures.TryGetValue(address, out var known) || known.Count < Most) return TimeSpan.Zero;
            var left = known.Since + Window - time.GetUtcNow();
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>An address brought a wrong token.</summary>
    public void Failed(IPAddress address)
    {
        int count;
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (!_failures.TryGetValue(address, out var known) || now - known.Since >= Window) known = (now, 0);
            if (_failures.Count >= MaxAddresses && !_failures.ContainsKey(address)) MakeRoom(now);
            _failures[address] = (known.Since, count = known.Count + 1);
        }

        if (count == Most) LogLimited(log, address, count);
    }

    private void MakeRoom(DateTimeOffset now)
    {
        foreach (var (address, known) in _failures.ToArray())
        {
            if (now - known.Since >= Window) _failures.Remove(address);
        }

        if (_failures.Count >= MaxAddresses) _failures.Clear();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Address} brought {Count} wrong console tokens within a minute; it is not listened to for the rest of it")]
    private static partial void LogLimited(ILogger logger, IPAddress address, int count);
}
