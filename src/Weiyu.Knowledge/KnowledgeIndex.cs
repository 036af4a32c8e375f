using Lucene.Net.Index;
using Lucene.Net.Store;
using Microsoft.Extensions.Logging.Abstractions;
using Weiyu.Knowledge.Analysis;
using Weiyu.Knowledge.Answering;
using Weiyu.Knowledge.Embeddings;
using Weiyu.Knowledge.Indexing;
using Weiyu.Knowledge.Reading;
using Weiyu.Text.Files;
using Weiyu.Text.Languages;

namespace Weiyu.Knowledge;

/// <summary>
/// What the bot knows, ready to be searched. Searches never wait for a refresh: they see the folder as it was last read.
/// Safe for use by many threads.
/// </summary>
public sealed class KnowledgeIndex : IDisposable
{
    private readonly KnowledgeFolder _folder;
    private readonly IndexFolder _index;
    private readonly KnowledgeOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _refreshing = new(1, 1);
    private readonly EmbeddingSearch? _embeddings;
    private volatile IndexSnapshot? _snapshot;
    private int _embedded = -1;
    private IndexContents _contents = new("", new Dictionary<string, string>());
    private volatile bool _opened;

    /// <summary>An index of a folder. Nothing is read before <see cref="RefreshAsync"/>.</summary>
    /// <param name="folder">The knowledge, absolute.</param>
    /// <param name="indexFolder">Where the index is kept, absolute; empty: in memory.</param>
    /// <param name="options">Bounds.</param>
    /// <param name="time">For validity dates.</param>
    /// <param name="logger">For what is found wrong.</param>
    /// <param name="embeddings">Finds by meaning too; null: by words only.</param>
    /// <param name="screen">Says why a passage may not be used (it gives orders to its reader …), null when it may; null: none is screened.</param>
    public KnowledgeIndex(string folder, string indexFolder, KnowledgeOptions options, TimeProvider time, ILogger<KnowledgeIndex>? logger = null, EmbeddingSearch? embeddings = null, Func<string, string?>? screen = null)
    {
        _folder = new KnowledgeFolder(folder, options, screen);
        _index = new IndexFolder(indexFolder);
        _options = options;
        _time = time;
        _embeddings = embeddings;
        _logger = logger ?? NullLogger<KnowledgeIndex>.Instance;
    }

    /// <summary>What is wrong with the knowledge files, as of the last refresh.</summary>
    public IReadOnlyList<FileProblem> Problems { get; private set; } = [];

    /// <summary>How many passages can be found, those outside of their dates included.</summary>
    public int Passages => _snapshot?.Passages ?? 0;

    /// <summary>How many passages the last refresh indexed; 0 when nothing had changed.</summary>
    public int LastIndexed { get; private set; }

    /// <summary>Grows by one with each change that searches can see.</summary>
    public int Generation { get; private set; }

    /// <summary>The folder that is indexed.</summary>
    public string FolderPath => _folder.Path;

    /// <summary>What the bot says around answers.</summary>
    public KnowledgeTexts Texts { get; private set; } = new();

    /// <summary>How texts are taken apart, with the folder's synonyms.</summary>
    internal KnowledgeAnalyzer Analyzer { get; private set; } = new();

    /// <summary>
    /// Reads what changed in the folder; says whether there was anything. One refresh runs at a time. One that fails throws, and leaves searches what was there before.
    /// </summary>
    public async Task<bool> RefreshAsync(CancellationToken cancellationToken)
    {
        await _refreshing.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Refresh(cancellationToken), cancellationToken);
        }
        finally
        {
            _refreshing.Release();
        }
    }

    /// <summary>
    /// The passages for a question, best first; the wanted language comes before an equal one. The first search reads the folder if nothing did yet;
    /// where that fails, what an earlier run indexed is searched.
    /// </summary>
    public async Task<IReadOnlyList<Passage>> SearchAsync(KnowledgeQuery query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await EnsureReadAsync(cancellationToken);
        var top = Math.Clamp(query.Top, 1, 50);
        var byMeaning = _embeddings is null ? null : await _embeddings.SearchAsync(query.Text, Math.Max(top, 20), cancellationToken);
        if (Lease() is not { } snapshot) return [];
        using (snapshot)
        {
            var asked = query with { Folder = BelowKnowledge(query.Folder) };
            var now = query.Now ?? _time.GetUtcNow();
            var hits = snapshot.Search(asked, now, top);
            if (byMeaning is not null) hits = Fusion.Of(hits, byMeaning, id => snapshot.Find(id, now) is { } entry && IsWanted(entry, asked) ? entry : null);
            return Ranking.Of(hits, query.Locale ?? LanguageDetector.ByScript(query.Text), top);
        }
    }

    /// <summary>A passage by its id; null when there is none that holds now.</summary>
    public async Task<Passage?> FindAsync(string id, DateTimeOffset? now, CancellationToken cancellationToken)
    {
        await EnsureReadAsync(cancellationToken);
        if (Lease() is not { } snapshot) return null;
        using (snapshot) return snapshot.Find(id, now ?? _time.GetUtcNow()) is { } entry ? Ranking.ToPassage(entry) : null;
    }

    /// <summary>What of a passage's running text answers a question: whole sentences, plain text.</summary>
    /// <param name="text">The passage's text.</param>
    /// <param name="question">The visitor's words.</param>
    /// <param name="maxLength">The most characters.</param>
    public string ExtractFrom(string text, string question, int maxLength) => Extract.Of(text, question, Analyzer, maxLength);

    /// <summary>Embeds what changed, where a model for that is configured. Fails softly: the next refresh tries again.</summary>
    public async Task EmbedAsync(CancellationToken cancellationToken)
    {
        if (_embeddings is null || _embedded == Generation || Lease() is not { } snapshot) return;
        using (snapshot)
        {
            try
            {
                var generation = Generation;
                await _embeddings.UpdateAsync(snapshot.All(), cancellationToken);
                _embedded = generation;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                Log.EmbeddingsFailed(_logger, e.GetType().Name);
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Interlocked.Exchange(ref _snapshot, null)?.Dispose();
        _index.Dispose();
        _refreshing.Dispose();
    }

    private bool Refresh(CancellationToken cancellationToken)
    {
        try
        {
            return Update(cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Searches make do with what there is, be it nothing: the next refresh tries again, no question does.
            _opened = true;
            throw;
        }
    }

    private bool Update(CancellationToken cancellationToken)
    {
        var problems = new List<FileProblem>();
        var analyzer = new KnowledgeAnalyzer(_folder.ReadSynonyms(problems));
        Texts = new KnowledgeTexts(_folder.ReadTexts(problems));
        Analyzer = analyzer;
        var signature = $"{PassageDocument.Version}/{analyzer.Signature}/{_options.MaxPassageLength}/{_options.MaxAnswerLength}/{_options.TimeZone}";
        if (_contents.Signature.Length == 0 && _snapshot is null) Open(analyzer);
        RefreshResult result;
        try
        {
            result = IndexRefresh.Run(_folder, _index, _snapshot, _contents, analyzer, signature, cancellationToken);
        }
        catch (LockObtainFailedException)
        {
            // Another process (a verb beside the running bot) writes the same changes: what it commits is taken over.
            Log.IndexLocked(_logger);
            Open(analyzer);
            _opened = true;
            return true;
        }
        catch (Exception e) when (IsDamage(e))
        {
            Log.IndexRebuilt(_logger, e.GetType().Name);
            Swap(null);
            _index.Clear();
            _contents = new IndexContents("", new Dictionary<string, string>());
            result = IndexRefresh.Run(_folder, _index, null, _contents, analyzer, signature, cancellationToken);
        }

        Problems = [.. problems, .. result.Problems];
        (_contents, LastIndexed) = (result.Contents, result.Indexed);
        if (result.Written && _index.OpenReader() is { } reader) Swap(new IndexSnapshot(reader, analyzer));
        // Only now: a search that waits for the first reading must find what was read.
        _opened = true;
        if (!result.Written) return false;
        Log.IndexRefreshed(_logger, result.Indexed, Passages, Problems.Count);
        return true;
    }

    // A full disk is no damage: it must not cost the index that is loaded.
    private bool IsDamage(Exception e) =>
        e is CorruptIndexException or EndOfStreamException or FileNotFoundException || (_snapshot is null && e is not OperationCanceledException);

    private void Open(KnowledgeAnalyzer analyzer)
    {
        try
        {
            var reader = _index.OpenReader();
            _contents = IndexFolder.Contents(reader);
            if (reader is not null) Swap(new IndexSnapshot(reader, analyzer));
        }
        catch (Exception e)
        {
            // Whatever Lucene stumbles over in its own files: they are a copy of the folder and can be made again.
            Log.IndexRebuilt(_logger, e.GetType().Name);
            _contents = new IndexContents("", new Dictionary<string, string>());
            _index.Clear();
        }
    }

    private void Swap(IndexSnapshot? snapshot)
    {
        var before = Interlocked.Exchange(ref _snapshot, snapshot);
        Generation++;
        before?.Dispose();
    }

    private Task EnsureReadAsync(CancellationToken cancellationToken) => _opened ? Task.CompletedTask : ReadOnceAsync(cancellationToken);

    private async Task ReadOnceAsync(CancellationToken cancellationToken)
    {
        await _refreshing.WaitAsync(cancellationToken);
        try
        {
            if (!_opened) await Task.Run(() => Refresh(cancellationToken), cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && _opened)
        {
            Log.RefreshFailed(_logger, e);
        }
        finally
        {
            _refreshing.Release();
        }
    }

    private static bool IsWanted(KnowledgeEntry entry, KnowledgeQuery query) =>
        (query.Folder.Length == 0 || entry.File == query.Folder || entry.File.StartsWith(query.Folder + "/", StringComparison.Ordinal))
        && (query.Tags.Count == 0 || entry.Tags.Intersect(query.Tags, StringComparer.OrdinalIgnoreCase).Any());

    private IndexSnapshot? Lease()
    {
        while (_snapshot is { } snapshot)
        {
            if (snapshot.TryLease()) return snapshot;
        }

        return null;
    }

    private string BelowKnowledge(string folder)
    {
        var path = folder.Replace('\\', '/').Trim('/');
        if (path.StartsWith("./", StringComparison.Ordinal)) path = path[2..];
        if (path.Equals(_options.Folder, StringComparison.OrdinalIgnoreCase)) return "";
        return path.StartsWith(_options.Folder + "/", StringComparison.OrdinalIgnoreCase) ? path[(_options.Folder.Length + 1)..] : path;
    }
}
