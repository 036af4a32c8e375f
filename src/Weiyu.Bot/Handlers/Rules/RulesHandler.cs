using Weiyu.Bot.Conversations;
using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.Rules.Forms;
using Weiyu.Bot.Handlers.Rules.Running;
using Weiyu.Bot.Pipeline;
using Weiyu.Client.Messages;
using Weiyu.Rules;
using Weiyu.Rules.Forms;
using Weiyu.Rules.Matching;
using Weiyu.Rules.Model;
using Weiyu.Rules.Model.Running;
using Weiyu.Rules.Templates;
using Weiyu.Text.Dates;

namespace Weiyu.Bot.Handlers.Rules;

/// <summary>Answers by the rules of the folder, forms included. What no rule answers goes on along the pipeline.</summary>
internal sealed class RulesHandler(RuleBookSource source, RuleRunner runner, FormDialogue forms) : IHandler
{
    private const string SilenceTimer = "silence:";
    private const int MaxContinued = 20;

    /// <inheritdoc/>
    public async ValueTask HandleAsync(TurnContext turn, HandlerDelegate next, CancellationToken cancellationToken)
    {
        if (turn.TooOld || (turn.State.Ownership.Owner is Owner.Human && turn.Feedback is null))
        {
            await next(turn, cancellationToken);
            return;
        }

        var book = source.Current;
        if (turn.Feedback is { } feedback)
        {
            await OnEventAsync(new TurnScope(turn, book) { Event = feedback }, r => r.Name == feedback.Name, next, cancellationToken);
        }
        else if (turn.Message is { } message)
        {
            await OnMessageAsync(new TurnScope(turn, book), message, next, cancellationToken);
        }
        else if (turn.Event is { } botEvent)
        {
            await OnEventAsync(turn, book, botEvent, next, cancellationToken);
        }
    }

    private async ValueTask OnMessageAsync(TurnScope scope, Wire.Message message, HandlerDelegate next, CancellationToken cancellationToken)
    {
        var turn = scope.Turn;
        if (!Speaks(turn))
        {
            await next(turn, cancellationToken);
            return;
        }

        if (!Questions.AreOf(message.Type))
        {
            turn.Decision.End("silent", $"{message.Type} is no question");
            var input = new MatchInput(Picks.TextOf(turn), message.Type) { IsQuestion = false };
            var named = await RunAllAsync(scope, after => scope.Book.Matcher.Find(input, scope, after), cancellationToken);
            await FinishAsync(turn, named, next, cancellationToken);
            return;
        }

        await OnQuestionAsync(scope, message, next, cancellationToken);
    }

    private async ValueTask OnQuestionAsync(TurnScope scope, Wire.Message message, HandlerDelegate next, CancellationToken cancellationToken)
    {
        var turn = scope.Turn;
        var picked = Picks.Of(turn, typed: !FormDialogue.WaitsForWords(scope));
        var text = picked is null ? Picks.TextOf(turn) : picked.Value ?? picked.Title;
        if (picked is not null) (turn.Text, scope.Facts) = (text, scope.Facts with { Text = text });
        var input = new MatchInput(text, message.Type);
        ArmSilence(turn, scope.Book);

        var calledNext = false;
        HandlerDelegate once = (t, token) =>
        {
            calledNext = true;
            return next(t, token);
        };
        if (await OnMoodAsync(scope, cancellationToken))
        {
            RuleMemory.Of(turn.State).CountMessage(turn.State);
            if (turn.HandoffRequest is not null) await next(turn, cancellationToken);
            return;
        }

        if (await forms.HandleAsync(scope, input, once, cancellationToken) is { } formOutcome)
        {
            RuleMemory.Of(turn.State).CountMessage(turn.State);
            var form = FormState.Of(turn.State);
            if (formOutcome is RunOutcome.Next or RunOutcome.Failed && !calledNext) await next(turn, cancellationToken);
            else turn.Decision.End("form", form?.Rule ?? LastRule(turn));
            return;
        }

        var used = picked?.Goto is { } to && scope.Book.ById.TryGetValue(to, out var target) && !RuleRunner.IsBarred(scope, target)
            ? (target, await runner.StartAsync(scope, target, $"picked '{picked.Title}'", cancellationToken))
            : await RunAllAsync(scope, after => scope.Book.Matcher.Find(input, scope, after, allow: turn.HumanIsCalled ? ForWaiting : null), cancellationToken);
        RuleMemory.Of(turn.State).CountMessage(turn.State);
        await FinishAsync(turn, used, next, cancellationToken);
    }

    /// <summary>
    /// Rules for <c>event: mood</c> come first. What they say goes before the answer to the message itself; one that calls a human, asks something or closes is the whole answer.
    /// </summary>
    private async ValueTask<bool> OnMoodAsync(TurnScope scope, CancellationToken cancellationToken)
    {
        if (scope.Facts.Mood is not { } mood || scope.Turn.HumanIsCalled || !scope.Book.EventRules.Any(r => r.Event.Name == RuleEvent.MoodName)) return false;
        var heard = new TurnScope(scope.Turn, scope.Book) { Event = new BotEvent(RuleEvent.MoodName, mood) };
        if (await RunAllAsync(heard, after => First(heard, r => r.Name == RuleEvent.MoodName, after), cancellationToken) is not var (rule, outcome)) return false;
        if (scope.Turn.HandoffRequest is null && outcome is not RunOutcome.Waiting && !scope.Turn.Effects.Any(e => e is ServerAction { Kind: ServerActions.CloseThread })) return false;
        if (scope.Turn.HandoffRequest is not null) FormEngine.Drop(scope.Turn, all: true);
        scope.Turn.Decision.End("rule", rule.Id);
        return true;
    }

    private async ValueTask OnEventAsync(TurnContext turn, RuleBook book, BotEvent botEvent, HandlerDelegate next, CancellationToken cancellationToken)
    {
        var scope = new TurnScope(turn, book);
        switch (botEvent)
        {
            case { Name: BotEvents.Timer, Argument: FormEngine.TimerName }:
                if (FormState.Of(turn.State) is { } form)
                {
                    turn.Decision.Note("form", $"{form.Rule}: nobody answered");
                    // Half a message is passed on; it was left in good faith.
                    if (form.Values.Count > 0 && book.ById.TryGetValue(form.Rule, out var rule) && rule.AllSteps.OfType<LeaveStep>().FirstOrDefault() is { } leave)
                        turn.LeftMessage = new LeftMessage(leave.Kind, form.Values.DeepClone().AsObject());
                    FormState.Save(turn.State, null);
                }

                turn.Decision.End("form", "time-out");
                return;
            case { Name: BotEvents.Timer, Argument: { } timer } when timer.StartsWith(SilenceTimer, StringComparison.Ordinal):
                var length = timer[SilenceTimer.Length..];
                // Who waits for a human is not asked whether they are still there, nor sent home.
                if (turn.State.Ownership.Owner is Owner.Closed or Owner.Waiting) return;
                await OnEventAsync(new TurnScope(turn, book) { Event = new BotEvent(BotEvents.Silence, length) }, IsSilence(length), next, cancellationToken);
                return;
            case { Name: BotEvents.Silence, Argument: { } silence }:
                await OnEventAsync(scope, IsSilence(silence), next, cancellationToken);
                return;
            case { Name: BotEvents.ThreadOpened or BotEvents.ThreadClosed or BotEvents.Rating or BotEvents.Reaction }:
                if (botEvent.Name == BotEvents.ThreadClosed) FormEngine.Drop(turn, all: true);
                // A click on an emoji begins no wait for an answer.
                else if (botEvent.Name != BotEvents.Reaction) ArmSilence(turn, book);
                await OnEventAsync(scope, r => r.Name == botEvent.Name, next, cancellationToken);
                return;
            default:
                await next(turn, cancellationToken);
                return;
        }
    }

    private async ValueTask OnEventAsync(TurnScope scope, Func<RuleEvent, bool> isIt, HandlerDelegate next, CancellationToken cancellationToken)
    {
        var used = await RunAllAsync(scope, after => First(scope, isIt, after), cancellationToken);
        await FinishAsync(scope.Turn, used, next, cancellationToken);
    }

    private static RuleMatch? First(TurnScope scope, Func<RuleEvent, bool> isIt, int after)
    {
        foreach (var rule in scope.Book.EventRules)
        {
            if (rule.Order > after && isIt(rule.Event) && RuleMatcher.Conditions(rule, scope) is null) return new RuleMatch(rule, rule.Event.Name, 1);
        }

        return null;
    }

    /// <summary>Carries out the first rule, and as long as one says <c>continue</c> the next.</summary>
    private async ValueTask<(Rule Rule, RunOutcome Outcome)?> RunAllAsync(TurnScope scope, Func<int, RuleMatch?> find, CancellationToken cancellationToken)
    {
        (Rule, RunOutcome)? last = null;
        var after = -1;
        for (var i = 0; i < MaxContinued; i++)
        {
            if (find(after) is not { } match) return last;
            var outcome = await runner.StartAsync(scope, match.Rule, match.Why, cancellationToken);
            last = (match.Rule, outcome);
            if (!match.Rule.Continue || outcome is not RunOutcome.Done) return last;
            after = match.Rule.Order;
        }

        return last;
    }

    private static async ValueTask FinishAsync(TurnContext turn, (Rule Rule, RunOutcome Outcome)? used, HandlerDelegate next, CancellationToken cancellationToken)
    {
        if (used is not var (rule, outcome) || outcome is RunOutcome.Failed || (rule.Continue && !turn.HasReply))
        {
            await next(turn, cancellationToken);
            return;
        }

        turn.Decision.End("rule", rule.Id);
        if (outcome is RunOutcome.Next) await next(turn, cancellationToken);
        else turn.State.Misses = 0;
    }

    /// <summary>Who waits for a human is told how things stand, not what a rule for everything else says, unless that is meant for it.</summary>
    private static bool ForWaiting(Rule rule) => rule.When is not { Otherwise: true } || rule.AsksForOwner || rule.AllSteps.Any(s => s is AnswerStep);

    /// <summary>Whether rules may be looked at: a customer's message, and no robot's or colleague's.</summary>
    private static bool Speaks(TurnContext turn) =>
        turn.Message!.User?.Type is not (UserTypes.Agent or UserTypes.Robot or UserTypes.System or UserTypes.Assistant or UserTypes.Workgroup) || !ThreadTypes.IsCustomerService(turn.Thread.Type);

    private static void ArmSilence(TurnContext turn, RuleBook book)
    {
        foreach (var length in book.Silences) turn.Add(new StartTimer(SilenceTimer + Durations.Write(length), turn.Now + length));
    }

    private static Func<RuleEvent, bool> IsSilence(string length) =>
        r => r.Name == RuleEvent.SilenceName && r.After is { } after && Durations.TryParse(length, out var wanted) && wanted == after;

    private static string? LastRule(TurnContext turn) => RuleMemory.Of(turn.State).LastForm?["rule"] is { } rule ? TemplateValues.Show(rule) : null;
}
