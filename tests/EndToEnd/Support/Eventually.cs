using System.Runtime.CompilerServices;

namespace Weiyu.EndToEnd.Support;

/// <summary>Waits on conditions.</summary>
internal static class Eventually
{
    /// <summary>How long anything may take on a busy machine before a test gives up.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until a condition holds.</summary>
    public static async Task TrueAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        while (!condition())
        {
            if (patience.IsCancellationRequested) Assert.Fail($"Waited in vain until {what}");
            await Task.Delay(Interval, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
