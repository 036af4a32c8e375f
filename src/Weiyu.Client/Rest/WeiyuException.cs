namespace Weiyu.Client.Rest;

/// <summary>Anything that went wrong between this client and the server. Messages never hold a token or a password.</summary>
public abstract class WeiyuException : Exception
{
    private protected WeiyuException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}

/// <summary>The server understood the call and said no.</summary>
public sealed class WeiyuApiException : WeiyuException
{
    public WeiyuApiException(int code, string serverMessage)
        : base($"The server answered with code {code}: {serverMessage}")
    {
        Code = code;
        ServerMessage = serverMessage;
    }

    /// <summary>The <c>code</c> of the answer, never 200; the HTTP status where that was the answer.</summary>
    public int Code { get; }

    /// <summary>What the server said.</summary>
    public string ServerMessage { get; }
}

/// <summary>The server cannot be reached, or what answers is not the server.</summary>
public sealed class WeiyuUnavailableException : WeiyuException
{
    public WeiyuUnavailableException(string message, bool mayHaveBeenProcessed, Exception? inner = null)
        : base(message, inner) => MayHaveBeenProcessed = mayHaveBeenProcessed;

    /// <summary>True when the request was (or may have been) sent, so that its effect may be there. False when it certainly was not.</summary>
    public bool MayHaveBeenProcessed { get; }
}

/// <summary>Why a login was refused, as far as the server's words tell.</summary>
public enum LoginRefusal
{
    /// <summary>User name, password or token are wrong.</summary>
    Credentials,

    /// <summary>Too many failures: the account is locked for a while.</summary>
    Locked,

    /// <summary>The server wants a captcha from this channel.</summary>
    Captcha,

    /// <summary>The login works, but what it gives is refused at once, time and again.</summary>
    Token,
}

/// <summary>The server refused to log in. Until <see cref="NextLoginAt"/> further calls fail at once, without asking it again.</summary>
public sealed class WeiyuLoginRefusedException : WeiyuException
{
    public WeiyuLoginRefusedException(LoginRefusal reason, string serverMessage, DateTimeOffset nextLoginAt)
        : base(Describe(reason, serverMessage))
    {
        Reason = reason;
        ServerMessage = serverMessage;
        NextLoginAt = nextLoginAt;
    }

    public LoginRefusal Reason { get; }

    /// <summary>What the server said.</summary>
    public string ServerMessage { get; }

    /// <summary>When the next login will be tried.</summary>
    public DateTimeOffset NextLoginAt { get; }

    private static string Describe(LoginRefusal reason, string serverMessage) => reason switch
    {
        LoginRefusal.Locked => $"The account is locked for a while after too many failed logins. The server says: {serverMessage}",
        LoginRefusal.Captcha => $"The server wants a captcha: use a login channel whose name contains FLUTTER, or an access token. It says: {serverMessage}",
        LoginRefusal.Token => $"The server logs in, but refuses the token that it has just given: {serverMessage}",
        _ => $"The server refused the login: the user name, password or access token is wrong. It says: {serverMessage}",
    };
}
