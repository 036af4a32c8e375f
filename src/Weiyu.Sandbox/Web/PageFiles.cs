using System.Reflection;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Weiyu.Sandbox.Web;

/// <summary>The pages: files inside this assembly, served with a policy that lets no foreign script run.</summary>
internal static partial class PageFiles
{
    private const string Prefix = "pages/";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var assembly = typeof(PageFiles).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            // Windows writes the separator its own way.
            var path = "/" + name[Prefix.Length..].Replace('\\', '/');
            var file = Load(assembly, name, path);
            routes.MapGet(path, file.ServeAsync);
            if (path.EndsWith("/index.html", StringComparison.Ordinal))
            {
                var folder = path[..^"index.html".Length];
                routes.MapGet(folder, file.ServeAsync);
                file.Folder = folder;
            }
        }
    }

    /// <summary>A WebSocket of a page may be opened by that page only.</summary>
    public static bool IsOwnOrigin(HttpContext http) =>
        http.Request.Headers.Origin.ToString() is { Length: > 0 } origin
        && Uri.TryCreate(origin, UriKind.Absolute, out var uri)
        && string.Equals(uri.Authority, http.Request.Host.Value, StringComparison.OrdinalIgnoreCase);

    private static PageFile Load(Assembly assembly, string name, string path)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var type = Path.GetExtension(path) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            _ => "application/octet-stream",
        };
        return new PageFile(bytes, type, '"' + Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8)) + '"');
    }

    [GeneratedRegex(@"^[A-Za-z0-9.\-]+(:\d+)?$|^\[[0-9A-Fa-f:]+\](:\d+)?$")]
    private static partial Regex HostName();

    private sealed class PageFile(byte[] bytes, string type, string tag)
    {
        /// <summary>The address of an index file; its name without the slash is sent there.</summary>
        public string? Folder { get; set; }

        public async Task ServeAsync(HttpContext http)
        {
            var path = http.Request.Path.Value ?? "";
            if (Folder is { Length: > 1 } folder && path + "/" == folder)
            {
                http.Response.Redirect(folder);
                return;
            }

            var headers = http.Response.Headers;
            headers.CacheControl = "no-cache";
            headers.ETag = tag;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            if (http.Request.Headers.IfNoneMatch == tag)
            {
                http.Response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }

            if (type.StartsWith("text/html", StringComparison.Ordinal))
            {
                // Some browsers do not count a WebSocket of the same host as 'self'.
                var host = http.Request.Host.Value ?? "";
                var socket = HostName().IsMatch(host) ? $" ws://{host} wss://{host}" : "";
                headers.ContentSecurityPolicy =
                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob: http: https:; "
                    + "media-src 'self' blob: http: https:; connect-src 'self'" + socket
                    + "; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
            }

            http.Response.ContentType = type;
            http.Response.ContentLength = bytes.Length;
            await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
        }
    }
}
