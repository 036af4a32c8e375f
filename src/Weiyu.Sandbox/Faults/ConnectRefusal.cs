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
