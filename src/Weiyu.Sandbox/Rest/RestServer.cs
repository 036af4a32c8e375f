using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Weiyu.Sandbox.Messaging;
using Weiyu.Sandbox.State;

namespace Weiyu.Sandbox.Rest;

/// <summary>What the calls share: who asks, and what the call may touch.</summary>
internal sealed class RestServer(Hub hub, ThreadDesk desk, Logins logins)
{
    private const string AccountKey = "sandbox.account";

    public Hub Hub => hub;

    public ThreadDesk Desk => desk;

    public Logins Logins => logins;

    public static SandboxAccount Caller(HttpContext http) => (SandboxAccount)http.Items[AccountKey]!;

    public static string TokenOf(HttpContext http) =>
        http.Request.Headers.Authorization.ToString() is { } header && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim() : "";

    public void Map(IEndpointRouteBuilder routes)
    {
        LoginCalls.Map(routes, this);
        AgentCalls.Map(routes, this);
        ThreadCalls.Map(routes, this);
        MessageCalls.Map(routes, this);
    }

    /// <summary>In front of <c>/api</c> and <c>/auth</c>: faults first, as they would hit a stranger too, then the token.</summary>
    public async Task GuardAsync(HttpContext http, RequestDelegate next)
    {
        var path = http.Request.Path.Value ?? "";
        var isApi = path.StartsWith("/api/", StringComparison.Ordinal);
        if (!isApi && !path.StartsWith("/auth/", StringComparison.Ordinal))
        {
            await next(http);
            return;
        }

        if (hub.Faults.RestDelay is { Ticks: > 0 } delay)
        {
            await Task.Delay(delay, hub.Time, http.RequestAborted);
        }

        var failure = hub.Faults.NextRest(path);
        if (failure is not (RestFailure.None or RestFailure.LostAnswer))
        {
            await RestFailures.AnswerAsync(http, failure, hub.Time);
            return;
        }

        if (isApi)
        {
            if (logins.Find(TokenOf(http)) is not { } account)
            {
                await Envelope.UnauthorizedAsync(http);
                return;
            }

            http.Items[AccountKey] = account;
        }

        if (failure == RestFailure.LostAnswer)
        {
            http.Response.Body = Stream.Null;
            await next(http);
            http.Abort();
            return;
        }

        await next(http);
    }
}
