using Microsoft.Extensions.AI;
using Weiyu.Knowledge.Embeddings;
using Weiyu.Knowledge.Indexing;
using Weiyu.Knowledge.Tests.Support;

namespace Weiyu.Knowledge.Tests;

public sealed class EmbeddingTests : IDisposable
{
    private readonly KnowledgeSandbox _box = new();
    private readonly Meanings _meanings = new();

    public void Dispose()
    {
        _meanings.Dispose();
        _box.Dispose();
    }

    [Fact]
    public async Task What_shares_no_word_is_found_by_its_meaning()
    {
        using var index = await ReadAsync();
        Assert.DoesNotContain(await index.AskAsync("feline"), p => p.Why.Fields.Contains("question"));
        var first = (await index.AskAsync("feline"))[0];
        Assert.Equal("a.md#cats", first.Source);
        Assert.Contains("embedding", first.Why.Fields);
        Assert.True(first.Why.Components["embedding"] > 0);
    }

    [Fact]
    public async Task Words_and_meaning_together_are_surer_than_words_alone()
    {
        using var index = await ReadAsync();
        using var byWords = await _box.ReadAsync();
        Assert.True((await index.AskAsync("a cat at home"))[0].Score > (await byWords.AskAsync("a cat at home"))[0].Score);
    }

    [Fact]
    public async Task The_very_question_stays_first_and_no_other_passage_gets_its_score()
    {
        _box.With("z.csv", "id,question,answer\nparking,Where may I park a cat?,Behind the house.\n");
        using var byWords = await _box.ReadAsync();
        using var index = await ReadAsync();
        var words = (await byWords.AskAsync("Where may I park a cat?")).ToDictionary(p => p.Id, p => p.Score);
        var found = await index.AskAsync("Where may I park a cat?");
        Assert.Equal(("z.csv#parking", 1.0), (found[0].Source, found[0].Score));
        Assert.All(found.Skip(1), p => Assert.InRange(p.Score, words.GetValueOrDefault(p.Id), 0.99));
        Assert.Contains(found.Skip(1), p => p.Why.Components.GetValueOrDefault("embedding") > 0);
    }

    [Fact]
    public void Each_passage_keeps_its_own_score()
    {
        Hit[] words = [Found("exact", 1), Found("near", 0.6f), Found("far", 0.2f)];
        var fused = Fusion.Of(words, [("near", 1), ("far", 0.8), ("meant", 0.5), ("exact", 0)], id => id == "meant" ? Found(id, 0).Entry : null);
        Assert.Equal(["exact 1", "near 0.78", "far 0.488", "meant 0.225"], fused.Select(h => FormattableString.Invariant($"{h.Entry.Id} {Math.Round(h.Score.Value, 4)}")));
    }

    private static Hit Found(string id, float score) =>
        new(new KnowledgeEntry { Id = id, File = "a.csv", Anchor = id, Locale = "en" }, new PassageScore(score, 0, 0, 0, 0, 0, 0, null), PassageWhy.None);

    [Fact]
    public async Task What_was_embedded_once_is_not_embedded_again_after_a_restart()
    {
        using (var first = await ReadAsync()) Assert.Equal(20, _meanings.Texts);
        using var second = await ReadAsync();
        Assert.Equal(20, _meanings.Texts);
        _box.With("a.md", "# Cats\nother text\n");
        await second.RefreshAsync(KnowledgeSandbox.Stop);
        await second.EmbedAsync(KnowledgeSandbox.Stop);
        Assert.Equal(21, _meanings.Texts);
    }

    [Fact]
    public async Task Embeddings_are_asked_for_in_batches()
    {
        _box.Options.EmbeddingBatch = 8;
        using var index = await ReadAsync();
        Assert.Equal([8, 8, 4], _meanings.Batches);
    }

    [Fact]
    public async Task A_torn_end_of_the_cache_costs_only_what_was_torn()
    {
        using (await ReadAsync())
        {
            // Written.
        }

        var path = Path.Combine(_box.Root, "e.bin");
        await using (var file = File.OpenWrite(path)) file.SetLength(file.Length - 3);
        using var second = await ReadAsync();
        Assert.Equal(21, _meanings.Texts);
    }

    [Fact]
    public async Task A_model_that_fails_costs_nothing_but_the_meaning()
    {
        using var index = await ReadAsync();
        _meanings.Fails = true;
        Assert.Equal("a.md#cats", (await index.AskAsync("cats"))[0].Source);
        var asked = _meanings.Batches.Count;
        await index.AskAsync("cats");
        Assert.Equal(asked, _meanings.Batches.Count); // left alone for a while
        _meanings.Fails = false;
        _box.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("a.md#cats", (await index.AskAsync("feline"))[0].Source);
    }

    [Fact]
    public async Task A_model_that_never_answers_is_not_waited_for()
    {
        using var index = await ReadAsync();
        _meanings.Hangs = true;
        var search = index.AskAsync("cats");
        while (!search.IsCompleted)
        {
            _box.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal("a.md#cats", (await search)[0].Source);
    }

    [Fact]
    public async Task Personal_data_does_not_leave_with_a_question()
    {
        using var index = await ReadAsync(text => text.Replace("13800138000", "[phone]", StringComparison.Ordinal));
        await index.AskAsync("cats 13800138000");
        Assert.Equal("cats [phone]", _meanings.Last);
    }

    private async Task<KnowledgeIndex> ReadAsync(Func<string, string>? redact = null)
    {
        _box.With("a.md", "# Cats\nEverything about a cat at home.\n");
        for (var i = 1; i < 20; i++) _box.With($"b{i}.md", $"# Subject {i}\nSomething else {i}.\n");
        var embeddings = new EmbeddingSearch(_meanings, "m", new EmbeddingCache(Path.Combine(_box.Root, "e.bin")), _box.Options, _box.Time, redact ?? (t => t));
        var index = await _box.ReadAsync(embeddings);
        await index.EmbedAsync(KnowledgeSandbox.Stop);
        return index;
    }

    /// <summary>A model that knows what cats are; everything else has a direction of its own.</summary>
    private sealed class Meanings : IEmbeddingGenerator<string, Embedding<float>>
    {
        public List<int> Batches { get; } = [];

        public int Texts { get; private set; }

        public string Last { get; private set; } = "";

        public bool Fails { get; set; }

        public bool Hangs { get; set; }

        public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
        {
            var texts = values.ToList();
            Batches.Add(texts.Count);
            if (Fails) throw new HttpRequestException("refused");
            if (Hangs) await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            Texts += texts.Count(t => t.Contains('\n', StringComparison.Ordinal)); // passages; a question has one line
            Last = texts[^1];
            return [.. texts.Select(t => new Embedding<float>(Vector(t)))];
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
            // Nothing is held.
        }

        private static float[] Vector(string text)
        {
            var vector = new float[64];
            if (text.Contains("cat", StringComparison.OrdinalIgnoreCase) || text.Contains("feline", StringComparison.Ordinal)) vector[0] = 1;
            else vector[1 + (text.Length * 7 + text[^2]) % 63] = 1;
            vector[63] += 0.1f;
            return vector;
        }
    }
}
