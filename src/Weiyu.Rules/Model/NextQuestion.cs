namespace Weiyu.Rules.Model;

/// <summary>What becomes of an answer that is being made when the visitor writes again.</summary>
internal enum NextQuestion
{
    /// <summary>The next question waits for its turn.</summary>
    Queue,

    /// <summary>Both are answered as one.</summary>
    Merge,

    /// <summary>Only the next one is answered.</summary>
    Cancel,
}
