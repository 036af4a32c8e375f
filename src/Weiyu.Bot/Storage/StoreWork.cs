namespace Weiyu.Bot.Storage;

/// <summary>A write that waits for its transaction.</summary>
internal abstract class StoreWork
{
    public abstract void Run(StoreSession session);

    public abstract void Complete();

    public abstract void Fail(Exception error);

    public abstract void Cancel();
}

/// <summary>A write with a result.</summary>
internal sealed class StoreWork<T>(Func<StoreSession, T> run) : StoreWork
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;

    public Task<T> Task => _done.Task;

    public override void Run(StoreSession session) => _result = run(session);

    public override void Complete() => _done.TrySetResult(_result);

    public override void Fail(Exception error) => _done.TrySetException(error);

    public override void Cancel() => _done.TrySetCanceled();
}
