using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Weiyu.Sandbox.Messaging;
using Weiyu.Sandbox.Rest.Answers;
using Weiyu.Sandbox.Rest.Calls;
using Weiyu.Sandbox.State;

namespace Weiyu.Sandbox.Rest;

/// <summary>The server's calls: who may make them, and what becomes of those that nobody answers.</summary>
internal sealed class RestServer(RestServices services)
{
    private const string AccountKey = "sandbox.account";

    /// <summary>Every call of every generation.</summary>
    public static IReadOnlyList<RestRoute> Routes { get; } =
    [
        .. LoginCalls.Routes, .. AgentCalls.Routes, .. ThreadCalls.Routes, .. ThreadChanges.Routes, .. HistoryCalls.Routes, .. UnreadCalls.Routes,
        .. SendCalls.Routes, .. FigureCalls.Routes,
    ];

    private readonly Hub _hub = services.Hub;
    private readonly Logins _logins = services.Logins;

    public void Map(IEndpointRouteBuilder routes)
    {
        foreach (var path in Routes.GroupBy(r => r.Path, StringComparer.Ordinal))
        {
            var calls = path.ToArray();
            routes.Map(path.Key, http => AnswerAsync(http, calls));
        }

        routes.Map("/api/{**path}", http => AnswerAsync(http, []));
        routes.Map("/auth/{**path}", http => AnswerAsync(http, []));
        routes.Map("/config/{**path}", http => AnswerAsync(http, []));
    }

    /// <summary>In front of <c>/api</c>, <c>/auth</c> and <c>/config</c>: faults first, as they would hit a stranger too, then the token.</summary>
    public async Task GuardAsync(HttpContext http, RequestDelegate next)
    {
        var path = http.Request.Path.Value ?? "";
        var isApi = path.StartsWith("/api/", StringComparison.Ordinal);
        if (!isApi && !path.StartsWith("/auth/", StringComparison.Ordinal) && !path.StartsWith("/config/", StringComparison.Ordinal))
        {
            await next(http);
            return;
        }

        _hub.Calls.Count(path);
        if (_hub.Faults.RestDelay is { Ticks: > 0 } delay) await Task.Delay(delay, _hub.Time, http.RequestAborted);

        var failure = _hub.Faults.NextRest(path);
        if (failure is not (RestFailure.None or RestFailure.LostAnswer))
        {
            await RestFailures.AnswerAsync(http, failure, _hub);
            return;
        }

        if (isApi)
        {
            if (_logins.Find(RestCall.TokenOf(http)) is not { } account)
            {
                await Envelope.UnauthorizedAsync(http, _hub.Habits);
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

    private async Task AnswerAsync(HttpContext http, RestRoute[] calls)
    {
        var habits = _hub.Habits;
        var account = http.Items[AccountKey] as SandboxAccount;
        var served = calls.Where(c => c.IsServed(habits)).ToList();
        if (served.Find(c => c.Method == http.Request.Method) is not { } route)
        {
            await NobodyAsync(http, habits, isWrongMethod: served.Count > 0);
            return;
        }

        if (account is not null && ReasonAgainst(http, route, account, habits) is { } refusal)
        {
            await Envelope.RefuseAsync(http, refusal, habits);
            return;
        }

        var body = route.Method == "GET" ? default : await Body.ReadAsync(http);
        await (body.IsUnreadable && habits.RefusalsHaveCodes
            ? Envelope.RefuseAsync(http, Refusal.Bad("JSON parse error"), habits)
            : route.Handle(new RestCall(http, services, habits, account), body));
    }

    /// <summary>The annotation on the call comes before its parameters: first the authority, then the organisation.</summary>
    private Refusal? ReasonAgainst(HttpContext http, RestRoute route, SandboxAccount account, SandboxHabits habits)
    {
        var accounts = _logins.Accounts;
        if (habits.ChecksAuthorities
            && (!accounts.Of(account).IsEnabled || (route.Authority is { } authority && !accounts.AuthoritiesOf(account).Contains(authority))))
        {
            return Refusal.Forbidden();
        }

        if (!route.WantsOrgUid || !habits.WantsOrgUid) return null;

        var orgUid = http.Request.Query["orgUid"].ToString();
        return orgUid.Length == 0 ? Refusal.Bad("orgUid is required")
            : orgUid != _hub.Options.Data.OrgUid ? Refusal.Forbidden()
            : null;
    }

    private static Task NobodyAsync(HttpContext http, SandboxHabits habits, bool isWrongMethod)
    {
        if (habits.UnknownPathHasCode)
        {
            var isVip = http.Request.Path.Value?.Contains("/vip/", StringComparison.Ordinal) == true;
            return Envelope.RefuseAsync(
                http, isWrongMethod ? Refusal.Bad("method is not supported") : isVip ? Refusal.NotLicensed() : Refusal.NotFound("not found"), habits);
        }

        http.Response.StatusCode = isWrongMethod ? StatusCodes.Status405MethodNotAllowed : StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
