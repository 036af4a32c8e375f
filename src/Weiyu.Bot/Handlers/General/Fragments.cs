using Microsoft.Extensions.Options;
using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.Rules.Forms;
using Weiyu.Bot.Handlers.Rules.Running;
using Weiyu.Bot.Pipeline;
using Weiyu.Client.Messages;
using Weiyu.Rules;
using Weiyu.Rules.Forms;
using Weiyu.Rules.Matching;
using Weiyu.Rules.Model;
using Weiyu.Text.Languages;

namespace Weiyu.Bot.Handlers.General;

/// <summary>
/// Answers a message that was typed in pieces as one. A short piece that no rule understands waits for the next; as soon as the pieces
/// together are understood, or nothing more comes, they go on as one message. What waits is in the state and a durable timer, so a crash
/// loses none of it.
/// </summary>
internal sealed class Fragments(IOptions<FragmentsOptions> options, RuleBookSource rules) : IHandler
{
    /// <inheritdoc/>
    public ValueTask HandleAsync(TurnContext turn, HandlerDelegate next, CancellationToken cancellationToken)
    {
        if (turn.Event is { Name: BotEvents.Timer, Argument: TimerNames.Fragments }) return RingAsync(turn, next, cancellationToken);
        if (turn.Message is not { Type: MessageTypes.Text } message || (options.Value.Window <= TimeSpan.Zero && turn.State.Fragments.Count == 0) || !Scope.AnswersByDefault(turn.Thread)
            || turn.TooOld || turn.State.Ownership.Owner is Owner.Human)
        {
            return next(turn, cancellationToken);
        }

        var pieces = turn.State.Fragments;
        if (pieces.Exists(f => f.Uid == message.Uid)) return next(turn, cancellationToken);
        var text = turn.Text;
        var joined = string.Join('\n', pieces.Select(f => f.Text).Append(text));
        if (IsComplete(turn, text, joined))
        {
            if (pieces.Count > 0)
            {
                Join(turn, [.. pieces, new Fragment(message.Uid, text, turn.Now)]);
                turn.Add(new CancelTimer(TimerNames.Fragments));
            }

            return next(turn, cancellationToken);
        }

        pieces.Add(new Fragment(message.Uid, text, turn.Now));
        turn.Add(new StartTimer(TimerNames.Fragments, turn.Now + options.Value.Window));
        turn.Decision.Note(nameof(Fragments), $"piece {pieces.Count} waits for the next");
        turn.Decision.End("waiting", "the rest of the sentence");
        return ValueTask.CompletedTask;
    }

    private static ValueTask RingAsync(TurnContext turn, HandlerDelegate next, CancellationToken cancellationToken)
    {
        if (turn.State.Fragments.Count == 0) return ValueTask.CompletedTask;
        Join(turn, [.. turn.State.Fragments]);
        return next(turn, cancellationToken);
    }

    private static void Join(TurnContext turn, List<Fragment> pieces)
    {
        var extra = turn.Message?.Extra ?? "";
        Pieces.Join(turn, pieces, turn.Message?.User ?? turn.Thread.User);
        turn.Message!.Extra = extra;
        // Who asks why the question got its answer wants this decision, not that it had to wait.
        turn.Decision.Uid = pieces[^1].Uid;
        turn.State.Fragments.Clear();
        turn.Decision.Note(nameof(Fragments), $"{pieces.Count} pieces are answered as one");
    }

    /// <summary>Whether nothing need be waited for.</summary>
    private bool IsComplete(TurnContext turn, string text, string joined)
    {
        if (options.Value.Window <= TimeSpan.Zero || text.Length > options.Value.MaxLength || turn.State.Fragments.Count + 1 >= options.Value.MaxPieces || Ends(text)) return true;
        var scope = new TurnScope(turn, rules.Current);
        if (Picks.Of(turn, typed: !FormDialogue.WaitsForWords(scope)) is not null || People.HandoffWish.IsWish(text, []) || LanguageRequests.Read(text) is not null) return true;
        var input = new MatchInput(joined);
        if (FormState.Of(turn.State) is not null) return turn.State.Fragments.Count > 0 || FormDialogue.Completes(scope, input) || Understood(scope, input);
        return Understood(scope, input);
    }

    /// <summary>
    /// Whether a rule has its own words for the text. One for everything else (<c>otherwise</c>) that says something counts: whoever wrote
    /// it wants each message answered. One that leaves the answer to knowledge does not: knowledge understands a whole question better.
    /// </summary>
    private static bool Understood(TurnScope scope, MatchInput input) =>
        scope.Book.Matcher.Find(input, scope) is { Rule: { Wait: false } rule } && (rule.When is not { Otherwise: true } || rule.AllSteps.Any(s => s is SayStep or SendStep or AskStep));

    /// <summary>Whether a text ends as sentences do.</summary>
    private static bool Ends(string text) => text.AsSpan().TrimEnd() is [.., '。' or '？' or '?' or '！' or '!' or '.' or '吗' or '呢'];
}
