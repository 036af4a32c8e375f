using Weiyu.Bot.Pipeline;

namespace Weiyu.Bot.Handlers.Llm;

/// <summary>Shows the visitor that somebody is writing, now and every four seconds until it is disposed.</summary>
internal sealed class TypingSignal : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(4);

    private readonly ITimer _timer;
    private readonly TurnContext _turn;
    private readonly string _type;
    private readonly Lock _lock = new();
    private int _count;
    private bool _over;

    /// <summary>Begins.</summary>
    /// <param name="turn">Whose conversation.</param>
    /// <param name="type">TYPING or PROCESSING.</param>
    /// <param name="time">The clock.</param>
    public TypingSignal(TurnContext turn, string type, TimeProvider time)
    {
        (_turn, _type) = (turn, type);
        Send();
        _timer = time.CreateTimer(_ => Send(), null, Every, Every);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // After this nothing is sent: a late sign would outlive the reply.
        lock (_lock) _over = true;
        _timer.Dispose();
    }

    private void Send()
    {
        lock (_lock)
        {
            if (!_over) _turn.Signals.Send(_turn.Thread, _type, "", $"{_turn.CauseUid}/{_type}/{_count++}");
        }
    }
}
