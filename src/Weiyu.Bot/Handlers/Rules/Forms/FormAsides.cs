using System.Text.Json.Nodes;
using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.Rules.Running;
using Weiyu.Bot.Pipeline;
using Weiyu.Rules.Model;

namespace Weiyu.Bot.Handlers.Rules.Forms;

/// <summary>Answers what is said beside a form, and comes back to its question unless the answer ends it.</summary>
internal sealed class FormAsides(RuleRunner runner)
{
    /// <summary>Carries out rules that let others answer, too, and says nothing of it.</summary>
    public async ValueTask MarkAsync(TurnScope scope, FormInterruption aside, Rule form, CancellationToken cancellationToken)
    {
        foreach (var match in aside.Rules) await runner.StartAsync(scope, match.Rule, $"{match.Why}, beside the form {form.Id}", cancellationToken);
    }

    /// <summary>Answers, and goes on with the form.</summary>
    /// <param name="scope">The turn.</param>
    /// <param name="own">The same with the form's answers.</param>
    /// <param name="aside">What was said.</param>
    /// <param name="waiting">The form's question.</param>
    /// <param name="form">The form as it goes on.</param>
    /// <param name="next">The rest of the pipeline, for what knowledge answers.</param>
    /// <param name="cancellationToken">Ends the turn.</param>
    /// <param name="goOn">How the form goes on; null: its question is asked again.</param>
    public async ValueTask<RunOutcome?> RunAsync(
        TurnScope scope, TurnScope own, FormInterruption aside, Waiting waiting, Weiyu.Rules.Forms.FormState form, HandlerDelegate next, CancellationToken cancellationToken,
        Func<ValueTask<RunOutcome?>>? goOn = null)
    {
        var turn = scope.Turn;
        var outcome = RunOutcome.Done;
        foreach (var match in aside.Rules)
        {
            outcome = await runner.StartAsync(scope, match.Rule, $"{match.Why}, beside the form {waiting.Rule.Id}", cancellationToken);
            if (outcome is not RunOutcome.Done) break;
        }

        if (aside.Kind == FormInterruptKind.Human && turn.HandoffRequest is null && outcome is not RunOutcome.Waiting) turn.HandoffRequest = new HandoffRequest("the visitor asked for a human");
        if (outcome == RunOutcome.Waiting) return outcome;
        if (turn.HandoffRequest is { } request)
        {
            // What was told already need not be asked again.
            turn.HandoffRequest = request with { Gathered = Gathered(request.Gathered, form.Values) };
            FormEngine.Drop(turn, all: true);
            return RunOutcome.Next;
        }

        if (turn.Effects.Any(e => e is ServerAction { Kind: ServerActions.CloseThread }))
        {
            FormEngine.Drop(turn, all: true);
            return outcome;
        }

        if (outcome == RunOutcome.Next)
        {
            await next(turn, cancellationToken);
            if (turn.HandoffRequest is not null) return RunOutcome.Waiting;
        }

        if (goOn is not null) return await goOn();
        FormEngine.Question(runner, own, waiting.Rule, waiting.Slot, form, null);
        return RunOutcome.Waiting;
    }

    private static JsonObject? Gathered(JsonObject? theirs, JsonObject ours)
    {
        var all = ours.DeepClone().AsObject();
        foreach (var (name, value) in theirs ?? []) all[name] = value?.DeepClone();
        return all.Count > 0 ? all : null;
    }
}
