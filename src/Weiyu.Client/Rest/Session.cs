using System.Text;

namespace Weiyu.Client.Rest;

/// <summary>What a login gave.</summary>
/// <param name="AccessToken">The bearer token, and the password of the MQTT connection. Never printed.</param>
/// <param name="UserUid">The user's uid.</param>
/// <param name="Username">The login name.</param>
/// <param name="Nickname">What others see.</param>
/// <param name="Avatar">A URL, or empty.</param>
/// <param name="OrgUid">The organisation: the configured one, else the user's current one; empty when there is none.</param>
public sealed record Session(string AccessToken, string UserUid, string Username, string Nickname, string Avatar, string OrgUid)
{
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("UserUid = ").Append(UserUid).Append(", Username = ").Append(Username).Append(", OrgUid = ").Append(OrgUid);
        return true;
    }
}
