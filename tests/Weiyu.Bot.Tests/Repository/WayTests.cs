using System.Text.RegularExpressions;
using Weiyu.Bot.Tests.Rules.Support;

namespace Weiyu.Bot.Tests.Repository;

/// <summary>The way of a message, as <c>src/README.md</c> tells it, is the way that it goes.</summary>
public sealed partial class WayTests
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(Folders.Root, "src", "README.md"));

    [Fact]
    public void It_has_at_most_twenty_five_stops() => Assert.InRange(Stops().Count(Readme), 10, 25);

    [Fact]
    public void Every_file_that_is_named_is_there()
    {
        var missing = Named().Matches(Readme).Select(m => m.Groups[1].Value).Where(name => !Exists(name) && !Exists(Path.ChangeExtension(name, null)));

        Assert.Empty(missing);
    }

    private static readonly string[] Rooms = ["", "Weiyu.Bot"];

    private static bool Exists(string name) => Rooms.Any(room =>
        File.Exists(Path.Combine(Folders.Root, "src", room, name + ".cs")) || File.Exists(Path.Combine(Folders.Root, "src", room, name)) || Directory.Exists(Path.Combine(Folders.Root, "src", room, name)));

    [GeneratedRegex(@"^\d+\. ", RegexOptions.Multiline)]
    private static partial Regex Stops();

    [GeneratedRegex(@"`([A-Z][\w.]+(?:/[\w.]+)+)`")]
    private static partial Regex Named();
}
