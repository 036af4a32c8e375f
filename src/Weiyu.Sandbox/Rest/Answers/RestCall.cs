using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Weiyu.Sandbox.Desk;
using Weiyu.Sandbox.Messaging;
using Weiyu.Sandbox.State;

namespace Weiyu.Sandbox.Rest.Answers;

/// <summary>One call that is being answered. Its habits stay the same to its end, whatever becomes of the server meanwhile.</summary>
internal sealed class RestCall(HttpContext http, RestServices services, SandboxHabits habits, SandboxAccount? account)
{
    private const string Scheme = "Bearer ";

    public HttpContext Http => http;

    public SandboxHabits Habits => habits;

    /// <summary>Who asks. Only below <c>/api</c>.</summary>
    public SandboxAccount Account => account ?? throw new InvalidOperationException("This call needs no login.");

    public Hub Hub => services.Hub;

    public ThreadDesk Desk => services.Desk;

    public Logins Logins => services.Logins;

    public AccountDesk Accounts => services.Accounts;

    public SandboxData Data => services.Hub.Options.Data;

    public string Token => TokenOf(http);

    /// <summary>The access token that a request shows; empty: none.</summary>
    public static string TokenOf(HttpContext http)
    {
        var header = http.Request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : "";
    }

    /// <summary>A parameter of the query; null when it is missing or empty.</summary>
    public string? Query(string name) => http.Request.Query[name].ToString() is { Length: > 0 } value ? value : null;

    /// <summary>A parameter of the path.</summary>
    public string Route(string name) => http.Request.RouteValues[name] as string ?? "";

    public Task OkAsync(Action<Utf8JsonWriter>? data = null) => Envelope.OkAsync(http, data);

    public Task RefuseAsync(Refusal refusal) => Envelope.RefuseAsync(http, refusal, habits);

    /// <summary>The wanted page of these rows, which are walked under the server's lock.</summary>
    public Task PageAsync<T>(Func<IEnumerable<T>> rows, Action<Utf8JsonWriter, T> write) => PageAsync(paging => paging.Cut(rows()), write);

    /// <summary>The wanted page, looked up under the server's lock.</summary>
    public Task PageAsync<T>(Func<Paging, (List<T> Content, int Total)> look, Action<Utf8JsonWriter, T> write)
    {
        var paging = Paging.Of(http.Request, habits);
        if (paging.IsWrong) return RefuseAsync(Refusal.Business("Page index must not be less than zero"));

        List<T> content;
        int total;
        lock (Hub.Gate) (content, total) = look(paging);

        return Envelope.PageAsync(http, paging, content, total, write);
    }
}

/// <summary>What calls may touch.</summary>
internal sealed record RestServices(Hub Hub, ThreadDesk Desk, Logins Logins, AccountDesk Accounts);
