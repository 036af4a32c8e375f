namespace Weiyu.Bot.Storage;

/// <summary>Waits that end.</summary>
internal static class Patience
{
    /// <summary>Waits for something to end, but not for ever; how it ended is its own affair.</summary>
    /// <returns>Whether it has ended.</returns>
    public static async Task<bool> EndsWithinAsync(this Task task, TimeSpan patience, TimeProvider time)
    {
        await task.WaitAsync(patience, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return task.IsCompleted;
    }
}
