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

    /// <summary>The account may not: a permission is missing, it is disabled, or the organisation is another's (403). A new login changes nothing.</summary>
    public bool IsForbidden => Code == 403;

    /// <summary>The server has no such path (404, 405, 410 or 501), or knows no such thing (404).</summary>
    public bool IsMissing => Code is 404 or 405 or 410 or 501;
}

/// <summary>The server cannot be reached, or what answers is not the server.</summary>
public sealed class WeiyuUnavailableException : WeiyuException
{
    public WeiyuUnavailableException(string message, bool mayHaveBeenProcessed, Exception? inner = null)
        : base(message, inner) => MayHaveBeenProcessed = mayHaveBeenProcessed;

    /// <summary>True when the request was (or may have been) sent, so that its effect may be there. False when it certainly was not.</summary>
    public bool MayHaveBeenProcessed { get; }

    /// <summary>The HTTP status, where there was one.</summary>
    internal System.Net.HttpStatusCode? Status { get; init; }
}

/// <summary>Why a login was refused, as far as the server's words tell: its code is -1 for all of them.</summary>
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

    /// <summary>The account was disabled.</summary>
    Disabled,

    /// <summary>An administrator has logged the account out by force; logins fail until that is lifted.</summary>
    ForcedLogout,

    /// <summary>The account wants a second factor, which a program does not have.</summary>
    SecondFactor,
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

    /// <summary>
    /// Whether the same credentials were refused again, so that it was no passing trouble of the server, or a third refusal would lock the account.
    /// </summary>
    public bool IsConfirmed { get; init; }

    /// <summary>What to do about it.</summary>
    public string Cure => Reason switch
    {
        LoginRefusal.Locked => "Wait until the lock is over, or unlock the account in Weiyu's admin console.",
        LoginRefusal.Captcha =>
            "Give the bot a token of the admin console (Weiyu:AccessToken or Weiyu:AccessTokenFile), or switch captchas off in the server's configuration.",
        LoginRefusal.Token => "Look into the server's log: it does not know the tokens that it gives. Is there more than one server behind the address?",
        LoginRefusal.Disabled => "Enable the account in Weiyu's admin console.",
        LoginRefusal.ForcedLogout => "Let the agent log in again in Weiyu's admin console (the forced logout is lifted there).",
        LoginRefusal.SecondFactor => "Switch the second factor off for this account, or give the bot a token of the admin console (Weiyu:AccessTokenFile).",
        _ => "Correct Weiyu:Username and Weiyu:Password (or Weiyu:AccessToken); if they are right, look whether the account is enabled and not locked.",
    };

    private static string Describe(LoginRefusal reason, string serverMessage) => reason switch
    {
        LoginRefusal.Locked => $"The account is locked for a while after too many failed logins. The server says: {serverMessage}",
        LoginRefusal.Captcha =>
            $"The server wants a captcha: use a login channel whose name contains FLUTTER, or an access token. It says: {serverMessage}",
        LoginRefusal.Token => $"The server logs in, but refuses the token that it has just given: {serverMessage}",
        LoginRefusal.Disabled => $"The account is disabled. The server says: {serverMessage}",
        LoginRefusal.ForcedLogout =>
            $"An administrator has logged the account out by force, and the server refuses its logins until that is lifted. It says: {serverMessage}",
        LoginRefusal.SecondFactor => $"The account wants a second factor, which a program does not have. The server says: {serverMessage}",
        _ => $"The server refused the login: the user name, password or access token is wrong. It says: {serverMessage}",
    };
}
