using System.Text;

namespace Weiyu.Client.Mqtt;

/// <summary>Who connects.</summary>
/// <param name="UserUid">The first part of the client id.</param>
/// <param name="Username">The login name.</param>
/// <param name="AccessToken">The password. Never printed.</param>
public sealed record MqttIdentity(string UserUid, string Username, string AccessToken)
{
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("UserUid = ").Append(UserUid).Append(", Username = ").Append(Username);
        return true;
    }
}
