using System.Text.Json.Nodes;
using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.Rules.Running;
using Weiyu.Bot.Pipeline;
using Weiyu.Rules.Forms;
using Weiyu.Rules.Grammar;
using Weiyu.Rules.Matching;
using Weiyu.Rules.Model;
using Weiyu.Rules.Model.Running;
using Weiyu.Rules.Templates;
using Weiyu.Text;

namespace Weiyu.Bot.Handlers.Rules.Forms;

/// <summary>What a message means while a form is being filled in: an answer, a correction, a side question, or the end of it.</summary>
internal sealed class FormDialogue(RuleRunner runner)
{
    private static readonly TimeSpan CorrectionTime = TimeSpan.FromMinutes(10);

    /// <summary>Handles a message; null: no form is under way (any more), the message is one like any other.</summary>
    /// <param name="scope">The turn.</param>
    /// <param name="input">The message.</param>
    /// <param name="next">The rest of the pipeline, for a side question that knowledge answers.</param>
    /// <param name="cancellationToken">Ends the turn.</param>
    public async ValueTask<RunOutcome?> HandleAsync(TurnScope scope, MatchInput input, HandlerDelegate next, CancellationToken cancellationToken)
    {
        if (FormState.Of(scope.Turn.State) is null) return await CorrectLastAsync(scope, input, cancellationToken);
        if (Waiting.In(scope) is not var (form, rule, ask, slot))
        {
            // The rules changed meanwhile, or the visitor came back too late.
            FormEngine.Drop(scope.Turn, all: true);
            return null;
        }

        var own = new TurnScope(scope.Turn, scope.Book, form.Values.DeepClone().AsObject());
        var said = VisitorText.Of(input.Text);
        if (IsWord(scope.Book.Forms.Cancel, input)) return Cancel(scope, rule);
        if (slot.Optional && IsWord(scope.Book.Forms.Skip, input)) return await TakeAsync(own, rule, ask, slot, form, said, new FoundValue("", 0, said.Folded.Length), null, cancellationToken);
        if (Corrections.Heard(said.Folded) && Correct(own, ask, form, said, input, slot) is { } corrected)
            return await AfterAsync(own, rule, ask, corrected.Form, corrected.Said, cancellationToken);

        var found = FormEngine.Answer(own, slot, said);
        var side = SideRule(scope, input, rule, slot, found, said.Folded);
        if (found is { } value && side is null) return await TakeAsync(own, rule, ask, slot, form, said, value, null, cancellationToken);
        return side is { } match
            ? await AsideAsync(scope, own, match, rule, slot, form, next, cancellationToken)
            : await AgainAsync(scope, own, input, rule, slot, form, next, cancellationToken);
    }

    /// <summary>Whether the message answers the question that waits: then nothing more need be waited for.</summary>
    public static bool Completes(TurnScope scope, MatchInput input)
    {
        if (Waiting.In(scope) is not { Slot: var slot }) return false;
        return IsWord(scope.Book.Forms.Cancel, input) || (!IsFree(slot) && FormEngine.Answer(scope, slot, VisitorText.Of(input.Text)) is not null);
    }

    /// <summary>Whether a form waits for an answer in the visitor's own words: then a number that is typed is that answer, and no option of an earlier offer.</summary>
    public static bool WaitsForWords(TurnScope scope) => Waiting.In(scope) is { Slot.Type: not SlotType.Choice };

    private static RunOutcome Cancel(TurnScope scope, Rule rule)
    {
        FormEngine.Drop(scope.Turn, all: true);
        scope.Turn.Decision.Note("form", $"{rule.Id}: cancelled");
        scope.Turn.Say(scope.Book.Forms.Cancelled.Render(scope.Locale, scope.Book.DefaultLocale, scope.Values));
        return RunOutcome.Done;
    }

    private async ValueTask<RunOutcome?> TakeAsync(
        TurnScope scope, Rule rule, AskStep ask, Slot slot, FormState form, VisitorText said, FoundValue value, string? before, CancellationToken cancellationToken)
    {
        form.Values[slot.Name] = value.Value;
        scope.Turn.Decision.Note("form", $"{rule.Id}: {slot.Name} answered");
        FormEngine.Extract(scope, ask, form, said, (slot, value));
        return await AfterAsync(scope, rule, ask, form, before, cancellationToken);
    }

    /// <summary>After a value came or changed: the next question, or the rest of the rule.</summary>
    private async ValueTask<RunOutcome?> AfterAsync(TurnScope scope, Rule rule, AskStep ask, FormState form, string? before, CancellationToken cancellationToken)
    {
        if (!FormEngine.AskNext(runner, scope, rule, ask, form, before)) return RunOutcome.Waiting;
        var outcome = await runner.ContinueAsync(scope, rule, form.Step + 1, cancellationToken);
        Resume(scope, outcome);
        return outcome;
    }

    /// <summary>Goes on with the form below the one that ended.</summary>
    private void Resume(TurnScope scope, RunOutcome outcome)
    {
        if (outcome is not RunOutcome.Done || FormState.Of(scope.Turn.State) is not { } below || scope.Turn.HandoffRequest is not null) return;
        if (!scope.Book.ById.TryGetValue(below.Rule, out var rule) || rule.Steps.ElementAtOrDefault(below.Step) is not AskStep ask || ask.Slots.FirstOrDefault(s => s.Name == below.Slot) is not { } slot)
        {
            FormEngine.Drop(scope.Turn, all: true);
            return;
        }

        FormEngine.Question(runner, new TurnScope(scope.Turn, scope.Book, below.Values.DeepClone().AsObject()), rule, slot, below, null);
    }

    /// <summary>The rule that the message is rather for than for the form; null: none.</summary>
    private static RuleMatch? SideRule(TurnScope scope, MatchInput input, Rule rule, Slot slot, FoundValue? found, string folded)
    {
        // A value that makes up most of the message is the answer, whatever else could be read into it.
        var free = IsFree(slot);
        if (found is { } value && !free && value.Length * 2 >= folded.Count(c => !char.IsWhiteSpace(c) && !char.IsPunctuation(c))) return null;
        if (scope.Book.Matcher.Find(input, scope, otherwise: false, allow: r => r.Id != rule.Id && r.When is not null) is not { } match) return null;
        if (found is null) return match;
        // Free text takes anything; only what is wholly a rule's, or a rule that goes before the form, may interrupt it.
        return free ? match.Coverage >= 0.99 || match.Rule.Priority > rule.Priority ? match : null : match;
    }

    /// <summary>Answers a side question and asks the form's question again, unless the answer ends the form.</summary>
    private async ValueTask<RunOutcome?> AsideAsync(
        TurnScope scope, TurnScope own, RuleMatch match, Rule rule, Slot slot, FormState form, HandlerDelegate next, CancellationToken cancellationToken)
    {
        var turn = scope.Turn;
        var outcome = await runner.StartAsync(scope, match.Rule, $"{match.Why}, beside the form {rule.Id}", cancellationToken);
        if (outcome == RunOutcome.Waiting) return outcome;
        if (turn.HandoffRequest is not null || turn.Effects.Any(e => e is ServerAction { Kind: ServerActions.CloseThread }))
        {
            FormEngine.Drop(turn, all: true);
            return outcome;
        }

        if (outcome == RunOutcome.Next)
        {
            await next(turn, cancellationToken);
            if (turn.HandoffRequest is not null) return RunOutcome.Waiting;
        }

        FormEngine.Question(runner, own, rule, slot, form, null);
        return RunOutcome.Waiting;
    }

    /// <summary>Nothing fits: says so and asks again, or gives up.</summary>
    private async ValueTask<RunOutcome?> AgainAsync(
        TurnScope scope, TurnScope own, MatchInput input, Rule rule, Slot slot, FormState form, HandlerDelegate next, CancellationToken cancellationToken)
    {
        if (LooksLikeQuestion(input) && form.Asked < slot.Tries && scope.Book.Matcher.Find(input, scope, allow: r => r.Id != rule.Id && r.When is { Otherwise: true }) is { } answer)
            return await AsideAsync(scope, own, answer, rule, slot, form with { Asked = form.Asked + 1 }, next, cancellationToken);
        if (form.Asked < slot.Tries)
        {
            var sorry = (slot.Retry ?? scope.Book.Forms.Retry).Render(own.Locale, own.Book.DefaultLocale, own.Values, cancellationToken);
            FormEngine.Question(runner, own, rule, slot, form with { Asked = form.Asked + 1 }, sorry);
            return RunOutcome.Waiting;
        }

        FormEngine.Drop(scope.Turn, all: true);
        scope.Turn.Decision.Note("form", $"{rule.Id}: no answer to {slot.Name}");
        if (slot.Else is { } otherwise) return await runner.ElseAsync(own, otherwise, $"no answer to {slot.Name} in {rule.Id}", cancellationToken);
        scope.Turn.Say(scope.Book.Forms.GaveUp.Render(scope.Locale, scope.Book.DefaultLocale, scope.Values, cancellationToken));
        return RunOutcome.Done;
    }

    /// <summary>Changes an earlier answer; null when the message changes none.</summary>
    private static (FormState Form, string Said)? Correct(TurnScope scope, AskStep ask, FormState form, VisitorText said, MatchInput input, Slot? waiting)
    {
        List<Slot> earlier = [.. form.Values.Select(v => ask.Slots.FirstOrDefault(s => s.Name == v.Key)).OfType<Slot>().Reverse()];
        var named = Corrections.Named(earlier, said.Folded);
        // A sentence that merely contains such words is an answer in free text, or a question.
        if (named is null ? (waiting is not null && IsFree(waiting)) || LooksLikeQuestion(input) : LooksLikeQuestion(input) && !Corrections.AsksForChange(said.Folded)) return null;
        (Slot Slot, FoundValue Value)? best = null;
        foreach (var slot in named is null ? earlier : [named])
        {
            if (NewValue(scope, slot, TemplateValues.Show(form.Values[slot.Name]), said, isNamed: named is not null) is not { } value) continue;

            // The longest value is the one that is meant: "3月8日" is a day and no number of people.
            if (best is not { } other || value.Length > other.Value.Length) best = (slot, value);
        }

        if (best is not var (meant, now)) return null;
        form.Values[meant.Name] = now.Value;
        scope.Turn.Decision.Note("form", $"{meant.Name} corrected");
        return (form, scope.Book.Forms.Corrected.Render(scope.Locale, scope.Book.DefaultLocale, new TemplateValues().Set("value", now.Value).Set("slot", meant.Name)));
    }

    /// <summary>The value that takes the place of a slot's <paramref name="old"/> one; null when the message gives none.</summary>
    private static FoundValue? NewValue(TurnScope scope, Slot slot, string old, VisitorText said, bool isNamed)
    {
        var folded = said.Folded;
        if (IsFree(slot)) return isNamed && Corrections.Rest(slot, said.Written) is { Length: > 0 } rest && rest != old && Corrections.Means(folded, slot, default) ? new FoundValue(rest, 0, 0) : null;
        if (!SlotReader.IsDistinct(slot) && slot.Type != SlotType.Number) return null;
        var words = Corrections.EndOfWords(folded);
        if ((Behind(words) ?? Behind(isNamed ? Corrections.EndOfLabel(slot, folded) : 0) ?? Behind(0)) is not { } value) return null;
        if (value.Value == old || !Corrections.Means(folded, isNamed ? slot : null, value)) return null;
        var mentioned = Find(said.Without(words, folded.Length - words)) is { } before && before.Value == old ? before : (FoundValue?)null;
        return isNamed || Corrections.SaysNothingElse(folded, value, mentioned, slot.Type == SlotType.Number) ? value : null;

        FoundValue? Behind(int start) => Find(said.Without(0, start));

        FoundValue? Find(VisitorText text) => SlotReader.Find(slot, text, Sending.Render(scope, slot.Options), asked: slot.Type == SlotType.Date, scope.LocalNow);
    }

    /// <summary>A correction after the form was done: the rest of its rule runs again with the new value.</summary>
    private async ValueTask<RunOutcome?> CorrectLastAsync(TurnScope scope, MatchInput input, CancellationToken cancellationToken)
    {
        if (RuleMemory.Of(scope.Turn.State).LastForm is not { } last) return null;
        if (last["t"] is not { } at || scope.Turn.Now.ToUnixTimeMilliseconds() - (long)at > CorrectionTime.TotalMilliseconds) return null;
        if (!scope.Book.ById.TryGetValue(TemplateValues.Show(last["rule"]), out var rule) || rule.Steps.ElementAtOrDefault((int)last["step"]!) is not AskStep ask) return null;
        var form = new FormState(rule.Id, (int)last["step"]!) { Values = last["values"]?.DeepClone() as JsonObject ?? [] };
        var own = new TurnScope(scope.Turn, scope.Book, form.Values.DeepClone().AsObject());
        var said = VisitorText.Of(input.Text);
        if (!Corrections.Heard(said.Folded) || Correct(own, ask, form, said, input, waiting: null) is not { } corrected) return null;
        return await AfterAsync(own, rule, ask, corrected.Form, corrected.Said, cancellationToken);
    }

    private static bool IsFree(Slot slot) => slot is { Type: SlotType.Text, Match: null };

    private static bool IsWord(IReadOnlyList<string> words, MatchInput input) => input.Text.Length is > 0 and < 100 && words.Any(w => TextForms.Bare(w) == input.Bare);

    private static bool LooksLikeQuestion(MatchInput input) =>
        input.Normal.Length > 3 && (input.Normal[^1] is '?' || input.Bare.EndsWith('吗') || input.Bare.EndsWith('呢') || QuestionWords.Any(w => input.Normal.Contains(w, StringComparison.Ordinal)));

    private static readonly string[] QuestionWords = ["什么", "怎么", "多少", "多久", "为什么", "哪里", "哪个", "几天", "能不能", "可以吗", "how ", "what ", "when ", "where ", "why ", "can i ", "do you "];
}
