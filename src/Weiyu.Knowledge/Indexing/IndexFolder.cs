using Lucene.Net.Analysis.Core;
using Lucene.Net.Index;
using Lucene.Net.Store;
using Lucene.Net.Util;
using Weiyu.Knowledge.Analysis;
using IODirectory = System.IO.Directory;
using LuceneDirectory = Lucene.Net.Store.Directory;

namespace Weiyu.Knowledge.Indexing;

/// <summary>The Lucene directory on disk; in memory where the disk does not let itself be written.</summary>
internal sealed class IndexFolder : IDisposable
{
    private const string SignatureKey = "signature";
    private const string FilePrefix = "file:";

    private readonly string _path;
    private LuceneDirectory _directory;

    /// <summary>Opens the folder; makes it where it is not there.</summary>
    public IndexFolder(string path)
    {
        _path = path;
        _directory = Open(path);
    }

    /// <summary>Whether what is built is lost with the process.</summary>
    public bool IsInMemory => _directory is RAMDirectory;

    /// <summary>The committed index; null when there is none yet.</summary>
    /// <exception cref="Exception">It is damaged: any exception, Lucene throws many. <see cref="Clear"/> mends it.</exception>
    public DirectoryReader? OpenReader()
    {
        if (!DirectoryReader.IndexExists(_directory)) return null;
        var reader = DirectoryReader.Open(_directory);
        try
        {
            foreach (var leaf in reader.Leaves) leaf.AtomicReader.CheckIntegrity();
            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>What a commit says about its making: the signature and the hash of each file.</summary>
    public static IndexContents Contents(DirectoryReader? reader)
    {
        if (reader is null) return new IndexContents("", new Dictionary<string, string>());
        var data = reader.IndexCommit.UserData;
        return new IndexContents(
            data.TryGetValue(SignatureKey, out var signature) ? signature : "",
            data.Where(d => d.Key.StartsWith(FilePrefix, StringComparison.Ordinal)).ToDictionary(d => d.Key[FilePrefix.Length..], d => d.Value));
    }

    /// <summary>Writes files' passages in one commit.</summary>
    /// <param name="changes">Entries by file; an empty list removes the file's.</param>
    /// <param name="everything">Whether everything else goes.</param>
    /// <param name="contents">What the commit will say.</param>
    /// <param name="analyzer">Takes the texts apart.</param>
    /// <param name="cancellationToken">Leaves the index as it was.</param>
    /// <exception cref="LockObtainFailedException">Another process writes it.</exception>
    public void Write(
        IEnumerable<(string File, IReadOnlyList<KnowledgeEntry> Entries)> changes, bool everything, IndexContents contents, KnowledgeAnalyzer analyzer, CancellationToken cancellationToken)
    {
        using var keyword = new KeywordAnalyzer();
        var configuration = new IndexWriterConfig(LuceneVersion.LUCENE_48, keyword) { RAMBufferSizeMB = 32, OpenMode = OpenMode.CREATE_OR_APPEND };
        configuration.MergeScheduler = new SerialMergeScheduler();
        var writer = new IndexWriter(_directory, configuration);
        try
        {
            if (everything) writer.DeleteAll();
            foreach (var (file, entries) in changes)
            {
                if (!everything) writer.DeleteDocuments(new Lucene.Net.Index.Term(PassageDocument.File, file));
                foreach (var entry in entries)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    writer.AddDocument(PassageDocument.Of(entry, analyzer));
                }
            }

            var data = contents.Files.ToDictionary(f => FilePrefix + f.Key, f => f.Value);
            data[SignatureKey] = contents.Signature;
            writer.SetCommitData(data);
            writer.Commit();
        }
        catch
        {
            writer.Rollback();
            throw;
        }

        writer.Dispose();
    }

    /// <summary>Throws away whatever is there.</summary>
    public void Clear()
    {
        _directory.Dispose();
        try
        {
            if (IODirectory.Exists(_path)) IODirectory.Delete(_path, recursive: true);
            _directory = Open(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _directory = new RAMDirectory();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _directory.Dispose();

    private static LuceneDirectory Open(string path)
    {
        if (path.Length == 0) return new RAMDirectory();
        try
        {
            IODirectory.CreateDirectory(path);
            return FSDirectory.Open(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new RAMDirectory();
        }
    }
}

/// <summary>What an index was made of.</summary>
/// <param name="Signature">How texts were taken apart.</param>
/// <param name="Files">The hash of each file.</param>
internal sealed record IndexContents(string Signature, IReadOnlyDictionary<string, string> Files);
