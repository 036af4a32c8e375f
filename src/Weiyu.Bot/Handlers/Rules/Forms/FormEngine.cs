using System.Text.Json.Nodes;
using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.Rules.Running;
using Weiyu.Bot.Pipeline;
using Weiyu.Client.Content;
using Weiyu.Client.Messages;
using Weiyu.Rules.Forms;
using Weiyu.Rules.Grammar;
using Weiyu.Rules.Model;
using Weiyu.Rules.Model.Running;
using Weiyu.Rules.Templates;
using Weiyu.Text;

namespace Weiyu.Bot.Handlers.Rules.Forms;

/// <summary>Asks a form's questions one by one and reads the answers. Keeps nothing but what is in <see cref="RuleState.Form"/>.</summary>
internal static class FormEngine
{
    /// <summary>The timer that ends a form to which nobody answers.</summary>
    public const string TimerName = "form";

    /// <summary>Begins a form: takes what the message says already, and asks for the first of the rest.</summary>
    /// <returns>Whether something is asked; false: everything is known and the rule goes on.</returns>
    public static bool Begin(RuleRunner runner, TurnScope scope, Rule rule, int step, AskStep ask)
    {
        var below = FormState.Of(scope.Turn.State);
        if (below is not null && (below.Rule == rule.Id || below.Depth + 1 >= FormState.MaxDepth)) below = below.Rule == rule.Id ? below.Below : null;
        var form = new FormState(rule.Id, step) { Below = below };
        RuleMemory.Of(scope.Turn.State).GivenUp = null;
        foreach (var slot in ask.Slots)
        {
            if (scope.Locals[slot.Name] is { } known) form.Values[slot.Name] = known.DeepClone();
            else if (slot.Reuse && scope.Turn.State.Vars.GetValueOrDefault(slot.Name) is { } before) form.Values[slot.Name] = before.DeepClone();
        }

        Extract(scope, ask, form, VisitorText.Of(scope.Turn.Message is null ? "" : Picks.TextOf(scope.Turn)), answering: null);
        return !AskNext(runner, scope, rule, ask, form, null);
    }

    /// <summary>Takes values from a message that are no answer to the question asked.</summary>
    /// <param name="scope">The turn.</param>
    /// <param name="ask">The form.</param>
    /// <param name="form">Where the values go.</param>
    /// <param name="said">The message.</param>
    /// <param name="answering">The slot whose answer was taken from it already, and where that stands; null: none.</param>
    public static void Extract(TurnScope scope, AskStep ask, FormState form, VisitorText said, (Slot Slot, FoundValue Found)? answering)
    {
        if (said.IsEmpty) return;
        var rest = answering is { } taken ? said.Without(taken.Found.Start, taken.Found.Length) : said;
        foreach (var slot in ask.Slots)
        {
            if (form.Values.ContainsKey(slot.Name) || slot == answering?.Slot || !SlotReader.IsDistinct(slot) || !Wanted(scope, slot, form)) continue;
            if (SlotReader.Find(slot, rest, Sending.Render(scope, slot.Options), asked: false, scope.LocalNow) is not { } found) continue;
            form.Values[slot.Name] = found.Value;
            rest = rest.Without(found.Start, found.Length);
        }
    }

    /// <summary>Asks for the next value that is missing, or ends the form.</summary>
    /// <returns>Whether everything is known; the values are in the scope then.</returns>
    public static bool AskNext(RuleRunner runner, TurnScope scope, Rule rule, AskStep ask, FormState form, string? before)
    {
        Share(scope, form);
        var next = ask.Slots.FirstOrDefault(s => !form.Values.ContainsKey(s.Name) && Wanted(scope, s, form));
        if (next is null && !form.Confirmed && (rule.FormSummary ?? scope.Book.Forms.Summary) && form.Values.Any(v => TemplateValues.Show(v.Value).Length > 0)) next = SummarySlot.Slot;
        if (next is null)
        {
            Complete(scope, rule, form);
            if (before is not null) scope.Turn.Say(before);
            return true;
        }

        if (next.Name == SummarySlot.Name) Check(runner, scope, rule, ask, form with { Slot = next.Name, Asked = 1 }, before);
        else Question(runner, scope, rule, next, form with { Slot = next.Name, Asked = 1 }, before);
        return false;
    }

    /// <summary>Asks a question (again).</summary>
    /// <param name="runner">Tells the observers.</param>
    /// <param name="scope">The turn.</param>
    /// <param name="rule">The form's rule.</param>
    /// <param name="slot">What is asked for.</param>
    /// <param name="form">The form, which becomes the conversation's.</param>
    /// <param name="before">Said first; null: nothing.</param>
    public static void Question(RuleRunner runner, TurnScope scope, Rule rule, Slot slot, FormState form, string? before)
    {
        Share(scope, form);
        if (slot.Name == SummarySlot.Name && rule.Steps[form.Step] is AskStep ask)
        {
            Check(runner, scope, rule, ask, form, before);
            return;
        }

        var question = slot.Question.Render(scope.Locale, scope.Book.DefaultLocale, scope.Values);
        if (slot.Type == SlotType.Choice)
        {
            if (before is not null) scope.Turn.Say(before);
            Sending.Choice(scope, new JsonObject { ["content"] = question }, Sending.Render(scope, slot.Options));
        }
        else
        {
            scope.Turn.Say(before is null ? question : $"{before}\n{question}");
        }

        Wait(scope, rule, form);
        runner.NoteAsked(scope, rule, slot.Name);
    }

    /// <summary>Begins to wait for the visitor (anew).</summary>
    public static void Wait(TurnScope scope, Rule rule, FormState form)
    {
        FormState.Save(scope.Turn.State, form with { Since = scope.Turn.Now });
        scope.Turn.Add(new StartTimer(TimerName, scope.Turn.Now + TimeoutOf(scope.Book, rule)));
    }

    /// <summary>Shows all answers and asks whether they are right.</summary>
    private static void Check(RuleRunner runner, TurnScope scope, Rule rule, AskStep ask, FormState form, string? before)
    {
        if (before is not null) scope.Turn.Say(before);
        Sending.Choice(scope, new JsonObject { ["content"] = FormWords.Summary(scope, ask, form) }, Sending.Render(scope, SummarySlot.Slot.Options));
        Wait(scope, rule, form);
        runner.NoteAsked(scope, rule, SummarySlot.Name);
    }

    /// <summary>The slot's value in the message; null when it holds none.</summary>
    public static FoundValue? Answer(TurnScope scope, Slot slot, VisitorText said)
    {
        if (slot.Type == SlotType.Image)
            return scope.Turn.Message?.Type == MessageTypes.Image && MessageContent.Read(scope.Turn.Message) is ImageContent { Url: { Length: > 0 } url } ? new FoundValue(url, 0, 0) : null;
        if (slot.Name == SummarySlot.Name && TextForms.Bare(said.Written) is var bare && (Wishes.IsYes(bare) || Wishes.IsNo(bare)))
            return new FoundValue(Wishes.IsYes(bare) ? SummarySlot.Yes : "no", 0, said.Folded.Length);
        var options = slot.Type == SlotType.Choice ? Sending.Render(scope, slot.Options) : [];
        return SlotReader.Find(slot, said, options, asked: true, scope.LocalNow);
    }

    /// <summary>Ends a form, and those below it too where <paramref name="all"/>.</summary>
    public static void Drop(TurnContext turn, bool all)
    {
        FormState.Save(turn.State, all ? null : FormState.Of(turn.State)?.Below);
        if (turn.State.Form is null) turn.Add(new CancelTimer(TimerName));
    }

    /// <summary>How long the form of a rule waits.</summary>
    public static TimeSpan TimeoutOf(RuleBook book, Rule rule) => rule.FormTimeout ?? book.Forms.Timeout;

    private static void Complete(TurnScope scope, Rule rule, FormState form)
    {
        FormState.Save(scope.Turn.State, form.Below);
        if (form.Below is null) scope.Turn.Add(new CancelTimer(TimerName));
        var vars = scope.Turn.State.Vars;
        foreach (var (name, value) in form.Values)
        {
            if (vars.ContainsKey(name) || vars.Count < ConversationState.MaxVariables) vars[name] = value?.DeepClone();
        }

        var memory = RuleMemory.Of(scope.Turn.State);
        memory.LastForm = new JsonObject { ["rule"] = rule.Id, ["step"] = form.Step, ["values"] = form.Values.DeepClone(), ["t"] = scope.Turn.Now.ToUnixTimeMilliseconds() };
        memory.Offer = null;
    }

    private static bool Wanted(TurnScope scope, Slot slot, FormState form)
    {
        if (slot.If is null) return true;
        Share(scope, form);
        return slot.If.Fails(scope) is null;
    }

    private static void Share(TurnScope scope, FormState form)
    {
        foreach (var (name, value) in form.Values) scope.Locals[name] = value?.DeepClone();
        if (scope.Book.ById.GetValueOrDefault(form.Rule)?.Steps.ElementAtOrDefault(form.Step) is AskStep ask)
        {
            foreach (var slot in ask.Slots.Where(s => s.Type == SlotType.Choice && form.Values.ContainsKey(s.Name))) scope.Titles[slot.Name] = FormWords.Shown(scope, slot, form.Values[slot.Name]);
        }

        scope.Refresh();
    }
}
