using System.Collections.Concurrent;

namespace Weiyu.Sandbox;

/// <summary>
/// What goes wrong, on command. All of it may be changed at any time; counts run down to 0 by themselves, fractions (0 to 1) stay, and their dice are
/// seeded by <see cref="SandboxOptions.Seed"/>. People in this process (visitors, agents) are not affected: they are the ones who measure.
/// </summary>
public sealed class SandboxFaults
{
    private readonly Lock _gate = new();
    private readonly Func<int> _dropConnections;
    private readonly Action _expireTokens;
    private readonly ConcurrentDictionary<string, RestFailure> _paths = new(StringComparer.Ordinal);
    private Random _dice;
    private int _refuseNext, _dropNext, _duplicateNext, _loseNext, _restNext;

    internal SandboxFaults(int seed, Func<int> dropConnections, Action expireTokens)
    {
        _dice = new Random(seed);
        (_dropConnections, _expireTokens) = (dropConnections, expireTokens);
    }

    /// <summary>How connects are refused until this is set back to None (or <see cref="RefuseNextConnects"/> has run down).</summary>
    public ConnectRefusal RefuseConnects { get; set; }

    /// <summary>Refuse only this many connects; 0: all, as long as <see cref="RefuseConnects"/> is set.</summary>
    public int RefuseNextConnects { get => Volatile.Read(ref _refuseNext); set => Volatile.Write(ref _refuseNext, value); }

    /// <summary>Every PUBLISH to a client leaves this much later; their order stays.</summary>
    public TimeSpan DelayOutgoing { get; set; }

    /// <summary>The next so many PUBLISH packets to clients are dropped.</summary>
    public int DropNextOutgoing { get => Volatile.Read(ref _dropNext); set => Volatile.Write(ref _dropNext, value); }

    /// <summary>This fraction of the PUBLISH packets to clients is dropped.</summary>
    public double DropOutgoing { get; set; }

    /// <summary>The next so many PUBLISH packets to clients are sent twice (with identifiers of their own).</summary>
    public int DuplicateNextOutgoing { get => Volatile.Read(ref _duplicateNext); set => Volatile.Write(ref _duplicateNext, value); }

    /// <summary>This fraction of the PUBLISH packets to clients is sent twice.</summary>
    public double DuplicateOutgoing { get; set; }

    /// <summary>This fraction of the PUBLISH packets to clients is overtaken by the next one (or by 50 ms).</summary>
    public double ReorderOutgoing { get; set; }

    /// <summary>The next so many published messages get their PUBACK and are forgotten.</summary>
    public int LoseNextIncoming { get => Volatile.Read(ref _loseNext); set => Volatile.Write(ref _loseNext, value); }

    /// <summary>This fraction of the published messages gets its PUBACK and is forgotten.</summary>
    public double LoseIncoming { get; set; }

    /// <summary>Nobody gets the own message back.</summary>
    public bool NoEcho { get; set; }

    /// <summary>Half-open connections: nothing is read from them and nothing is written to them, and they stay.</summary>
    public bool Silence { get; set; }

    /// <summary>What happens to REST calls whose path begins with <see cref="RestPath"/>.</summary>
    public RestFailure Rest { get; set; }

    /// <summary>Which calls fail; "/" all. Only <c>/api</c>, <c>/auth</c> and <c>/config</c> are ever concerned.</summary>
    public string RestPath { get; set; } = "/";

    /// <summary>Only the next so many calls fail; 0: all, as long as <see cref="Rest"/> is set.</summary>
    public int RestNext { get => Volatile.Read(ref _restNext); set => Volatile.Write(ref _restNext, value); }

    /// <summary>The fraction of the calls that fail.</summary>
    public double RestFraction { get; set; } = 1;

    /// <summary>The calls that fail by their path, next to <see cref="Rest"/>; see <see cref="FailPath"/>.</summary>
    public IReadOnlyDictionary<string, RestFailure> FailingPaths => new Dictionary<string, RestFailure>(_paths, StringComparer.Ordinal);

    /// <summary>Every REST answer comes this much later.</summary>
    public TimeSpan RestDelay { get; set; }

    /// <summary>Logins are answered "wrong password", right or not.</summary>
    public bool RefuseLogin { get; set; }

    /// <summary>
    /// All calls whose path begins so fail in this way until told otherwise (None). Any number of them at a time; where several fit, the longest
    /// counts. They come before <see cref="Rest"/>.
    /// </summary>
    public void FailPath(string prefix, RestFailure failure)
    {
        ArgumentException.ThrowIfNullOrEmpty(prefix);
        if (failure == RestFailure.None)
        {
            _paths.TryRemove(prefix, out _);
        }
        else
        {
            _paths[prefix] = failure;
        }
    }

    /// <summary>Ends all MQTT connections with a TCP reset; says how many there were.</summary>
    public int DropConnections() => _dropConnections();

    /// <summary>No access token is valid any longer, on REST (401) and, where passwords are checked, on MQTT.</summary>
    public void ExpireTokens() => _expireTokens();

    /// <summary>Begins the dice anew.</summary>
    public void Reseed(int seed)
    {
        lock (_gate) _dice = new Random(seed);
    }

    /// <summary>Nothing goes wrong any longer.</summary>
    public void Clear()
    {
        RefuseConnects = ConnectRefusal.None;
        DelayOutgoing = RestDelay = TimeSpan.Zero;
        DropOutgoing = DuplicateOutgoing = ReorderOutgoing = LoseIncoming = 0;
        RefuseNextConnects = DropNextOutgoing = DuplicateNextOutgoing = LoseNextIncoming = RestNext = 0;
        NoEcho = Silence = RefuseLogin = false;
        Rest = RestFailure.None;
        _paths.Clear();
        RestPath = "/";
        RestFraction = 1;
    }

    internal bool LosesIncoming() => Takes(ref _loseNext) || Falls(LoseIncoming);

    internal bool DropsOutgoing() => Takes(ref _dropNext) || Falls(DropOutgoing);

    internal bool DuplicatesOutgoing() => Takes(ref _duplicateNext) || Falls(DuplicateOutgoing);

    internal bool ReordersOutgoing() => Falls(ReorderOutgoing);

    internal ConnectRefusal NextConnect()
    {
        var refusal = RefuseConnects;
        if (refusal != ConnectRefusal.None && RefuseNextConnects > 0)
        {
            Takes(ref _refuseNext);
            if (RefuseNextConnects == 0) RefuseConnects = ConnectRefusal.None;
        }

        return refusal;
    }

    internal RestFailure NextRest(string path)
    {
        if (OfPath(path) is { } pathFailure) return pathFailure;

        var failure = Rest;
        if (failure == RestFailure.None || !path.StartsWith(RestPath, StringComparison.Ordinal)) return RestFailure.None;

        if (RestNext > 0)
        {
            Takes(ref _restNext);
            if (RestNext == 0) Rest = RestFailure.None;

            return failure;
        }

        return RestFraction >= 1 || Falls(RestFraction) ? failure : RestFailure.None;
    }

    private RestFailure? OfPath(string path)
    {
        var longest = -1;
        RestFailure? failure = null;
        foreach (var (prefix, named) in _paths)
        {
            if (prefix.Length > longest && path.StartsWith(prefix, StringComparison.Ordinal)) (longest, failure) = (prefix.Length, named);
        }

        return failure;
    }

    private static bool Takes(ref int count)
    {
        while (Volatile.Read(ref count) is > 0 and var left)
        {
            if (Interlocked.CompareExchange(ref count, left - 1, left) == left) return true;
        }

        return false;
    }

    private bool Falls(double fraction)
    {
        if (fraction <= 0) return false;

        lock (_gate) return _dice.NextDouble() < fraction;
    }
}
