using MQTTnet.Adapter;
using MQTTnet.Protocol;
using Weiyu.Sandbox.Messaging;
using Weiyu.Sandbox.State;

namespace Weiyu.Sandbox.Mqtt;

/// <summary>Who may connect. Today's server looks at the token; older ones take anybody.</summary>
internal sealed class ConnectRules(Hub hub, Logins logins)
{
    /// <summary>The first part of a client id.</summary>
    public static string UserOf(string clientId) => clientId.Split('/', 2)[0];

    /// <summary>Why this client is refused; None: it is not. Counts down what is refused on command.</summary>
    public ConnectRefusal For(string clientId, string? password)
    {
        var refusal = hub.Faults.NextConnect();
        return refusal != ConnectRefusal.None ? refusal
            : clientId.Length == 0 ? ConnectRefusal.Identifier
            : hub.Habits.AcceptsAnyPassword || IsTokenOf(password, UserOf(clientId)) ? ConnectRefusal.None
            : ConnectRefusal.Credentials;
    }

    public static MqttConnectReasonCode CodeOf(ConnectRefusal refusal) => refusal switch
    {
        ConnectRefusal.None => MqttConnectReasonCode.Success,
        ConnectRefusal.ProtocolVersion => MqttConnectReasonCode.UnsupportedProtocolVersion,
        ConnectRefusal.Identifier => MqttConnectReasonCode.ClientIdentifierNotValid,
        ConnectRefusal.Credentials => MqttConnectReasonCode.BadUserNameOrPassword,
        ConnectRefusal.NotAuthorized => MqttConnectReasonCode.NotAuthorized,
        _ => MqttConnectReasonCode.ServerUnavailable,
    };

    /// <summary>Name (2 + 4), level, flags, keep-alive (2), then the client id.</summary>
    public static bool HasEmptyClientId(ReceivedMqttPacket raw) =>
        raw.FixedHeader >> 4 == 1 && raw.Body.Count >= 12 && raw.Body[1] == 4 && raw.Body[10] == 0 && raw.Body[11] == 0;

    private bool IsTokenOf(string? token, string userUid) =>
        logins.Find(token) is { } account && account.UserUid == userUid && logins.Accounts.Of(account).MayLogIn;
}
