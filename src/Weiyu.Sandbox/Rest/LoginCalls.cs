using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Weiyu.Sandbox.Rest;

/// <summary>Login by password and by token, logout, profile.</summary>
internal static class LoginCalls
{
    public static void Map(IEndpointRouteBuilder routes, RestServer server)
    {
        routes.MapPost("/auth/v1/login", http => LoginAsync(http, server));
        routes.MapPost("/auth/v1/login/accessToken", http => ExchangeAsync(http, server));
        routes.MapPost("/api/v1/user/logout", http =>
        {
            server.Logins.Revoke(RestServer.TokenOf(http));
            return Envelope.OkAsync(http);
        });
        routes.MapGet("/api/v1/user/profile", http =>
            Envelope.OkAsync(http, json => RestJson.User(json, RestServer.Caller(http), server.Hub.Options.Data)));
    }

    private static async Task LoginAsync(HttpContext http, RestServer server)
    {
        var body = await Body.ReadAsync(http);
        var needsCaptcha = server.Hub.Options.Habits.WantsCaptcha
            && !(body.Text("channel") ?? "").Contains("FLUTTER", StringComparison.OrdinalIgnoreCase);
        if (needsCaptcha)
        {
            // There are no pictures to solve here: a channel that needs one is always refused.
            await Envelope.FailAsync(http, "captcha is wrong");
            return;
        }

        if (server.Hub.Faults.RefuseLogin)
        {
            await Envelope.FailAsync(http, "username or password is wrong");
            return;
        }

        var (token, account, error) = server.Logins.Login(body.Text("username"), body.Text("password"));
        await (token is null || account is null ? Envelope.FailAsync(http, error) : Envelope.OkAsync(http, json => Data(json, token, account, server)));
    }

    private static async Task ExchangeAsync(HttpContext http, RestServer server)
    {
        var body = await Body.ReadAsync(http);
        var login = server.Hub.Faults.RefuseLogin ? null : server.Logins.Exchange(body.Text("accessToken"));
        await (login is { } found
            ? Envelope.OkAsync(http, json => Data(json, found.Token, found.Account, server))
            : Envelope.FailAsync(http, "access token is invalid"));
    }

    private static void Data(Utf8JsonWriter json, string token, SandboxAccount account, RestServer server)
    {
        json.WriteStartObject();
        json.WriteString("accessToken", token);
        json.WritePropertyName("user");
        RestJson.User(json, account, server.Hub.Options.Data);
        json.WriteEndObject();
    }
}
