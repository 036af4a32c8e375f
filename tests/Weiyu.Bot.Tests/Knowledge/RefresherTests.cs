using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Weiyu.Bot.Handlers.Knowledge;
using Weiyu.Knowledge.Tests.Support;

namespace Weiyu.Bot.Tests.Knowledge;

/// <summary>The running bot keeps its index like the folder.</summary>
public sealed class RefresherTests : IDisposable
{
    private readonly KnowledgeSandbox _box = new();

    public void Dispose() => _box.Dispose();

    [Fact]
    public async Task A_change_in_the_folder_is_found_without_a_restart()
    {
        using var index = _box.With("a.md", "# Refunds\nthree days\n").Index();
        _box.Options.Debounce = TimeSpan.FromMilliseconds(20);
        _box.Options.CompareEvery = TimeSpan.FromSeconds(1);
        using var refresher = new KnowledgeRefresher(index, Options.Create(_box.Options), TimeProvider.System, NullLogger<KnowledgeRefresher>.Instance);
        await refresher.StartAsync(KnowledgeSandbox.Stop);
        await UntilAsync(async () => await index.FirstAsync("refunds") is not null);
        _box.With("b.md", "# Invoices\nby e-mail\n");
        await UntilAsync(async () => await index.FirstAsync("invoices") == "b.md#invoices");
        _box.With("b.md", (string?)null);
        await UntilAsync(async () => await index.FirstAsync("invoices") is null);
        await refresher.StopAsync(KnowledgeSandbox.Stop);
    }

    [Fact]
    public async Task A_config_maps_next_version_is_noticed()
    {
        _box.Mount("..2026_11_01", "three days");
        _box.Options.Debounce = TimeSpan.FromMilliseconds(20);
        _box.Options.CompareEvery = TimeSpan.FromDays(1);
        using var index = _box.Index();
        using var refresher = new KnowledgeRefresher(index, Options.Create(_box.Options), TimeProvider.System, NullLogger<KnowledgeRefresher>.Instance);
        await refresher.StartAsync(KnowledgeSandbox.Stop);
        while (index.Generation == 0) await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, KnowledgeSandbox.Stop);
        _box.Mount("..2026_11_02", "five days");
        while ((await index.AskAsync("refund time"))[0].Answer != "five days") await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, KnowledgeSandbox.Stop);
        await refresher.StopAsync(KnowledgeSandbox.Stop);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition()) await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, KnowledgeSandbox.Stop);
    }
}
