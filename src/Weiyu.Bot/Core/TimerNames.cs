namespace Weiyu.Bot.Core;

/// <summary>The names of timers that more than one room knows.</summary>
internal static class TimerNames
{
    /// <summary>Ends the waiting for the rest of a sentence that is typed in pieces.</summary>
    public const string Fragments = "fragments";
}
