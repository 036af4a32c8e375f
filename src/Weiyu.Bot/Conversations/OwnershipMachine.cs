using Stateless;

namespace Weiyu.Bot.Conversations;

/// <summary>What changes the owner of a conversation.</summary>
internal enum OwnershipTrigger
{
    /// <summary>A human agent wrote, read or typed, or took the conversation over.</summary>
    HumanCame,

    /// <summary>The visitor or a rule wants a human.</summary>
    HumanCalled,

    /// <summary>Nobody came, or the human was silent for long, or gave the conversation back.</summary>
    HumanGone,

    /// <summary>The conversation was closed.</summary>
    Closed,

    /// <summary>The visitor wrote again after it was closed.</summary>
    Reopened,
}

/// <summary>Who may own a conversation after whom. Anything else that happens leaves the owner as it is.</summary>
internal static class OwnershipMachine
{
    /// <summary>The owner after a trigger.</summary>
    /// <param name="now">The owner so far.</param>
    /// <param name="trigger">What happened.</param>
    /// <param name="at">When.</param>
    /// <param name="reason">Why, in words.</param>
    /// <param name="agentUid">The human, where it is known.</param>
    public static Ownership Next(Ownership now, OwnershipTrigger trigger, DateTimeOffset at, string reason, string? agentUid = null)
    {
        var owner = now.Owner;
        var machine = new StateMachine<Owner, OwnershipTrigger>(() => owner, next => owner = next);
        machine.Configure(Owner.Bot)
            .Permit(OwnershipTrigger.HumanCame, Owner.Human).Permit(OwnershipTrigger.HumanCalled, Owner.Waiting).Permit(OwnershipTrigger.Closed, Owner.Closed);
        machine.Configure(Owner.Waiting)
            .Permit(OwnershipTrigger.HumanCame, Owner.Human).Permit(OwnershipTrigger.HumanGone, Owner.Bot).Permit(OwnershipTrigger.Closed, Owner.Closed);
        machine.Configure(Owner.Human)
            .Permit(OwnershipTrigger.HumanGone, Owner.Bot).Permit(OwnershipTrigger.Closed, Owner.Closed).PermitReentry(OwnershipTrigger.HumanCame);
        machine.Configure(Owner.Closed)
            .Permit(OwnershipTrigger.Reopened, Owner.Bot).Permit(OwnershipTrigger.HumanCame, Owner.Human);
        if (!machine.CanFire(trigger)) return now;
        machine.Fire(trigger);
        return owner == now.Owner && (agentUid is null || agentUid == now.AgentUid)
            ? now
            : new Ownership { Owner = owner, Since = at, Reason = reason, AgentUid = owner == Owner.Human ? agentUid ?? now.AgentUid : null };
    }
}
