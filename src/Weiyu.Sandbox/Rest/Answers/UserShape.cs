using System.Text.Json;
using Weiyu.Client.Messages;

namespace Weiyu.Sandbox.Rest.Answers;

/// <summary>The user who is logged in, and users inside messages and threads.</summary>
internal static class UserShape
{
    /// <summary>The account of a login or of the profile.</summary>
    public static void Write(Utf8JsonWriter json, RestCall call, SandboxAccount account)
    {
        json.WriteStartObject();
        json.WriteString("uid", account.UserUid);
        json.WriteString("username", account.Username);
        json.WriteString("nickname", account.Nickname);
        json.WriteString("avatar", account.Avatar);
        json.WriteString("type", UserTypes.User);
        json.WriteStartObject("currentOrganization");
        json.WriteString("uid", call.Data.OrgUid);
        json.WriteString("name", call.Data.OrgName);
        json.WriteEndObject();
        if (call.Habits.AnswersAreWhole) Rights(json, call, account);

        json.WriteEndObject();
    }

    /// <summary>Somebody inside another object.</summary>
    public static void Write(Utf8JsonWriter json, Wire.User user)
    {
        json.WriteStartObject();
        json.WriteString("uid", user.Uid);
        json.WriteString("nickname", user.Nickname);
        json.WriteString("avatar", user.Avatar);
        json.WriteString("type", user.Type);
        json.WriteString("extra", user.Extra);
        json.WriteEndObject();
    }

    private static void Rights(Utf8JsonWriter json, RestCall call, SandboxAccount account)
    {
        json.WriteString("platform", "BYTEDESK");
        json.WriteBoolean("enabled", call.Logins.Accounts.Of(account).IsEnabled);
        json.WriteBoolean("superUser", false);
        json.WriteStartArray("currentRoles");
        json.WriteEndArray();
        json.WriteStartArray("authorities");
        foreach (var authority in call.Logins.Accounts.AuthoritiesOf(account))
        {
            json.WriteStartObject();
            json.WriteString("authority", authority);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
