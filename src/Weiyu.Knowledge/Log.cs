namespace Weiyu.Knowledge;

/// <summary>What the index logs. Never a visitor's words.</summary>
internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Knowledge: {Indexed} passages indexed, {Passages} in all, {Problems} problems in the files")]
    public static partial void IndexRefreshed(ILogger logger, int indexed, int passages, int problems);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Knowledge: the index is damaged ({Error}); it is built again")]
    public static partial void IndexRebuilt(ILogger logger, string error);

    [LoggerMessage(Level = LogLevel.Information, Message = "Knowledge: another process writes the index; its changes are taken over")]
    public static partial void IndexLocked(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "Knowledge: reading the folder failed; what was read before stays")]
    public static partial void RefreshFailed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Knowledge: embeddings are not to be had ({Error}); passages are found by their words only")]
    public static partial void EmbeddingsFailed(ILogger logger, string error);
}
