using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Weiyu.Bot.Tests.Rules.Support;

namespace Weiyu.Bot.Tests.Repository;

/// <summary>What stands beside the code is true of it: packages, their notices, the list of decisions.</summary>
public sealed partial class RepositoryTests
{
    private static readonly string[] ProjectFiles =
        [.. new[] { "src", "tests" }.SelectMany(f => Directory.EnumerateFiles(Path.Combine(Folders.Root, f), "*.csproj", SearchOption.AllDirectories)), Path.Combine(Folders.Root, "Directory.Build.props")];

    [Fact]
    public void No_version_of_a_package_is_listed_that_no_project_references()
    {
        var versions = XDocument.Load(Path.Combine(Folders.Root, "Directory.Packages.props"));
        // Pins raise what packages ask for themselves; nothing references them.
        var listed = versions.Descendants("ItemGroup").Where(g => (string?)g.Attribute("Label") != "pins").SelectMany(g => Named(g, "PackageVersion"));

        Assert.Empty(listed.Except(ProjectFiles.SelectMany(f => Named(XDocument.Load(f).Root!, "PackageReference"))));
    }

    [Fact]
    public void Every_package_that_is_referenced_or_shipped_has_its_notice()
    {
        using var locked = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folders.Root, "src", "Weiyu.Bot", "packages.lock.json")));
        var shipped = locked.RootElement.GetProperty("dependencies").EnumerateObject().First().Value.EnumerateObject().Where(p => p.Value.GetProperty("type").GetString() != "Project").Select(p => p.Name);
        var referenced = ProjectFiles.SelectMany(f => Named(XDocument.Load(f).Root!, "PackageReference"));
        var notices = Words().Matches(File.ReadAllText(Path.Combine(Folders.Root, "THIRD-PARTY-NOTICES.md"))).Select(m => m.Value);

        Assert.Empty(shipped.Concat(referenced).Except(notices, StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public void Every_decision_is_in_the_list_and_has_its_three_headings()
    {
        var folder = Path.Combine(Folders.Root, "docs", "decisions");
        var files = Directory.GetFiles(folder, "????-*.md").Order(StringComparer.Ordinal).ToArray();
        var list = File.ReadAllText(Path.Combine(folder, "README.md"));

        Assert.Equal(Enumerable.Range(1, files.Length), files.Select(f => int.Parse(Path.GetFileName(f)[..4], System.Globalization.CultureInfo.InvariantCulture)));
        Assert.All(files, file => Assert.Contains($"]({Path.GetFileName(file)})", list, StringComparison.Ordinal));
        Assert.All(files, file => Assert.Equal(["## Context", "## Decision", "## Consequences"], File.ReadLines(file).Where(l => l.StartsWith("## ", StringComparison.Ordinal))));
    }

    private static IEnumerable<string> Named(XElement parent, string element) => parent.Descendants(element).Select(e => (string?)e.Attribute("Include")).OfType<string>();

    [GeneratedRegex(@"[A-Za-z][\w.]*\w")]
    private static partial Regex Words();
}
