using System.Text.RegularExpressions;
using System.Xml.Linq;
using Weiyu.Bot.Tests.Rules.Support;

namespace Weiyu.Bot.Tests.Repository;

/// <summary>The walls of the house: <c>src/README.md</c> draws the rooms from top to bottom, and an import only points down.</summary>
public sealed partial class LayerTests
{
    private static readonly Dictionary<string, int> Levels = Picture();

    [Fact]
    public void No_room_imports_from_one_above_or_beside_it() => Assert.Empty(Sources().SelectMany(f => Upward(f.Path, f.Text)));

    [Fact]
    public void Every_room_is_in_the_picture_and_the_picture_has_no_other()
    {
        var rooms = Sources().Select(f => RoomOf(f.Path)).Where(r => r.Contains('/', StringComparison.Ordinal)).Distinct();

        Assert.Equal(Levels.Keys.Where(r => r.Contains('/', StringComparison.Ordinal) && HasSources(r)).Order(), rooms.Order());
    }

    [Fact]
    public void Projects_refer_to_projects_below_them_only()
    {
        var references = Directory.EnumerateFiles(Path.Combine(Folders.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .SelectMany(p => XDocument.Load(p).Descendants("ProjectReference").Select(r => (From: Path.GetFileNameWithoutExtension(p), To: Name((string?)r.Attribute("Include")))));

        Assert.All(references, r => Assert.True(Levels[r.From] > Levels[r.To], $"{r.From} must not refer to {r.To}."));
    }

    [Theory]
    [InlineData("src/Weiyu.Bot/Core/Uids.cs", "using Weiyu.Bot.Receiving;", "Weiyu.Bot/Core -> Weiyu.Bot/Receiving")]
    [InlineData("src/Weiyu.Bot/Storage/Store.cs", "using static Weiyu.Bot.Handlers.Rules.Running.Picks;", "Weiyu.Bot/Storage -> Weiyu.Bot/Handlers/Rules")]
    [InlineData("src/Weiyu.Bot/Handlers/Rules/RulesHandler.cs", "using Weiyu.Bot.Handlers.People;", "Weiyu.Bot/Handlers/Rules -> Weiyu.Bot/Handlers/People")]
    [InlineData("src/Weiyu.Rules/Model/Rule.cs", "    private Weiyu.Rules.Linting.RuleLint? _lint;", "Weiyu.Rules/Model -> Weiyu.Rules/Linting")]
    [InlineData("src/Weiyu.Bot/Storage/Store.cs", "        return Conversations.Conversation.Blank;", "Weiyu.Bot/Storage -> Weiyu.Bot/Conversations")]
    [InlineData("src/Weiyu.Text/Data/EmbeddedTable.cs", "using Weiyu.Client.Messages;", "Weiyu.Text/Data -> Weiyu.Client/Messages")]
    public void An_import_upward_is_found(string file, string line, string expected) => Assert.Contains(expected, Upward(file, line), StringComparer.Ordinal);

    [Fact]
    public void An_import_downward_is_fine() => Assert.Empty(Upward("src/Weiyu.Bot/Receiving/Line.cs", "using Weiyu.Bot.Core;\nusing Weiyu.Client.Rest;\n"));

    /// <summary>The imports of a file that point up, as <c>from -> to</c>.</summary>
    private static IEnumerable<string> Upward(string path, string text)
    {
        var from = RoomOf(path);
        var named = Names().Matches(text).Select(m => RoomOfNamespace(m.Groups[1].Value)).Concat(Relative().Matches(Comment().Replace(text, "")).Select(m => RoomOfType(from.Split('/')[0], m.Value)));
        return named.OfType<string>().Distinct()
            .Where(to => to != from && Level(to) >= Level(from)).Select(to => $"{from} -> {to}");
    }

    /// <summary>The level of a room; what stands beside a project's rooms is above all of them.</summary>
    private static double Level(string room) => Levels.TryGetValue(room, out var level) ? level : throw new InvalidOperationException($"'{room}' is not in the picture of src/README.md.");

    /// <summary>The room of a namespace; null where it is a whole project, from which everybody imports.</summary>
    private static string? RoomOfNamespace(string name)
    {
        for (var parts = name.Split('.'); parts.Length > 2; parts = parts[..^1])
        {
            var room = $"{parts[0]}.{parts[1]}/{string.Join('/', parts[2..])}";
            if (Levels.ContainsKey(room)) return room;
        }

        return null;
    }

    /// <summary>The room of a type that is written with its room; null where that is something else, such as a property of the same name.</summary>
    private static string? RoomOfType(string project, string name) =>
        RoomOfNamespace($"{project}.{name}") is { } room && name.Split('.').Skip(room.Split('/').Length - 1).Any(type => HasType(room, type)) ? room : null;

    private static bool HasType(string room, string type) => Directory.EnumerateFiles(Path.Combine(Folders.Root, "src", room), type + ".cs", SearchOption.AllDirectories).Any();

    private static string RoomOf(string path)
    {
        var parts = path.Replace('\\', '/').Split('/')[1..^1];
        return string.Join('/', parts.Take(parts is [_, "Handlers", _, ..] ? 3 : 2));
    }

    /// <summary>The higher, the larger. A project's own files are above its rooms, and a project above those that are drawn below it.</summary>
    private static Dictionary<string, int> Picture()
    {
        var block = Block().Match(File.ReadAllText(Path.Combine(Folders.Root, "src", "README.md"))).Groups[1].Value;
        var lines = block.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var levels = new Dictionary<string, int>(StringComparer.Ordinal);
        var project = "";
        foreach (var (index, line) in lines.Index())
        {
            if (!line.StartsWith(' ')) levels[project = line.Trim()] = lines.Length - index;
            else foreach (var room in Description().Split(line.Trim())[0].Split('·', StringSplitOptions.TrimEntries)) levels[$"{project}/{room}"] = lines.Length - index;
        }

        return levels;
    }

    private static IEnumerable<(string Path, string Text)> Sources() =>
        from file in Directory.EnumerateFiles(Path.Combine(Folders.Root, "src"), "*.cs", SearchOption.AllDirectories)
        let path = Path.GetRelativePath(Folders.Root, file).Replace('\\', '/')
        where !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal)
        select (path, File.ReadAllText(file));

    private static bool HasSources(string room) => Directory.EnumerateFiles(Path.Combine(Folders.Root, "src", room), "*.cs", SearchOption.AllDirectories).Any();

    private static string Name(string? include) => Path.GetFileNameWithoutExtension(include!.Replace('\\', '/'));

    [GeneratedRegex("```layers\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\s{2,}")]
    private static partial Regex Description();

    /// <summary>A name that begins with a room: <c>Storage.Store</c>, <c>Handlers.Rules.RuleElse</c>.</summary>
    [GeneratedRegex(@"(?<![\w.""<])[A-Z]\w+(?:\.[A-Z]\w+)+(?=[\s.;,()<>?\[])")]
    private static partial Regex Relative();

    [GeneratedRegex(@"//[^\n]*|""(?:[^""\\\n]|\\.)*""")]
    private static partial Regex Comment();

    /// <summary>Imports, and names that are written out.</summary>
    [GeneratedRegex(@"(?:^(?:global )?using (?:static )?(?:\w+ = )?|\b)(Weiyu\.(?:Bot|Client|Sandbox|Rules|Knowledge|Text|Console|Cluster)\.[\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Names();
}
