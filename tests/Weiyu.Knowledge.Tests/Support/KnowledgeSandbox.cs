using Microsoft.Extensions.Time.Testing;
using Weiyu.Knowledge.Embeddings;

namespace Weiyu.Knowledge.Tests.Support;

/// <summary>A knowledge folder and its index in a temp folder.</summary>
internal sealed class KnowledgeSandbox : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("weiyu-knowledge-");

    public KnowledgeSandbox() => Directory.CreateDirectory(Folder);

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The top of the repository.</summary>
    public static string Repository { get; } = FindRepository();

    public string Folder => Path.Combine(_root.FullName, "knowledge");

    public string IndexFolder => Path.Combine(_root.FullName, "index");

    public string Root => _root.FullName;

    public KnowledgeOptions Options { get; } = new();

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.FromHours(8)));

    /// <summary>Writes a file; <c>null</c> deletes it.</summary>
    public KnowledgeSandbox With(string name, string? text)
    {
        var path = Path.Combine(Folder, name);
        if (text is null)
        {
            File.Delete(path);
            return this;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return this;
    }

    public KnowledgeSandbox With(string name, byte[] bytes)
    {
        File.WriteAllBytes(Path.Combine(Folder, name), bytes);
        return this;
    }

    public KnowledgeIndex Index(EmbeddingSearch? embeddings = null) => new(Folder, IndexFolder, Options, Time, embeddings: embeddings);

    /// <summary>An index that has read the folder.</summary>
    public async Task<KnowledgeIndex> ReadAsync(EmbeddingSearch? embeddings = null)
    {
        var index = Index(embeddings);
        await index.RefreshAsync(Stop);
        return index;
    }

    /// <summary>Makes a link in the folder.</summary>
    public void Link(string name, string target) => File.CreateSymbolicLink(Path.Combine(Folder, name), target);

    /// <summary>Mounts a version as Kubernetes does: a folder of its own, and one link that is replaced.</summary>
    public void Mount(string version, string answer)
    {
        Directory.CreateDirectory(Path.Combine(Folder, version, "sub"));
        File.WriteAllText(Path.Combine(Folder, version, "faq.csv"), $"question,answer\nrefund time,{answer}\n");
        File.WriteAllText(Path.Combine(Folder, version, "sub", "parking.csv"), "question,answer\nparking,behind\n");
        var data = Path.Combine(Folder, "..data");
        if (Directory.Exists(data)) Directory.Delete(data);
        Link("..data", version);
        if (File.Exists(Path.Combine(Folder, "faq.csv"))) return;
        Link("faq.csv", Path.Combine("..data", "faq.csv"));
        Link("sub", Path.Combine("..data", "sub"));
    }

    public void Dispose() => _root.Delete(recursive: true);

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Weiyu.Bot.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside of the repository.");
    }
}

internal static class KnowledgeIndexExtensions
{
    public static Task<IReadOnlyList<Passage>> AskAsync(this KnowledgeIndex index, string question, string? locale = null, string folder = "", DateTimeOffset? now = null, params string[] tags) =>
        index.SearchAsync(new KnowledgeQuery { Text = question, Locale = locale, Folder = folder, Tags = tags, Now = now }, KnowledgeSandbox.Stop);

    public static async Task<string?> FirstAsync(this KnowledgeIndex index, string question) => await index.AskAsync(question) is [var first, ..] ? first.Source : null;
}
