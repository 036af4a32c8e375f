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
    public static void Mend(Wire.Message message, string topic)
    {
        var thread = message.Thread ??= new Wire.Thread();
        if (!Topics.IsUsable(thread.Topic)) thread.Topic = topic;
        if (!ThreadTypes.IsKnown(thread.Type)) thread.Type = ThreadTypes.OfTopic(thread.Topic);
    }
}
