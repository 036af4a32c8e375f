using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Weiyu.Rules.Templates;

namespace Weiyu.Bot.Handlers.Tools;

/// <summary>
/// Puts a tool's URL together. Values come from visitors and models, and what is asked for carries the shop's secrets: a value stays in its place. It is
/// URL-encoded, which holds <c>/ \ ? # &amp;</c> and <c>@</c>; what encoding does not hold are dots (<c>..</c> is the folder above) and nothing at all
/// (<c>/orders/</c> instead of one order), so these are refused.
/// </summary>
internal static partial class ToolUrl
{
    private const int MaxDecodings = 4;

    /// <summary>The URL; null when a value would lead elsewhere.</summary>
    /// <exception cref="TemplateFailedException">The template can't be put together.</exception>
    /// <exception cref="UriFormatException">What it gives is no URL.</exception>
    public static Uri? Render(TextTemplate template, JsonObject arguments)
    {
        var values = new TemplateValues();
        foreach (var (name, value) in arguments) values.Set(name, Uri.EscapeDataString(TemplateValues.Show(value)));
        var text = template.Render(values);
        var path = PathOf(text);
        return Leads(path) || Gaps(path) > MayGap(template.Source) ? null : new Uri(text);
    }

    /// <summary>Whether a path leads out of where it stands, for the client, which takes <c>%2e</c> for a dot, or for a server that decodes what it gets, perhaps twice.</summary>
    private static bool Leads(string path)
    {
        for (var i = 0; i <= MaxDecodings; i++)
        {
            if (path.Split('/', '\\').Any(s => s is "." or "..")) return true;
            var decoded = Uri.UnescapeDataString(path);
            if (decoded == path) return false;
            path = decoded;
        }

        // Nobody encodes five times what is meant well.
        return true;
    }

    /// <summary>How many segments are empty.</summary>
    private static int Gaps(string path) => path.Length == 0 ? 0 : path[1..].Split('/', '\\').Count(s => s.Length == 0);

    /// <summary>How many segments the author left empty. A template with conditions decides itself what an empty value means.</summary>
    private static int MayGap(string source) =>
        source.Contains("{%", StringComparison.Ordinal) ? int.MaxValue : Gaps(PathOf(Output().Replace(source, "x")));

    /// <summary>What stands between the host and the query.</summary>
    private static string PathOf(string url)
    {
        var host = url.IndexOf("://", StringComparison.Ordinal);
        var rest = host < 0 ? url : url[(host + 3)..];
        var end = rest.AsSpan().IndexOfAny('?', '#');
        if (end >= 0) rest = rest[..end];
        var start = rest.AsSpan().IndexOfAny('/', '\\');
        return start < 0 ? "" : rest[start..];
    }

    [GeneratedRegex(@"\{\{[^}]*\}\}", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Output();
}
