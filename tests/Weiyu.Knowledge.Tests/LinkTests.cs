using Weiyu.Knowledge.Tests.Support;

namespace Weiyu.Knowledge.Tests;

/// <summary>Knowledge that is mounted or linked instead of copied.</summary>
public sealed class LinkTests : IDisposable
{
    private readonly KnowledgeSandbox _box = new();

    public void Dispose() => _box.Dispose();

    [Fact]
    public async Task A_config_map_is_read_and_its_next_version_too()
    {
        _box.Mount("..2026_11_01", "three days");
        using var index = await _box.ReadAsync();
        Assert.Empty(index.Problems);
        Assert.Equal(2, index.Passages);
        Assert.Equal("three days", (await index.AskAsync("refund time"))[0].Answer);
        Assert.Equal("sub/parking.csv#parking", await index.FirstAsync("parking"));
        _box.Mount("..2026_11_02", "five days");
        Assert.True(await index.RefreshAsync(KnowledgeSandbox.Stop));
        Assert.Equal("five days", (await index.AskAsync("refund time"))[0].Answer);
        Assert.False(await index.RefreshAsync(KnowledgeSandbox.Stop));
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
        _box.Link("a.md", Path.Combine("z", "real.md"));
        _box.Link("b", "z");
        _box.Link("c", "b");
        using var index = await _box.ReadAsync();
        Assert.Equal(1, index.Passages);
        Assert.Equal("z/real.md#a", await index.FirstAsync("refunds"));
    }

    [Fact]
    public async Task Links_that_lead_round_in_circles_or_out_of_the_house_are_not_followed()
    {
        await File.WriteAllTextAsync(Path.Combine(_box.Root, "outside.md"), "# Outside\nsecret\n", KnowledgeSandbox.Stop);
        _box.With("a/a.md", "# A\nrefunds\n").With(".hidden/b.md", "# B\nsecret\n");
        _box.Link("a/again", "..");
        _box.Link("a/above", Path.Combine("..", ".."));
        _box.Link("disk", Path.GetPathRoot(_box.Root)!);
        _box.Link("shown", ".hidden");
        using var index = await _box.ReadAsync();
        Assert.Empty(index.Problems);
        Assert.Equal(1, index.Passages);
    }

    [Fact]
    public async Task A_link_to_nowhere_is_told_and_what_was_read_of_it_stays()
    {
        _box.With("real.txt.bak", "refunds take three days");
        _box.Link("a.txt", "real.txt.bak");
        using var index = await _box.ReadAsync();
        Assert.Equal("a.txt", (await index.AskAsync("refunds"))[0].Source.Split('#')[0]);
        _box.With("real.txt.bak", (string?)null);
        _box.Link("circle.md", "circle.md");
        _box.Link("folder", "gone");
        _box.Link("picture.png", "gone.png");
        await index.RefreshAsync(KnowledgeSandbox.Stop);
        Assert.Equal(["a.txt: broken-link", "circle.md: broken-link", "folder: broken-link"], index.Problems.Select(p => $"{p.File}: {p.Code}").Order(StringComparer.Ordinal));
        Assert.Equal("a.txt", (await index.AskAsync("refunds"))[0].Source.Split('#')[0]);
    }
}
