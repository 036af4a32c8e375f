namespace Weiyu.Rules.Model;

/// <summary>What may come between a question of a form and its answer, from little to much. Each lets in what the one before it does.</summary>
internal enum FormInterrupt
{
    /// <summary>Only the words of <c>forms: {cancel}</c>: whatever else is said is the answer.</summary>
    None,

    /// <summary>The wishes for a human, to stop, and for a moment's patience.</summary>
    Wishes,

    /// <summary>Complaints, too, questions that a rule or knowledge surely answers, rules that go before the form's, and what is wholly a rule's.</summary>
    Usual,

    /// <summary>Whatever any rule answers.</summary>
    Any,
}
