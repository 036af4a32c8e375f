using System.Text.Json;
using Weiyu.Client.Messages;

namespace Weiyu.Sandbox.Rest.Answers;

/// <summary>
/// What every object of today's server begins with. Times are <c>yyyy-MM-dd HH:mm:ss</c> in the server's zone, which they do not name.
/// </summary>
internal static class BaseFields
{
    public static void Write(Utf8JsonWriter json, string uid, string userUid, string orgUid, DateTimeOffset createdAt, DateTimeOffset updatedAt)
    {
        json.WriteString("uid", uid);
        json.WriteString("userUid", userUid);
        json.WriteString("orgUid", orgUid);
        json.WriteString("level", "ORGANIZATION");
        json.WriteString("platform", "BYTEDESK");
        json.WriteString("createdAt", MessageTime.Write(createdAt));
        json.WriteString("updatedAt", MessageTime.Write(updatedAt));
    }
}
