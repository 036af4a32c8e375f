using System.Text.Json.Nodes;

namespace Weiyu.Bot.Core;

/// <summary>Something that happened in a conversation's life and is no message.</summary>
/// <param name="Name">One of <see cref="BotEvents"/>.</param>
/// <param name="Argument">By name: the timer's name, the silence's length …</param>
/// <param name="Data">By name.</param>
internal sealed record BotEvent(string Name, string? Argument = null, JsonObject? Data = null);

/// <summary>The names of <see cref="BotEvent"/>; those with a dot or without one that rule files use are the same words.</summary>
internal static class BotEvents
{
    /// <summary>A visitor's conversation began, or began again after it was closed.</summary>
    public const string ThreadOpened = "thread.opened";

    /// <summary>The conversation was closed by the server, an agent or the bot.</summary>
    public const string ThreadClosed = "thread.closed";

    /// <summary>A timer of the conversation is due. Argument: its name; data.value: its data.</summary>
    public const string Timer = "timer";

    /// <summary>Nobody spoke for a while. Argument: how long, as written in the rule ("10m").</summary>
    public const string Silence = "silence";

    /// <summary>The visitor rated the conversation. Data: the RATE_SUBMIT content.</summary>
    public const string Rating = "rating";

    /// <summary>
    /// The visitor put an emoji to one of our messages. Data: reaction (<c>up</c>, <c>down</c>, <c>other</c>), emoji, answer (the message's uid).
    /// </summary>
    public const string Reaction = "reaction";

    /// <summary>The server gave the thread to an agent. Argument: the agent's uid; data.nickname: the name.</summary>
    public const string ThreadAgent = "thread.agent";

    /// <summary>The console or a command wants something. Argument: what (<see cref="On"/>, <see cref="Off"/>, <c>notice</c>).</summary>
    public const string Command = "command";

    /// <summary>The argument of <see cref="Command"/> that brings the bot back.</summary>
    public const string On = "bot.on";

    /// <summary>The argument of <see cref="Command"/> that silences the bot.</summary>
    public const string Off = "bot.off";
}
