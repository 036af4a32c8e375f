namespace Weiyu.Knowledge.Reading;

/// <summary>
/// The files below a folder, links followed: a Kubernetes config map is nothing but links (<c>faq.csv → ..data/faq.csv</c>, <c>..data → ..2026_11_01</c>). Each file is
/// found once, under its own name where it has one below the folder; names that begin with <c>.</c> or <c>_</c> are passed by, and no link leads round in circles.
/// </summary>
internal sealed class FolderWalk
{
    private const int MaxDepth = 16;
    private const int MaxLinks = 40;
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = true };

    private readonly string _root;
    private readonly string _realRoot;
    private readonly Func<string, bool> _wanted;
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Queue<(string Name, int Depth)> _links = new();

    /// <summary>Walks.</summary>
    /// <param name="root">The folder, absolute; it may be a link itself.</param>
    /// <param name="wanted">Which files to find, by name; the others are as if they were not there.</param>
    public FolderWalk(string root, Func<string, bool> wanted)
    {
        (_root, _wanted) = (root, wanted);
        _realRoot = RealPath(root) ?? root;
        _seen.Add(_realRoot);
        Folder("", _realRoot, 0);
        // Links come after everything that has a name of its own.
        while (_links.TryDequeue(out var link)) Follow(link.Name, link.Depth);
    }

    /// <summary>The files, relative to the folder, with forward slashes.</summary>
    public List<string> Files { get; } = [];

    /// <summary>The links that lead to nowhere.</summary>
    public List<string> Broken { get; } = [];

    /// <summary>Whether a path is a link that leads to nowhere.</summary>
    public static bool IsBroken(string path) => TargetOf(path) is not null && RealPath(path) is null;

    private void Folder(string name, string real, int depth)
    {
        if (depth > MaxDepth) return;
        foreach (var entry in new DirectoryInfo(Path.Combine(_root, name)).EnumerateFileSystemInfos("*", Everything).OrderBy(e => e.Name, StringComparer.Ordinal))
        {
            if (entry.Name[0] is '.' or '_') continue;
            var inner = name.Length == 0 ? entry.Name : $"{name}/{entry.Name}";
            if (entry.LinkTarget is not null) _links.Enqueue((inner, depth));
            else if (entry is not DirectoryInfo) File(inner, Path.Combine(real, entry.Name));
            else if (_seen.Add(Path.Combine(real, entry.Name))) Folder(inner, Path.Combine(real, entry.Name), depth + 1);
        }
    }

    private void Follow(string name, int depth)
    {
        var real = RealPath(Path.Combine(_root, name));
        if (real is null) Broken.Add(name);
        else if (!Directory.Exists(real)) File(name, real);
        else if (MayEnter(real) && _seen.Add(real)) Folder(name, real, depth + 1);
    }

    private void File(string name, string real)
    {
        if (_wanted(name) && _seen.Add(real)) Files.Add(name);
    }

    /// <summary>Not what is hidden (each version of a config map is such a folder), and not what holds the folder itself: that may be the whole disk.</summary>
    private bool MayEnter(string real) =>
        !Path.GetFileName(real).StartsWith('.') && !_realRoot.StartsWith(Path.EndsInDirectorySeparator(real) ? real : real + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>A path without links in it; null when it leads to nowhere or in circles.</summary>
    private static string? RealPath(string path)
    {
        var real = Path.GetPathRoot(path)!;
        var parts = new Stack<string>();
        Push(path[real.Length..]);
        var links = 0;
        while (parts.TryPop(out var part))
        {
            if (part == "..") real = Path.GetDirectoryName(real) ?? real;
            if (part is "." or "..") continue;
            var next = Path.Combine(real, part);
            if (TargetOf(next) is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MaxLinks) return null;
            if (Path.IsPathRooted(target)) real = Path.GetPathRoot(target)!;
            Push(Path.IsPathRooted(target) ? target[real.Length..] : target);
        }

        return Path.Exists(real) ? real : null;

        void Push(string more)
        {
            foreach (var part in more.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries).Reverse()) parts.Push(part);
        }
    }

    private static string? TargetOf(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // As if it were what it says: reading it will tell.
            return null;
        }
    }
}
