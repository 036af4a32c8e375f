using System.Text.Json;
using Weiyu.Sandbox.Rest.Answers;
using Weiyu.Sandbox.State;

namespace Weiyu.Sandbox.Rest.Calls;

/// <summary>Login by password and by token, logout, profile.</summary>
internal static class LoginCalls
{
    public static IReadOnlyList<RestRoute> Routes { get; } =
    [
        RestRoute.Post("/auth/v1/login", LoginAsync),
        RestRoute.Post("/auth/v1/login/accessToken", ExchangeAsync),
        RestRoute.Post("/api/v1/user/logout", static (call, _) =>
        {
            call.Logins.Revoke(call.Token);
            return call.OkAsync();
        }),
        RestRoute.Get("/api/v1/user/profile", static call => call.OkAsync(json => UserShape.Write(json, call, call.Account))),
    ];

    private static Task LoginAsync(RestCall call, Body body)
    {
        var isFlutter = (body.Text("channel") ?? "").Contains("FLUTTER", StringComparison.OrdinalIgnoreCase);
        var needsCaptcha = call.Habits.WantsCaptcha && !(isFlutter && call.Habits.FlutterNeedsNoCaptcha);
        if (needsCaptcha)
        {
            // There are no pictures to solve here: a channel that needs one is always refused.
            return call.RefuseAsync(Refusal.Login(call.Habits.RefusedLoginsCount ? "验证码错误" : "captcha is wrong"));
        }

        if (call.Hub.Faults.RefuseLogin) return call.RefuseAsync(Refusal.Login(Logins.WrongPassword(call.Habits)));

        var (token, account, error) = call.Logins.Login(body.Text("username"), body.Text("password"));
        return token is null || account is null ? call.RefuseAsync(Refusal.Login(error)) : call.OkAsync(json => Write(json, call, token, account));
    }

    private static Task ExchangeAsync(RestCall call, Body body)
    {
        var login = call.Hub.Faults.RefuseLogin ? null : call.Logins.Exchange(body.Text("accessToken"));
        return login is { } found
            ? call.OkAsync(json => Write(json, call, found.Token, found.Account))
            : call.RefuseAsync(Refusal.Login("access token is invalid"));
    }

    private static void Write(Utf8JsonWriter json, RestCall call, string token, SandboxAccount account)
    {
        json.WriteStartObject();
        json.WriteString("accessToken", token);
        json.WritePropertyName("user");
        UserShape.Write(json, call, account);
        json.WriteEndObject();
    }
}
