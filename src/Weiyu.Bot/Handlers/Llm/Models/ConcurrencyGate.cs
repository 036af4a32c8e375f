using Microsoft.Extensions.Options;

namespace Weiyu.Bot.Handlers.Llm.Models;

/// <summary>Lets so many answers be made at once and so many wait. Nobody waits on a thread.</summary>
internal sealed class ConcurrencyGate(IOptions<LlmOptions> options) : IDisposable
{
    private readonly SemaphoreSlim _free = new(options.Value.MaxConcurrent);
    private int _waiting;

    /// <summary>How many wait now.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Waits for a place; null when too many wait already. Dispose what it gives to leave.</summary>
    /// <exception cref="OperationCanceledException">The time is over.</exception>
    public async Task<IDisposable?> EnterAsync(CancellationToken cancellationToken)
    {
        if (!_free.Wait(0, CancellationToken.None))
        {
            if (Interlocked.Increment(ref _waiting) > options.Value.MaxWaiting)
            {
                Interlocked.Decrement(ref _waiting);
                return null;
            }

            try
            {
                await _free.WaitAsync(cancellationToken);
            }
            finally
            {
                Interlocked.Decrement(ref _waiting);
            }
        }

        return new Place(_free);
    }

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();

    private sealed class Place(SemaphoreSlim free) : IDisposable
    {
        private SemaphoreSlim? _free = free;

        public void Dispose() => Interlocked.Exchange(ref _free, null)?.Release();
    }
}
