namespace Weiyu.Sandbox;

/// <summary>
/// The generations of the server, named after the year in which a server of the kind was the current one. See <see cref="SandboxHabits.Of"/>.
/// </summary>
public enum SandboxGeneration
{
    /// <summary>Until early 2025: JSON calls the channel <c>client</c>, a thread in conversation is STARTED, a transfer is {note, thread}.</summary>
    Y2024,

    /// <summary>Until mid-2025: HTTP 200 and a code below 0 for every refusal, one agent and one thread where today are pages.</summary>
    Y2025,

    /// <summary>
    /// Since the second half of 2025: organisation and permission are asked for, the history is a search, the token counts on MQTT too.
    /// </summary>
    Y2026,
}
