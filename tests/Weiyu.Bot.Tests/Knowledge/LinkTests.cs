using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Weiyu.Bot.Handlers.Knowledge;
using Weiyu.Bot.Tests.Knowledge.Support;

namespace Weiyu.Bot.Tests.Knowledge;

/// <summary>Knowledge that is mounted or linked instead of copied.</summary>
public sealed class LinkTests : IDisposable
{
    private readonly KnowledgeSandbox _box = new();

    public void Dispose() => _box.Dispose();

    [Fact]
    public async Task A_config_map_is_read_and_its_next_version_too()
    {
        Mount("..2026_11_01", "three days");
        using var index = await _box.ReadAsync();
        Assert.Empty(index.Problems);
        Assert.Equal(2, index.Passages);
        Assert.Equal("three days", (await index.AskAsync("refund time"))[0].Answer);
        Assert.Equal("sub/parking.csv#parking", await index.FirstAsync("parking"));
        Mount("..2026_11_02", "five days");
        Assert.True(await index.RefreshAsync(KnowledgeSandbox.Stop));
        Assert.Equal("five days", (await index.AskAsync("refund time"))[0].Answer);
        Assert.False(await index.RefreshAsync(KnowledgeSandbox.Stop));
    }

    [Fact]
    public async Task A_config_maps_next_version_is_noticed()
    {
        Mount("..2026_11_01", "three days");
        _box.Options.Debounce = TimeSpan.FromMilliseconds(20);
        _box.Options.CompareEvery = TimeSpan.FromDays(1);
        using var index = _box.Index();
        using var refresher = new KnowledgeRefresher(index, Options.Create(_box.Options), TimeProvider.System, NullLogger<KnowledgeRefresher>.Instance);
        await refresher.StartAsync(KnowledgeSandbox.Stop);
        while (index.Generation == 0) await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, KnowledgeSandbox.Stop);
        Mount("..2026_11_02", "five days");
        while ((await index.AskAsync("refund time"))[0].Answer != "five days") await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, KnowledgeSandbox.Stop);
        await refresher.StopAsync(KnowledgeSandbox.Stop);
    }

    [Fact]
    public async Task A_folder_that_is_a_link_itself_is_read()
    {
        Directory.Delete(_box.Folder);
        Directory.CreateDirectory(Path.Combine(_box.Root, "..data", "kb"));
        await File.WriteAllTextAsync(Path.Combine(_box.Root, "..data", "kb", "a.md"), "# A\nrefunds\n", KnowledgeSandbox.Stop);
        Directory.CreateSymbolicLink(_box.Folder, Path.Combine("..data", "kb"));
        using var index = await _box.ReadAsync();
        Assert.Equal("a.md#a", await index.FirstAsync("refunds"));
    }

    [Fact]
    public async Task A_file_with_several_names_is_read_once_under_its_own()
    {
        _box.With("z/real.md", "# A\nrefunds\n");
        Link("a.md", Path.Combine("z", "real.md"));
        Link("b", "z");
        Link("c", "b");
        using var index = await _box.ReadAsync();
        Assert.Equal(1, index.Passages);
        Assert.Equal("z/real.md#a", await index.FirstAsync("refunds"));
    }

    [Fact]
    public async Task Links_that_lead_round_in_circles_or_out_of_the_house_are_not_followed()
    {
        await File.WriteAllTextAsync(Path.Combine(_box.Root, "outside.md"), "# Outside\nsecret\n", KnowledgeSandbox.Stop);
        _box.With("a/a.md", "# A\nrefunds\n").With(".hidden/b.md", "# B\nsecret\n");
        Link("a/again", "..");
        Link("a/above", Path.Combine("..", ".."));
        Link("disk", Path.GetPathRoot(_box.Root)!);
        Link("shown", ".hidden");
        using var index = await _box.ReadAsync();
        Assert.Empty(index.Problems);
        Assert.Equal(1, index.Passages);
    }

    [Fact]
    public async Task A_link_to_nowhere_is_told_and_what_was_read_of_it_stays()
    {
        _box.With("real.txt.bak", "refunds take three days");
        Link("a.txt", "real.txt.bak");
        using var index = await _box.ReadAsync();
        Assert.Equal("a.txt", (await index.AskAsync("refunds"))[0].Source.Split('#')[0]);
        _box.With("real.txt.bak", (string?)null);
        Link("circle.md", "circle.md");
        Link("folder", "gone");
        Link("picture.png", "gone.png");
        await index.RefreshAsync(KnowledgeSandbox.Stop);
        Assert.Equal(["a.txt: broken-link", "circle.md: broken-link", "folder: broken-link"], index.Problems.Select(p => $"{p.File}: {p.Code}").Order(StringComparer.Ordinal));
        Assert.Equal("a.txt", (await index.AskAsync("refunds"))[0].Source.Split('#')[0]);
    }

    private void Link(string name, string target) => File.CreateSymbolicLink(Path.Combine(_box.Folder, name), target);

    /// <summary>Mounts a version as Kubernetes does: a folder of its own, and one link that is replaced.</summary>
    private void Mount(string version, string answer)
    {
        Directory.CreateDirectory(Path.Combine(_box.Folder, version, "sub"));
        File.WriteAllText(Path.Combine(_box.Folder, version, "faq.csv"), $"question,answer\nrefund time,{answer}\n");
        File.WriteAllText(Path.Combine(_box.Folder, version, "sub", "parking.csv"), "question,answer\nparking,behind\n");
        var data = Path.Combine(_box.Folder, "..data");
        if (Directory.Exists(data)) Directory.Delete(data);
        Link("..data", version);
        if (File.Exists(Path.Combine(_box.Folder, "faq.csv"))) return;
        Link("faq.csv", Path.Combine("..data", "faq.csv"));
        Link("sub", Path.Combine("..data", "sub"));
    }
}
