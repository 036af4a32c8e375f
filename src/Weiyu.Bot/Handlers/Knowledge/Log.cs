namespace Weiyu.Bot.Handlers.Knowledge;

/// <summary>What keeping the index like its folder logs.</summary>
internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Knowledge: {Problem}")]
    public static partial void Problem(ILogger logger, string problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "Knowledge: reading the folder failed; what was read before stays")]
    public static partial void RefreshFailed(ILogger logger, Exception exception);
}
