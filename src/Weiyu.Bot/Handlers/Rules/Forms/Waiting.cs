using Weiyu.Bot.Handlers.Rules.Running;
using Weiyu.Rules.Forms;
using Weiyu.Rules.Model;

namespace Weiyu.Bot.Handlers.Rules.Forms;

/// <summary>A question of a form that waits for its answer.</summary>
/// <param name="Form">What is filled in so far.</param>
/// <param name="Rule">The form's rule.</param>
/// <param name="Ask">Its step that asks.</param>
/// <param name="Slot">What is asked for.</param>
internal sealed record Waiting(FormState Form, Rule Rule, AskStep Ask, Slot Slot)
{
    /// <summary>The question of a conversation; null when none waits, waits no longer, or the rules know it no more.</summary>
    public static Waiting? In(TurnScope scope) => FormState.Of(scope.Turn.State) is { } form ? For(scope, form) : null;

    /// <summary>The question that a form waits with; null when it waits no longer, or the rules know it no more.</summary>
    public static Waiting? For(TurnScope scope, FormState form)
    {
        if (!scope.Book.ById.TryGetValue(form.Rule, out var rule) || rule.Steps.ElementAtOrDefault(form.Step) is not AskStep ask) return null;
        if ((form.Slot == SummarySlot.Name ? SummarySlot.Slot : ask.Slots.FirstOrDefault(s => s.Name == form.Slot)) is not { } slot) return null;
        return scope.Turn.Now - form.Since > FormEngine.TimeoutOf(scope.Book, rule) ? null : new Waiting(form, rule, ask, slot);
    }
}
