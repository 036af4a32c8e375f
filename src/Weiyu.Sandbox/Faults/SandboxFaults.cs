namespace Weiyu.Sandbox;

/// <summary>How a connect is refused.</summary>
public enum ConnectRefusal
{
    /// <summary>It is not.</summary>
    None = 0,

    /// <summary>CONNACK 1: unacceptable protocol version.</summary>
    ProtocolVersion = 1,

    /// <summary>CONNACK 2: identifier rejected.</summary>
    Identifier = 2,

    /// <summary>CONNACK 3: server unavailable.</summary>
    Unavailable = 3,

    /// <summary>CONNACK 4: bad user name or password.</summary>
    Credentials = 4,

    /// <summary>CONNACK 5: not authorised.</summary>
    NotAuthorized = 5,

    /// <summary>The TCP connection is closed without an answer.</summary>
    Close = 100,

    /// <summary>The connection stands, and no CONNACK comes.</summary>
    Silence = 101,
}

/// <summary>What goes wrong with a REST call.</summary>
public enum RestFailure
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>HTTP 500.</summary>
    Http500,

    /// <summary>HTTP 200 with code -1.</summary>
    CodeMinusOne,

    /// <summary>No answer, until the client gives up.</summary>
    Hang,

    /// <summary>HTTP 200 with a page of HTML, as from a proxy.</summary>
    Html,

    /// <summary>HTTP 200 with half an answer.</summary>
    Truncated,

    /// <summary>The connection is reset.</summary>
    Reset,

    /// <summary>HTTP 401.</summary>
    Unauthorized,

    /// <summary>The call is carried out, and then its answer is lost (the connection is reset).</summary>
    LostAnswer,

    /// <summary>HTTP 200 with a body that is not packed as its header says.</summary>
    Garbled,
}

/// <summary>
/// What goes wrong, on command. All of it may be changed at any time; counts run down to 0 by themselves, fractions (0 to 1) stay, and their dice are
/// seeded by <see cref="SandboxOptions.Seed"/>. People in this process (visitors, agents) are not affected: they are the ones who measure.
/// </summary>
public sealed class SandboxFaults
{
    private readonly Lock _gate = new();
    private readonly Func<int> _dropConnections;
    private readonly Action _expireTokens;
    private Random _dice;
    private int _refuseNext, _dropNext, _duplicateNext, _loseNext, _restNext;

    internal SandboxFaults(int seed, Func<int> dropConnections, Action expireTokens)
    {
        _dice = new Random(seed);
        _dropConnections = dropConnections;
        _expireTokens = expireTokens;
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

    /// <summary>Which calls fail; "/" all. Only <c>/api</c> and <c>/auth</c> are ever concerned.</summary>
    public string RestPath { get; set; } = "/";

    /// <summary>Only the next so many calls fail; 0: all, as long as <see cref="Rest"/> is set.</summary>
    public int RestNext { get => Volatile.Read(ref _restNext); set => Volatile.Write(ref _restNext, value); }

    /// <summary>The fraction of the calls that fail.</summary>
    public double RestFraction { get; set; } = 1;

    /// <summary>Every REST answer comes this much later.</summary>
    public TimeSpan RestDelay { get; set; }

    /// <summary>Logins are answered "wrong password", right or not.</summary>
    public bool RefuseLogin { get; set; }

    /// <summary>Ends all MQTT connections with a TCP reset; says how many there were.</summary>
    public int DropConnections() => _dropConnections();

    /// <summary>No access token is valid any longer, on REST (401) and, where passwords are checked, on MQTT.</summary>
    public void ExpireTokens() => _expireTokens();

    /// <summary>Begins the dice anew.</summary>
    public void Reseed(int seed)
    {
        lock (_gate)
        {
            _dice = new Random(seed);
        }
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
            if (RefuseNextConnects == 0)
            {
                RefuseConnects = ConnectRefusal.None;
            }
        }

        return refusal;
    }

    internal RestFailure NextRest(string path)
    {
        var failure = Rest;
        if (failure == RestFailure.None || !path.StartsWith(RestPath, StringComparison.Ordinal))
        {
            return RestFailure.None;
        }

        if (RestNext > 0)
        {
            Takes(ref _restNext);
            if (RestNext == 0)
            {
                Rest = RestFailure.None;
            }

            return failure;
        }

        return RestFraction >= 1 || Falls(RestFraction) ? failure : RestFailure.None;
    }

    private static bool Takes(ref int count)
    {
        while (Volatile.Read(ref count) is > 0 and var left)
        {
            if (Interlocked.CompareExchange(ref count, left - 1, left) == left)
            {
                return true;
            }
        }

        return false;
    }

    private bool Falls(double fraction)
    {
        if (fraction <= 0)
        {
            return false;
        }

        lock (_gate)
        {
            return _dice.NextDouble() < fraction;
        }
    }
}
