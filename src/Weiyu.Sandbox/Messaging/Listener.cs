namespace Weiyu.Sandbox.Messaging;

/// <summary>One client of a user: an MQTT connection, or a person in this process.</summary>
internal abstract class Listener(string userUid)
{
    /// <summary>Whose client this is.</summary>
    public string UserUid { get; } = userUid;

    /// <summary>Called under the server's lock: must neither wait nor call back.</summary>
    public abstract void Deliver(Routed routed, byte qos);
}
