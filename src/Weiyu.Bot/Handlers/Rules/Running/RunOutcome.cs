namespace Weiyu.Bot.Handlers.Rules.Running;

/// <summary>How the steps of a rule ended.</summary>
internal enum RunOutcome
{
    /// <summary>All done.</summary>
    Done,

    /// <summary>A question was asked; the rest follows with the answer.</summary>
    Waiting,

    /// <summary>Knowledge, a model or a human is to go on: the rest of the pipeline decides.</summary>
    Next,

    /// <summary>Something failed and no rule is named for that.</summary>
    Failed,
}
