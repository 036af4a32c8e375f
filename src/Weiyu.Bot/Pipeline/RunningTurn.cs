using Weiyu.Rules.Model;

namespace Weiyu.Bot.Pipeline;

/// <summary>A turn that is under way, as those who may interrupt it see it.</summary>
/// <param name="uid">The uid of what is being handled.</param>
/// <param name="isQuestion">Whether it is a visitor's question; only that can be merged or replaced.</param>
/// <param name="isHumanSign">Whether it is the sign of a human itself; everything else must not keep that waiting.</param>
/// <param name="whenAnotherComes">As configured; a rule may change it while the turn runs.</param>
internal sealed class RunningTurn(string uid, bool isQuestion, bool isHumanSign, NextQuestion whenAnotherComes)
{
    private volatile NextQuestion _whenAnotherComes = whenAnotherComes;

    /// <summary>The uid of what is being handled.</summary>
    public string Uid => uid;

    /// <summary>Whether it is a visitor's question.</summary>
    public bool IsQuestion => isQuestion;

    /// <summary>Whether it is the sign of a human itself.</summary>
    public bool IsHumanSign => isHumanSign;

    /// <summary>What becomes of it when the visitor writes again.</summary>
    public NextQuestion WhenAnotherComes
    {
        get => _whenAnotherComes;
        set => _whenAnotherComes = value;
    }
}

/// <summary>Why a turn was interrupted.</summary>
/// <param name="Kind">What it means for the question.</param>
/// <param name="Reason">In words.</param>
internal sealed record Interruption(InterruptionKind Kind, string Reason);

/// <summary>What an interruption means for the question that was being answered.</summary>
internal enum InterruptionKind
{
    /// <summary>A human is here: the question is theirs, and comes back with the bot if they leave without a word.</summary>
    Human,

    /// <summary>It is answered together with the next one.</summary>
    Merged,

    /// <summary>Nobody waits for its answer any more: the next one replaces it, or another robot answered it.</summary>
    Moot,

    /// <summary>Its writer took it back: it was never said.</summary>
    Recalled,
}
