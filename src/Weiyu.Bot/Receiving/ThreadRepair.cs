using Weiyu.Client.Messages;

namespace Weiyu.Bot.Receiving;

/// <summary>Puts in what a message should say of its thread and does not, or says in a way that nothing can be done with.</summary>
internal static class ThreadRepair
{
    /// <summary>
    /// Afterwards the message has a thread with a topic, and with a type that the server knows: it fails on any other, and what is a visitor's
    /// thread is told by it here.
    /// </summary>
    /// <param name="message">As it came.</param>
    /// <param name="topic">Where it came from.</param>
    /// <returns>Whether it says something else now.</returns>
    public static bool Mend(Wire.Message message, string topic)
    {
        var isWhole = message.Thread is not null;
        var thread = message.Thread ??= new Wire.Thread();
        var (hasTopic, hasType) = (Topics.IsUsable(thread.Topic), ThreadTypes.IsKnown(thread.Type));
        if (!hasTopic) thread.Topic = topic;
        if (!hasType) thread.Type = ThreadTypes.OfTopic(thread.Topic);
        return !(isWhole && hasTopic && hasType);
    }
}
