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

/// <summary>What a message means while a form is being filled in: an answer, a correction, something beside it, or the end of it.</summary>
internal sealed class FormDialogue(RuleRunner runner, FormInterrupts interrupts)
{
    private static readonly TimeSpan CorrectionTime = TimeSpan.FromMinutes(10);

    private readonly FormAsides _asides = new(runner);

    /// <summary>Handles a message; null: no form is under way (any more), the message is one like any other.</summary>
    /// <param name="scope">The turn.</param>
    /// <param name="input">The message.</param>
    /// <param name="next">The rest of the pipeline, for a side question that knowledge answers.</param>
    /// <param name="cancellationToken">Ends the turn.</param>
    public async ValueTask<RunOutcome?> HandleAsync(TurnScope scope, MatchInput input, HandlerDelegate next, CancellationToken cancellationToken)
    {
        if (FormState.Of(scope.Turn.State) is null) return await LateAnswerAsync(scope, input, cancellationToken) ?? await CorrectLastAsync(scope, input, cancellationToken);
        if (Waiting.In(scope) is not { } waiting)
        {
            // The rules changed meanwhile, or the visitor came back too late.
            FormEngine.Drop(scope.Turn, all: true);
            return null;
        }

        var (form, rule, ask, slot) = waiting;
        var own = new TurnScope(scope.Turn, scope.Book, form.Values.DeepClone().AsObject());
        var said = VisitorText.Of(input.Text);
        var found = FormEngine.Answer(own, slot, said);
        // Who types an option picks it, also where its name is a word that ends other forms.
        var isPick = slot.Type == SlotType.Choice && found is { } all && all.Length == said.Folded.Length;
        if (!isPick && IsWord(scope.Book.Forms.Cancel, input)) return Cancel(scope, rule);
        if (!isPick && slot.Optional && IsWord(scope.Book.Forms.Skip, input))
            return await TakeAsync(own, waiting, said, new FoundValue("", 0, said.Folded.Length), null, cancellationToken);
        if (!isPick && FormCorrections.Find(own, ask, form, said, input, slot) is { } corrected)
            return await AfterAsync(own, rule, ask, corrected.Form, corrected.Said, cancellationToken);

        var aside = await interrupts.OfAsync(scope, input, waiting, found, cancellationToken);
        if (aside?.Kind == FormInterruptKind.Stop) return Cancel(scope, rule);
        if (aside?.Kind == FormInterruptKind.Pause) return Pause(scope, waiting);
        if (found is { } value && FormInterrupts.IsUnmistakable(slot) && (aside is not null || FormInterrupts.AsksBeside(value, slot, said)))
            return await BothAsync(scope, own, waiting, said, value, next, cancellationToken);
        if (aside?.Kind == FormInterruptKind.Marks)
        {
            await _asides.MarkAsync(scope, aside, rule, cancellationToken);
            aside = null;
        }

        if (aside is not null) return await _asides.RunAsync(scope, own, aside, waiting, form, next, cancellationToken);
        return found is { } answer
            ? await TakeAsync(own, waiting, said, answer, null, cancellationToken)
            : await AgainAsync(scope, own, input, said, waiting, next, cancellationToken);
    }

    /// <summary>Whether the message answers the question that waits, or is said to the form: then nothing more need be waited for.</summary>
    public static bool Completes(TurnScope scope, MatchInput input)
    {
        if (Waiting.In(scope) is not { Slot: var slot }) return false;
        if (IsWord(scope.Book.Forms.Cancel, input) || Wishes.IsStop(input.Bare) || Wishes.IsPause(input.Bare) || Wishes.IsComplaint(input.Bare)) return true;
        return !SlotReader.IsFree(slot) && FormEngine.Answer(scope, slot, VisitorText.Of(input.Text)) is not null;
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

    /// <summary>The question goes on waiting, and is not counted as asked again.</summary>
    private static RunOutcome Pause(TurnScope scope, Waiting waiting)
    {
        scope.Turn.Decision.Note("form", $"{waiting.Rule.Id}: the visitor wants a moment");
        scope.Turn.Say(scope.Book.Forms.Paused.Render(scope.Locale, scope.Book.DefaultLocale, scope.Values));
        FormEngine.Wait(scope, waiting.Rule, waiting.Form);
        return RunOutcome.Waiting;
    }

    /// <summary>The answer, and something else beside it: the answer is taken, what is beside it answered, and the form goes on.</summary>
    private async ValueTask<RunOutcome?> BothAsync(
        TurnScope scope, TurnScope own, Waiting waiting, VisitorText said, FoundValue value, HandlerDelegate next, CancellationToken cancellationToken)
    {
        var rest = new MatchInput(FormInterrupts.Rest(value, waiting.Slot, said.Folded));
        var aside = rest.Text.Length > 1 ? await interrupts.OfAsync(scope, rest, waiting, null, cancellationToken) : null;
        if (aside?.Kind == FormInterruptKind.Marks) await _asides.MarkAsync(scope, aside, waiting.Rule, cancellationToken);
        // Words that are like a rule's examples only together with the answer are no more than its frame.
        if (aside is null or { Kind: FormInterruptKind.Pause or FormInterruptKind.Stop or FormInterruptKind.Marks })
            return await TakeAsync(own, waiting, said, value, null, cancellationToken);
        var form = waiting.Form;
        form.Values[waiting.Slot.Name] = value.Value;
        FormEngine.Extract(own, waiting.Ask, form, said, (waiting.Slot, value));
        scope.Turn.Decision.Note("form", $"{waiting.Rule.Id}: {waiting.Slot.Name} answered, and something is said beside it");
        FormState.Save(scope.Turn.State, form);
        return await _asides.RunAsync(scope, own, aside, waiting, form, next, cancellationToken, () => AfterAsync(own, waiting.Rule, waiting.Ask, form, null, cancellationToken));
    }

    private async ValueTask<RunOutcome?> TakeAsync(TurnScope scope, Waiting waiting, VisitorText said, FoundValue value, string? before, CancellationToken cancellationToken)
    {
        var (form, rule, ask, slot) = waiting;
        if (slot.Name == SummarySlot.Name)
        {
            if (value.Value == SummarySlot.Yes) return await AfterAsync(scope, rule, ask, form with { Confirmed = true }, before, cancellationToken);
            scope.Turn.Say(FormWords.Change(scope, ask, form));
            FormEngine.Wait(scope, rule, form);
            return RunOutcome.Waiting;
        }

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
        return await ResumeAsync(scope, outcome, cancellationToken) ?? outcome;
    }

    /// <summary>Goes on with the form below the one that ended; null: there is none.</summary>
    private async ValueTask<RunOutcome?> ResumeAsync(TurnScope scope, RunOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome is not RunOutcome.Done || FormState.Of(scope.Turn.State) is not { } below || scope.Turn.HandoffRequest is not null) return null;
        if (!scope.Book.ById.TryGetValue(below.Rule, out var rule) || rule.Steps.ElementAtOrDefault(below.Step) is not AskStep ask)
        {
            FormEngine.Drop(scope.Turn, all: true);
            return null;
        }

        return await AfterAsync(new TurnScope(scope.Turn, scope.Book, below.Values.DeepClone().AsObject()), rule, ask, below, null, cancellationToken);
    }

    /// <summary>Nothing fits: says what is wrong and asks again, or gives up.</summary>
    private async ValueTask<RunOutcome?> AgainAsync(
        TurnScope scope, TurnScope own, MatchInput input, VisitorText said, Waiting waiting, HandlerDelegate next, CancellationToken cancellationToken)
    {
        var (form, rule, _, slot) = waiting;
        var once = form with { Asked = form.Asked + 1 };
        if (scope.Turn.HasReply)
        {
            // A rule beside the form had words for it.
            FormEngine.Question(runner, own, rule, slot, form, null);
            return RunOutcome.Waiting;
        }

        if ((slot.Interrupt ?? scope.Book.Forms.Interrupt) >= FormInterrupt.Usual && FormInterrupts.LooksLikeQuestion(input) && form.Asked < slot.Tries
            && scope.Book.Matcher.Find(input, scope, allow: r => r.Id != rule.Id && r.When is { Otherwise: true }) is { } answer)
            return await _asides.RunAsync(scope, own, new FormInterruption(FormInterruptKind.Question) { Rules = [answer] }, waiting, once, next, cancellationToken);
        if (form.Asked < slot.Tries)
        {
            FormEngine.Question(runner, own, rule, slot, once, FormWords.Again(own, slot, said, cancellationToken));
            return RunOutcome.Waiting;
        }

        FormEngine.Drop(scope.Turn, all: true);
        RuleMemory.Of(scope.Turn.State).GivenUp = new JsonObject { ["form"] = (form with { Since = scope.Turn.Now, Asked = 1 }).ToJson() };
        scope.Turn.Decision.Note("form", $"{rule.Id}: no answer to {slot.Name}");
        if (slot.Else is { } otherwise) return await runner.ElseAsync(own, otherwise, $"no answer to {slot.Name} in {rule.Id}", cancellationToken);
        // Who waits for a human is not told to call one: the rest of the pipeline says how things stand.
        if (scope.Turn.HumanIsCalled) return RunOutcome.Failed;
        scope.Turn.Say(scope.Book.Forms.GaveUp.Render(scope.Locale, scope.Book.DefaultLocale, scope.Values, cancellationToken));
        return RunOutcome.Done;
    }

    /// <summary>The answer for want of which a form was given up comes after all: the form goes on with it.</summary>
    private async ValueTask<RunOutcome?> LateAnswerAsync(TurnScope scope, MatchInput input, CancellationToken cancellationToken)
    {
        var memory = RuleMemory.Of(scope.Turn.State);
        if (memory.GivenUp is not { } given) return null;
        if (FormState.From(given["form"]) is not { } form || Waiting.For(scope, form) is not { } waiting)
        {
            memory.GivenUp = null;
            return null;
        }

        var said = VisitorText.Of(input.Text);
        var own = new TurnScope(scope.Turn, scope.Book, form.Values.DeepClone().AsObject());
        if (!SlotReader.IsDistinct(waiting.Slot) || said.Folded.Length < 2 || FormEngine.Answer(own, waiting.Slot, said) is not { } value
            || !FormInterrupts.IsMost(value, waiting.Slot, said.Folded)) return null;
        memory.GivenUp = null;
        scope.Turn.Decision.Note("form", $"{form.Rule} goes on: the answer came after all");
        var before = scope.Book.Forms.Resumed.Render(scope.Locale, scope.Book.DefaultLocale, scope.Values, cancellationToken);
        return await TakeAsync(own, waiting, said, value, before, cancellationToken);
    }

    /// <summary>A correction after the form was done: the rest of its rule runs again with the new value.</summary>
    private async ValueTask<RunOutcome?> CorrectLastAsync(TurnScope scope, MatchInput input, CancellationToken cancellationToken)
    {
        if (RuleMemory.Of(scope.Turn.State).LastForm is not { } last) return null;
        if (last["t"] is not { } at || scope.Turn.Now.ToUnixTimeMilliseconds() - (long)at > CorrectionTime.TotalMilliseconds) return null;
        if (!scope.Book.ById.TryGetValue(TemplateValues.Show(last["rule"]), out var rule) || rule.Steps.ElementAtOrDefault((int)last["step"]!) is not AskStep ask) return null;
        var form = new FormState(rule.Id, (int)last["step"]!) { Values = last["values"]?.DeepClone() as JsonObject ?? [] };
        var own = new TurnScope(scope.Turn, scope.Book, form.Values.DeepClone().AsObject());
        if (FormCorrections.Find(own, ask, form, VisitorText.Of(input.Text), input, waiting: null) is not { } corrected) return null;
        return await AfterAsync(own, rule, ask, corrected.Form, corrected.Said, cancellationToken);
    }

    private static bool IsWord(IReadOnlyList<string> words, MatchInput input) => input.Text.Length is > 0 and < 100 && words.Any(w => TextForms.Bare(w) == input.Bare);
}
