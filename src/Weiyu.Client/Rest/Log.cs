using Microsoft.Extensions.Logging;

namespace Weiyu.Client.Rest;

internal static partial class Log
{
    [LoggerMessage(EventId = 100, Level = LogLevel.Information, Message = "Logged in as user {UserUid} of organisation {OrgUid}")]
    public static partial void LoggedIn(ILogger logger, string userUid, string orgUid);

    [LoggerMessage(EventId = 101, Level = LogLevel.Error, Message = "The login was refused ({Reason}): {ServerMessage}. Next try at {NextLoginAt:O}")]
    public static partial void LoginRefused(ILogger logger, LoginRefusal reason, string serverMessage, DateTimeOffset nextLoginAt);

    [LoggerMessage(EventId = 102, Level = LogLevel.Information, Message = "The token was refused by {Path}: logging in again")]
    public static partial void TokenRefused(ILogger logger, string path);

    [LoggerMessage(EventId = 103, Level = LogLevel.Error, Message = "A listener of the session failed")]
    public static partial void ListenerFailed(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 104, Level = LogLevel.Warning, Message = "The call '{Call}' does not work: {Trouble}. {Cure}")]
    public static partial void CallFails(ILogger logger, string call, string trouble, string cure);

    [LoggerMessage(EventId = 105, Level = LogLevel.Information, Message = "The call '{Call}' works again, after {Failures} failures")]
    public static partial void CallWorksAgain(ILogger logger, string call, int failures);

    [LoggerMessage(EventId = 106, Level = LogLevel.Information, Message = "The server answers '{Call}' at {Path}: it is of the generation {Generation}")]
    public static partial void FormLearnt(ILogger logger, string call, string path, ServerGeneration generation);

    [LoggerMessage(EventId = 107, Level = LogLevel.Warning, Message = "What is known of refused logins can't be kept: {Reason}")]
    public static partial void RefusalNotKept(ILogger logger, string reason);
}
