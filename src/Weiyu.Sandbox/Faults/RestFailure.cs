namespace Weiyu.Sandbox;

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

    /// <summary>HTTP 200 with code 404: no such path, or no such thing.</summary>
    NotFoundCode,

    /// <summary>HTTP 403 with code 403 and a localised text: no permission.</summary>
    Forbidden,

    /// <summary>HTTP 200 with code 500: an ordinary refusal.</summary>
    Code500,

    /// <summary>HTTP 409 with code 409: somebody else changed it at the same time.</summary>
    Conflict,

    /// <summary>HTTP 503 with code 503: a service behind it can't be reached.</summary>
    Unavailable503,

    /// <summary>HTTP 400 with code 400.</summary>
    BadRequest400,
}
