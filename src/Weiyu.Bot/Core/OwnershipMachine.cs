namespace Weiyu.Bot.Core;

/// <summary>What changes the owner of a conversation.</summary>
internal enum OwnershipTrigger
{
    /// <summary>A human agent wrote or took the conversation over, or read it where that counts (<c>People:ReadTakesOver</c>).</summary>
    HumanCame,

    /// <summary>The visitor or a rule wants a human.</summary>
    HumanCalled,

    /// <summary>Nobody came, or the human was silent for long, or gave the conversation back.</summary>
    HumanGone,

    /// <summary>The conversation was closed.</summary>
    Closed,

    /// <summary>The visitor wrote again after it was closed, or the server resumed it.</summary>
    Reopened,
}

/// <summary>
/// Who may own a conversation after whom, as one table. A trigger that is not in the table leaves the owner as it is; from every owner
/// something that a visitor, a human or the clock does leads on.
/// </summary>
internal static class OwnershipMachine
{
    /// <summary>The owner after a trigger.</summary>
    /// <param name="now">The owner so far.</param>
    /// <param name="trigger">What happened.</param>
    /// <param name="at">When.</param>
    /// <param name="reason">Why, in words.</param>
    /// <param name="agentUid">The human, where it is known.</param>
    /// <returns>The same instance when nothing changes.</returns>
    public static Ownership Next(Ownership now, OwnershipTrigger trigger, DateTimeOffset at, string reason, string? agentUid = null)
    {
        if (After(now.Owner, trigger) is not { } owner) return now;
        return owner == now.Owner && (agentUid is null || agentUid == now.AgentUid)
            ? now
            : new Ownership { Owner = owner, Since = at, Reason = reason, AgentUid = owner == Owner.Human ? agentUid ?? now.AgentUid : null };
    }

    /// <summary>The table; null: the trigger means nothing to that owner.</summary>
    private static Owner? After(Owner owner, OwnershipTrigger trigger) => (owner, trigger) switch
    {
        (Owner.Bot, OwnershipTrigger.HumanCame) => Owner.Human,
        (Owner.Bot, OwnershipTrigger.HumanCalled) => Owner.Waiting,
        (Owner.Bot, OwnershipTrigger.Closed) => Owner.Closed,
        (Owner.Waiting, OwnershipTrigger.HumanCame) => Owner.Human,
        (Owner.Waiting, OwnershipTrigger.HumanGone) => Owner.Bot,
        (Owner.Waiting, OwnershipTrigger.Closed) => Owner.Closed,
        (Owner.Human, OwnershipTrigger.HumanCame) => Owner.Human,
        (Owner.Human, OwnershipTrigger.HumanGone) => Owner.Bot,
        (Owner.Human, OwnershipTrigger.Closed) => Owner.Closed,
        (Owner.Closed, OwnershipTrigger.Reopened) => Owner.Bot,
        (Owner.Closed, OwnershipTrigger.HumanCame) => Owner.Human,
        (Owner.Closed, OwnershipTrigger.HumanCalled) => Owner.Waiting,
        _ => null,
    };
}
