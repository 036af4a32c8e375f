using System.Collections.Concurrent;

namespace Weiyu.Sandbox;

/// <summary>
/// How many REST calls came, by path (without the query), those included that a fault answered or that were refused. Only <c>/api</c>, <c>/auth</c>
/// and <c>/config</c>. Thread-safe; a test takes two readings and says what came between.
/// </summary>
public sealed class SandboxCallCounts
{
    private const int MaxPaths = 10_000;
    private const string Others = "others";

    private readonly ConcurrentDictionary<string, long> _byPath = new(StringComparer.Ordinal);

    /// <summary>All calls.</summary>
    public long Total => _byPath.Values.Sum();

    /// <summary>Calls of exactly this path.</summary>
    public long this[string path] => _byPath.GetValueOrDefault(path);

    /// <summary>Calls of all paths that begin so.</summary>
    public long Below(string prefix) => _byPath.Where(p => p.Key.StartsWith(prefix, StringComparison.Ordinal)).Sum(p => p.Value);

    /// <summary>A copy of all counts. Paths beyond the first 10,000 are counted together as <c>others</c>.</summary>
    public IReadOnlyDictionary<string, long> Snapshot() => new Dictionary<string, long>(_byPath, StringComparer.Ordinal);

    internal void Count(string path) =>
        _byPath.AddOrUpdate(_byPath.ContainsKey(path) || _byPath.Count < MaxPaths ? path : Others, 1, static (_, count) => count + 1);
}
