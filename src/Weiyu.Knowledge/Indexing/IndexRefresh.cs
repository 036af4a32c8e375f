using Weiyu.Knowledge.Analysis;
using Weiyu.Knowledge.Reading;
using Weiyu.Text.Files;

namespace Weiyu.Knowledge.Indexing;

/// <summary>Brings an index up to its folder: what changed is read and written, nothing else is touched.</summary>
internal static class IndexRefresh
{
    /// <summary>Compares and writes.</summary>
    /// <param name="folder">The knowledge.</param>
    /// <param name="index">Where it is indexed.</param>
    /// <param name="current">What is indexed; null when nothing is.</param>
    /// <param name="contents">What that was made of.</param>
    /// <param name="analyzer">Takes texts apart.</param>
    /// <param name="signature">Changes when everything must be indexed again.</param>
    /// <param name="cancellationToken">Leaves the index as it was.</param>
    public static RefreshResult Run(
        KnowledgeFolder folder, IndexFolder index, IndexSnapshot? current, IndexContents contents, KnowledgeAnalyzer analyzer, string signature,
        CancellationToken cancellationToken)
    {
        var problems = new List<FileProblem>();
        if (!System.IO.Directory.Exists(folder.Path))
        {
            // A bot without knowledge is as good as any; one that had some may have lost it.
            if (contents.Files.Count > 0)
            {
                problems.Add(new FileProblem(
                    folder.Path, 0, 0, ProblemSeverity.Warning, "no-folder", "The knowledge folder is gone; what was indexed before stays.", "Bring the folder back, or set Knowledge:Folder."));
            }

            return new RefreshResult(false, 0, contents, problems);
        }

        var everything = contents.Signature != signature;
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        var changes = new List<(string File, IReadOnlyList<KnowledgeEntry> Entries)>();
        var names = folder.List(problems);
        foreach (var name in names)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var known = contents.Files.GetValueOrDefault(name);
            var bytes = folder.ReadBytes(name, problems, out var hash);
            if (bytes is not null && !everything && known == hash)
            {
                files[name] = hash;
                continue;
            }

            var before = problems.Count;
            var entries = bytes is null ? null : Read(folder, name, bytes, problems);
            if (entries is not null)
            {
                changes.Add((name, entries));

                // A file with problems is read again after a restart, so that they are told again.
                files[name] = problems.Count == before ? hash : "!" + hash;
                if (!everything && known == files[name]) changes.RemoveAt(changes.Count - 1);
            }
            else if (known is not null)
            {
                files[name] = known;
                if (everything && current is not null) changes.Add((name, [.. current.All().Where(e => e.File == name)]));
            }
        }

        changes.AddRange(contents.Files.Keys.Where(f => !files.ContainsKey(f)).Select(f => (f, (IReadOnlyList<KnowledgeEntry>)[])));
        if (changes.Count == 0 && !everything) return new RefreshResult(false, 0, contents, problems);
        var made = new IndexContents(signature, files);
        index.Write(changes, everything, made, analyzer, cancellationToken);
        return new RefreshResult(true, changes.Sum(c => c.Entries.Count), made, problems);
    }

    /// <summary>Reads a file. Whatever its reader stumbles over is a problem of this file: it must not cost the others.</summary>
    private static IReadOnlyList<KnowledgeEntry>? Read(KnowledgeFolder folder, string name, byte[] bytes, List<FileProblem> problems)
    {
        try
        {
            return folder.Read(name, bytes, problems);
        }
        catch (Exception e) when (e is not (OutOfMemoryException or OperationCanceledException))
        {
            problems.Add(new FileProblem(
                name, 0, 0, ProblemSeverity.Error, "file-failed", $"The file can't be taken apart ({e.GetType().Name}); what was indexed of it before stays.",
                "Take out what was added last, piece by piece, and report the piece that does it."));
            return null;
        }
    }
}

/// <summary>What a refresh did.</summary>
/// <param name="Written">Whether there is something new.</param>
/// <param name="Indexed">How many passages were indexed.</param>
/// <param name="Contents">What the index is made of now.</param>
/// <param name="Problems">What is wrong with the files.</param>
internal sealed record RefreshResult(bool Written, int Indexed, IndexContents Contents, IReadOnlyList<FileProblem> Problems);
