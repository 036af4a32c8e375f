using Weiyu.Knowledge.Tests.Support;

namespace Weiyu.Knowledge.Tests;

public sealed class IndexTests : IDisposable
{
    private readonly KnowledgeSandbox _box = new();

    public void Dispose() => _box.Dispose();

    [Fact]
    public async Task A_question_finds_its_passage_with_score_margin_and_why()
    {
        using var index = await _box.With("a.md", "# 售后\n## 退款时间\n退款三天到账。\n## 发票\n可以开电子发票。\n").ReadAsync();
        var passages = await index.AskAsync("退款多久到帐");
        Assert.Equal("a.md#退款时间", passages[0].Source);
        Assert.InRange(passages[0].Score, 0.55, 1);
        Assert.True(passages[0].Margin > 0.14);
        Assert.Contains(passages[0].Why.Matched, w => w.Contains('退', StringComparison.Ordinal));
        Assert.Contains("question", passages[0].Why.Fields);
        Assert.True(passages[0].Why.Components["question"] > 0);
    }

    [Fact]
    public async Task The_very_question_scores_one()
    {
        using var index = await _box.With("a.csv", "question,answer\nDo you ship abroad?,No.\nDo you ship on Sundays?,Yes.\n").ReadAsync();
        Assert.Equal(1, (await index.AskAsync("do you ship ABROAD"))[0].Score);
    }

    [Fact]
    public async Task What_has_nothing_in_common_is_not_found()
    {
        using var index = await _box.With("a.md", "# 退款\n退款三天到账。\n").ReadAsync();
        Assert.Empty(await index.AskAsync("who won the world cup"));
        Assert.Empty(await index.AskAsync(""));
        Assert.Empty(await index.AskAsync("？！…😀"));
    }

    [Fact]
    public async Task The_first_search_reads_the_folder_by_itself()
    {
        using var index = _box.With("a.md", "# 退款\n退款三天到账。\n").Index();
        Assert.NotEmpty(await index.AskAsync("退款"));
    }

    [Fact]
    public async Task A_restart_indexes_nothing()
    {
        _box.With("a.md", "# A\ntext about refunds\n").With("b.csv", "question,answer\nx,y\n");
        using (var first = await _box.ReadAsync()) Assert.Equal(2, first.LastIndexed);
        using var second = await _box.ReadAsync();
        Assert.Equal(0, second.LastIndexed);
        Assert.Equal(2, second.Passages);
        Assert.Equal("a.md#a", await second.FirstAsync("refunds"));
    }

    [Fact]
    public async Task Only_what_changed_is_indexed_again()
    {
        using var index = await _box.With("a.md", "# A\none apple\n").With("b.md", "# B\ntwo pears\n").With("c.md", "# C\nthree plums\n").ReadAsync();
        _box.With("b.md", "# B\nfour lemons\n").With("c.md", (string?)null).With("d.md", "# D\nfive melons\n");
        Assert.True(await index.RefreshAsync(KnowledgeSandbox.Stop));
        Assert.Equal(2, index.LastIndexed);
        Assert.Equal("b.md#b", await index.FirstAsync("lemons"));
        Assert.Equal("d.md#d", await index.FirstAsync("melons"));
        Assert.Equal("a.md#a", await index.FirstAsync("apple"));
        Assert.Null(await index.FirstAsync("pears"));
        Assert.Null(await index.FirstAsync("plums"));
        Assert.False(await index.RefreshAsync(KnowledgeSandbox.Stop));
    }

    [Fact]
    public async Task A_file_that_turns_bad_keeps_its_good_passages_and_is_told_each_time()
    {
        using var index = await _box.With("a.yaml", "- question: refund time\n  answer: three days\n").ReadAsync();
        _box.With("a.yaml", "- question: refund time\n  answer: three: days\n");
        await index.RefreshAsync(KnowledgeSandbox.Stop);
        Assert.Equal("bad-yaml", Assert.Single(index.Problems).Code);
        Assert.Equal("three days", (await index.AskAsync("refund time"))[0].Answer);
        await index.RefreshAsync(KnowledgeSandbox.Stop);
        Assert.Single(index.Problems);
    }

    [Fact]
    public async Task Warnings_are_told_again_after_a_restart()
    {
        _box.With("a.csv", "question,answer\na,b,c\nrefund,three days\n");
        using (var first = await _box.ReadAsync()) Assert.Single(first.Problems);
        using var second = await _box.ReadAsync();
        Assert.Single(second.Problems);
        Assert.Equal(0, second.LastIndexed);
    }

    [Fact]
    public async Task A_folder_that_is_gone_for_a_moment_costs_nothing()
    {
        using var index = await _box.With("a.md", "# A\nrefunds\n").ReadAsync();
        Directory.Move(_box.Folder, _box.Folder + "-away");
        await index.RefreshAsync(KnowledgeSandbox.Stop);
        Assert.Equal("a.md#a", await index.FirstAsync("refunds"));
        Assert.Equal("no-folder", Assert.Single(index.Problems).Code);
    }

    [Fact]
    public async Task New_synonyms_index_everything_again()
    {
        using var index = await _box.With("a.md", "# 搬运服务\n我们提供搬运。\n").ReadAsync();
        Assert.Empty(await index.AskAsync("porter"));
        _box.With("synonyms.yaml", "- [搬运, porter]\n");
        await index.RefreshAsync(KnowledgeSandbox.Stop);
        Assert.Equal(1, index.LastIndexed);
        Assert.Equal("a.md#搬运服务", await index.FirstAsync("porter"));
    }

    [Fact]
    public async Task A_damaged_index_is_built_again()
    {
        _box.With("a.md", "# A\nrefunds\n");
        (await _box.ReadAsync()).Dispose();
        foreach (var file in Directory.GetFiles(_box.IndexFolder).Where(f => !f.EndsWith("write.lock", StringComparison.Ordinal))) await File.WriteAllTextAsync(file, "not an index", KnowledgeSandbox.Stop);
        using var index = await _box.ReadAsync();
        Assert.Equal(1, index.LastIndexed);
        Assert.Equal("a.md#a", await index.FirstAsync("refunds"));
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.7)]
    public async Task A_byte_that_flips_in_any_of_its_files_is_noticed_and_mended(double where)
    {
        _box.With("a.md", string.Concat(Enumerable.Range(0, 50).Select(i => $"# Heading {i}\nrefunds and invoice number {i}\n")));
        (await _box.ReadAsync()).Dispose();
        foreach (var file in Directory.GetFiles(_box.IndexFolder).Where(f => new FileInfo(f).Length > 0))
        {
            var bytes = await File.ReadAllBytesAsync(file, KnowledgeSandbox.Stop);
            bytes[(int)(bytes.Length * where)] ^= 0x5A;
            await File.WriteAllBytesAsync(file, bytes, KnowledgeSandbox.Stop);
            using var index = await _box.ReadAsync();
            Assert.Equal(50, index.Passages);
            Assert.Equal("a.md#heading-7", await index.FirstAsync("heading 7"));
        }
    }

    [Fact]
    public async Task Two_processes_share_the_index_folder()
    {
        using var bot = await _box.With("a.md", "# A\nrefunds\n").ReadAsync();
        using var verb = await _box.ReadAsync();
        _box.With("b.md", "# B\ninvoices\n");
        await Task.WhenAll(bot.RefreshAsync(KnowledgeSandbox.Stop), verb.RefreshAsync(KnowledgeSandbox.Stop));
        await bot.RefreshAsync(KnowledgeSandbox.Stop);
        await verb.RefreshAsync(KnowledgeSandbox.Stop);
        Assert.Equal("b.md#b", await bot.FirstAsync("invoices"));
        Assert.Equal("b.md#b", await verb.FirstAsync("invoices"));
    }

    [Fact]
    public async Task Outside_of_its_dates_a_passage_is_not_found()
    {
        using var index = await _box.With("a.md", "---\nfrom: 2026-03-10\nuntil: 2026-03-12\n---\n# 周年庆\n周年庆全场八折。\n").ReadAsync();
        Assert.Empty(await index.AskAsync("周年庆"));
        _box.Time.SetUtcNow(new DateTimeOffset(2026, 3, 9, 16, 0, 0, TimeSpan.Zero)); // midnight in Shanghai
        var found = Assert.Single(await index.AskAsync("周年庆"));
        Assert.NotNull(await index.FindAsync(found.Id, null, KnowledgeSandbox.Stop));
        _box.Time.SetUtcNow(new DateTimeOffset(2026, 3, 12, 15, 59, 59, TimeSpan.Zero));
        Assert.Single(await index.AskAsync("周年庆"));
        _box.Time.SetUtcNow(new DateTimeOffset(2026, 3, 12, 16, 0, 0, TimeSpan.Zero));
        Assert.Empty(await index.AskAsync("周年庆"));
        Assert.Null(await index.FindAsync(found.Id, null, KnowledgeSandbox.Stop));
        Assert.Single(await index.AskAsync("周年庆", now: new DateTimeOffset(2026, 3, 11, 0, 0, 0, TimeSpan.Zero)));
    }

    [Fact]
    public async Task Folders_and_tags_narrow_the_search()
    {
        _box.With("sales/a.md", "---\ntags: [vip]\n---\n# Discount\ndiscount for members\n").With("service/b.md", "# Discount\ndiscount on repairs\n");
        using var index = await _box.ReadAsync();
        Assert.Equal(2, (await index.AskAsync("discount")).Count);
        Assert.Equal("service/b.md#discount", Assert.Single(await index.AskAsync("discount", folder: "knowledge/service/")).Source);
        Assert.Equal("service/b.md#discount", Assert.Single(await index.AskAsync("discount", folder: "knowledge/service/b.md")).Source);
        Assert.Equal(2, (await index.AskAsync("discount", folder: "knowledge/")).Count);
        Assert.Empty(await index.AskAsync("discount", folder: "knowledge/serv"));
        Assert.Equal("sales/a.md#discount", Assert.Single(await index.AskAsync("discount", tags: "VIP")).Source);
    }

    [Fact]
    public async Task The_wanted_language_comes_first_and_the_other_one_if_it_is_all_there_is()
    {
        _box.With("a.yaml", "- id: h\n  question: {zh: 营业时间, en: opening hours}\n  answer: {zh: 九点, en: nine}\n- id: p\n  question: {zh: 停车, en: parking}\n  answer: {en: behind the house}\n");
        using var index = await _box.ReadAsync();
        Assert.Equal("九点", (await index.AskAsync("opening hours", "zh"))[0].Answer);
        Assert.Equal("nine", (await index.AskAsync("营业时间", "en"))[0].Answer);
        var only = (await index.AskAsync("停车", "zh"))[0];
        Assert.Equal(("behind the house", "en"), (only.Answer, only.Locale));
    }

    [Fact]
    public async Task Hostile_files_are_told_clearly_and_hurt_nothing_else()
    {
        using (var huge = File.Create(Path.Combine(_box.Folder, "huge.md"))) huge.SetLength(50 * 1024 * 1024);
        using var index = await _box.With("photo.md", [0xFF, 0xD8, 0, 1, 2]).With("bad.csv", "question,answer\n\"a,b\n").With("good.md", "# Refunds\nthree days\n").ReadAsync();
        Assert.Equal(["bad.csv: bad-csv", "huge.md: file-too-large", "photo.md: not-text"], index.Problems.Select(p => $"{p.File}: {p.Code}"));
        Assert.All(index.Problems, p => Assert.NotEmpty(p.Cure));
        Assert.Equal("good.md#refunds", await index.FirstAsync("refunds"));
    }

    [Fact]
    public async Task Dates_that_mean_for_good_stop_no_file()
    {
        _box.With("ok.csv", "question,answer\nWho pays for shipping?,The buyer.\n");
        (await _box.ReadAsync()).Dispose();
        _box.With("new.csv", "question,answer,from,until\nHow do I join?,Call us.,0001-01-01,9999-12-31\n").With("ok.csv", "question,answer\nWho pays for shipping?,The seller.\n");
        using var index = await _box.ReadAsync();
        Assert.Equal("Call us.", (await index.AskAsync("How do I join?"))[0].Answer);
        Assert.Equal("The seller.", (await index.AskAsync("Who pays for shipping?"))[0].Answer);
    }

    [Fact]
    public async Task A_file_that_no_reader_can_cope_with_is_told_and_the_others_are_read()
    {
        _box.Options.MaxPassageLength = -1; // no configuration allows it: the Markdown reader fails on it as on a mistake of its own
        using var index = await _box.With("a.md", "# A\nrefunds\n").With("b.csv", "question,answer\nrefund time,three days\n").ReadAsync();
        var problem = Assert.Single(index.Problems);
        Assert.Equal(("a.md", "file-failed"), (problem.File, problem.Code));
        Assert.Equal("three days", (await index.AskAsync("refund time"))[0].Answer);
    }

    [Fact]
    public async Task What_was_indexed_before_is_searched_after_a_restart_when_the_disk_takes_nothing_new()
    {
        _box.With("a.md", "# A\nrefunds\n");
        (await _box.ReadAsync()).Dispose();
        _box.With("b.md", "# B\ninvoices\n");
        // Folders stand where the next segment's files would be written.
        foreach (var ending in (string[])["fdt", "fdx"]) Directory.CreateDirectory(Path.Combine(_box.IndexFolder, $"_1.{ending}"));
        using var index = _box.Index();
        Assert.Equal("a.md#a", await index.FirstAsync("refunds"));
        await Assert.ThrowsAnyAsync<Exception>(() => index.RefreshAsync(KnowledgeSandbox.Stop));
        Assert.Equal("a.md#a", await index.FirstAsync("refunds"));
        foreach (var ending in (string[])["fdt", "fdx"]) Directory.Delete(Path.Combine(_box.IndexFolder, $"_1.{ending}"));
        await index.RefreshAsync(KnowledgeSandbox.Stop);
        Assert.Equal("b.md#b", await index.FirstAsync("invoices"));
    }

    [Fact]
    public async Task A_very_long_question_is_searched_like_any_other()
    {
        using var index = await _box.With("a.md", "# Refunds\nthree days\n").ReadAsync();
        Assert.NotEmpty(await index.AskAsync("refunds " + string.Join(' ', Enumerable.Range(0, 20_000).Select(i => $"word{i}"))));
    }

    [Fact]
    public async Task Searches_go_on_while_the_folder_changes()
    {
        using var index = await _box.With("a.md", "# Refunds\nthree days\n").ReadAsync();
        using var done = new CancellationTokenSource();
        var searches = Enumerable.Range(0, 4).Select(_ => Task.Run(
            async () =>
            {
                while (!done.IsCancellationRequested) Assert.Equal("a.md#refunds", await index.FirstAsync("refunds"));
            },
            KnowledgeSandbox.Stop)).ToList();
        for (var i = 0; i < 20; i++)
        {
            _box.With("b.md", $"# Other\nnumber {i}\n");
            await index.RefreshAsync(KnowledgeSandbox.Stop);
        }

        await done.CancelAsync();
        await Task.WhenAll(searches);
    }
}
