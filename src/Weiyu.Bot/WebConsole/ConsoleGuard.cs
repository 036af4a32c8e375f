using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Weiyu.Bot.Configuration;

namespace Weiyu.Bot.WebConsole;

/// <summary>
/// Who may see the console: with a token, whoever knows it (as a bearer token, or as the password of basic authentication, which browsers ask
/// for); without one, this machine only, and only under its own name, so that no foreign page can reach it through a name of its own.
/// </summary>
internal static class ConsoleGuard
{
    /// <summary>Guards everything but health, and metrics where they may be open.</summary>
    public static void UseConsoleGuard(this WebApplication app, ConsoleOptions options, BotPaths paths)
    {
        var attempts = app.Services.GetRequiredService<TokenAttempts>();
        app.Use(async (context, next) =>
        {
            var path = context.Request.Path;
            if (path.StartsWithSegments("/health", StringComparison.Ordinal) || (path.StartsWithSegments("/metrics", StringComparison.Ordinal) && AreMetricsOpen(context, options, paths)))
            {
                await next(context);
                return;
            }

            context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'none'; frame-ancestors 'none'; base-uri 'none'";
            context.Response.Headers.XContentTypeOptions = "nosniff";
            context.Response.Headers["Referrer-Policy"] = "no-referrer";
            context.Response.Headers.CacheControl = "no-store";
            var token = Token(options, paths);
            var from = context.Connection.RemoteIpAddress ?? IPAddress.None;
            if (token.Length > 0 && attempts.Wait(from) is { Ticks: > 0 } wait)
            {
                context.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
                context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                return;
            }

            if (token.Length > 0 ? !Knows(context.Request.Headers.Authorization, token) : !IsLocal(context))
            {
                if (token.Length > 0 && context.Request.Headers.Authorization.Count > 0) attempts.Failed(from);
                if (token.Length > 0) context.Response.Headers.WWWAuthenticate = "Basic realm=\"Weiyu.Bot\", charset=\"UTF-8\"";
                context.Response.StatusCode = token.Length > 0 ? StatusCodes.Status401Unauthorized : StatusCodes.Status403Forbidden;
                return;
            }

            // A foreign page can't set a header of ours without being asked first.
            if (!HttpMethods.IsGet(context.Request.Method) && context.Request.Headers["X-Weiyu-Console"].Count == 0)
            {
                context.Response.StatusCode = StatusCodes.Status403Forbidden;
                return;
            }

            await next(context);
        });
    }

    /// <summary>Read at every look, so that a changed secret is in force at once.</summary>
    private static string Token(ConsoleOptions options, BotPaths paths) =>
        options.TokenFile.Length > 0 && paths.Resolve(options.TokenFile) is var file && File.Exists(file) ? File.ReadAllText(file).Trim() : options.Token;

    /// <summary>On this machine they are open to all; elsewhere where the operator says so, or where there is no token anyway.</summary>
    private static bool AreMetricsOpen(HttpContext context, ConsoleOptions options, BotPaths paths) =>
        options.OpenMetrics || (context.Connection.RemoteIpAddress is { } from && IPAddress.IsLoopback(from)) || Token(options, paths).Length == 0;

    private static bool IsLocal(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } from && IPAddress.IsLoopback(from) && context.Request.Host.Host is "localhost" or "127.0.0.1" or "[::1]";

    private static bool Knows(string? header, string token)
    {
        if (!AuthenticationHeaderValue.TryParse(header, out var given) || given.Parameter is null) return false;
        var said = given.Scheme switch
        {
            "Bearer" => given.Parameter,
            "Basic" => Password(given.Parameter),
            _ => "",
        };
        return CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(said)), SHA256.HashData(Encoding.UTF8.GetBytes(token)));
    }

    private static string Password(string parameter)
    {
        try
        {
            var pair = Encoding.UTF8.GetString(Convert.FromBase64String(parameter));
            return pair[(pair.IndexOf(':', StringComparison.Ordinal) + 1)..];
        }
        catch (FormatException)
        {
            return "";
        }
    }
}
