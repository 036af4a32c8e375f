using System.Buffers;
using MQTTnet;
using MQTTnet.Protocol;
using MQTTnet.Server;
using Weiyu.Sandbox.Messaging;

namespace Weiyu.Sandbox.Mqtt;

/// <summary>
/// One MQTT client of a user. As the real server does it, a message is written to the connection at once and forgotten; where
/// <see cref="SandboxHabits.KeepsForOffline"/> is on, it goes through MQTTnet's session, which keeps it until it is acknowledged.
/// </summary>
internal sealed class MqttListener(string userUid, string clientId, Hub hub, PacketIdentifiers shared) : Listener(userUid)
{
    private static readonly TimeSpan HoldTime = TimeSpan.FromMilliseconds(50);

    private readonly PacketIdentifiers _own = new();
    private readonly Lock _holding = new();
    private (Routed Routed, byte Qos)? _held;

    public string ClientId { get; } = clientId;

    /// <summary>Null while the client is away.</summary>
    public BrokerChannel? Channel { get; set; }

    /// <summary>MQTTnet's session; used where messages are kept.</summary>
    public MqttSessionStatus? Session { get; set; }

    public DateTimeOffset ConnectedAt { get; set; }

    public override void Deliver(Routed routed, byte qos)
    {
        if (Channel is null && !hub.Habits.KeepsForOffline) return;

        var faults = hub.Faults;
        var isEcho = routed.Sender == UserUid;
        if ((isEcho && (faults.NoEcho || !hub.Habits.EchoesToSender)) || faults.DropsOutgoing()) return;

        lock (_holding)
        {
            if (_held is null && faults.ReordersOutgoing())
            {
                _held = (routed, qos);
                _ = ReleaseLaterAsync();
                return;
            }

            Send(routed, qos);
            if (faults.DuplicatesOutgoing()) Send(routed, qos);

            Release();
        }
    }

    private void Send(Routed routed, byte qos)
    {
        hub.Counters.CountDelivered();
        if (hub.Habits.KeepsForOffline && Session is { } session)
        {
            session.TryEnqueueApplicationMessage(
                new MqttApplicationMessage
                {
                    Topic = routed.Topic,
                    Payload = new ReadOnlySequence<byte>(routed.Payload),
                    QualityOfServiceLevel = (MqttQualityOfServiceLevel)qos,
                },
                out _);
            return;
        }

        var habits = hub.Habits;
        var identifiers = habits.SharedPacketIdentifiers ? shared : _own;
        var identifier = qos == 0 ? (ushort)0 : identifiers.Next(habits is { SharedPacketIdentifiers: true, IdentifiersPassZero: true });
        Channel?.SendPublish(PublishFrame.Publish(routed.TopicUtf8, routed.Payload, qos, identifier), qos);
    }

    private void Release()
    {
        if (_held is { } held)
        {
            _held = null;
            Send(held.Routed, held.Qos);
        }
    }

    private async Task ReleaseLaterAsync()
    {
        await Task.Delay(HoldTime, TimeProvider.System);
        lock (_holding) Release();
    }
}
